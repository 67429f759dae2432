/**
 * The pack for a question about a few named files, without a walk over the segment: good when the pack proves, by
 * their stamps, that it knows each of these files as it is now. What else has changed does not matter to the answer.
 * Reads a file only where its stamp is too young to prove anything; writes nothing.
 */
import { HostError } from "../host/file_system.ts";
import { loadModule } from "../host/program.ts";
import type { Stamp } from "../model/source.ts";
import { staleness, type StoredFile } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { grammarVersions, languageOfPath } from "../syntax/languages.ts";
import { openPackSafely } from "./open_pack.ts";
import type { Session } from "./session.ts";
import { recordCacheAccess } from "./trace.ts";

/** More named files than this are walked for: a walk costs less than so many look-ups. */
const FILES_LIMIT = 100;

/** The pack for an answer that rests on the files of `groups` alone, see findPackOf; else the synced pack. */
export async function openPackFor(
  session: Session,
  groups: readonly (readonly string[])[],
): Promise<PackReader> {
  const own = await findPackOf(session, groups);
  if (own !== null) return own;
  const { openFreshPack } = await loadModule<typeof import("./fresh_pack.ts")>("src/context/fresh_pack.ts");
  return await openFreshPack(session);
}

/**
 * A pack that is good for the files of `groups`, whatever it says of others: the one that is there, when it vouches
 * for them, or where there is none yet a passing one. Null when neither will do, and the session has no pack.
 */
export async function findPackOf(
  session: Session,
  groups: readonly (readonly string[])[],
): Promise<PackReader | null> {
  // Under --no-sync an answer names all that is stale, so that it cannot do without the walk.
  if (!session.options.sync || groups.length === 0 || groups.length > FILES_LIMIT) return null;
  for (const path of groups.flat()) session.wanted.add(path);
  const vouched = await findVouchedPack(session, groups);
  if (vouched !== "no-pack") return vouched;
  const { makePassingPack } = await loadModule<typeof import("./passing_pack.ts")>(
    "src/context/passing_pack.ts",
  );
  return await makePassingPack(session, groups);
}

/**
 * Opens the pack into the session if, in each of `groups`, it vouches for every path that is anywhere, in the pack or
 * on the disk, and one is. Null, with nothing opened, when it does not.
 */
async function findVouchedPack(
  session: Session,
  groups: readonly (readonly string[])[],
): Promise<PackReader | null | "no-pack"> {
  if (session.pack !== null) return session.pack;
  const state = openPackSafely(session);
  if (state.state !== "ready") return state.state === "missing" ? "no-pack" : null;
  const { reader } = state;
  const files: StoredFile[] = [];
  let vouches = reader.includesSecrets === session.options.includeSecrets;
  for (const paths of groups) {
    const found = vouches ? await vouchedFiles(session, reader, paths) : [];
    vouches = found.length > 0;
    files.push(...found);
  }
  if (!vouches) {
    reader.close();
    return null;
  }
  session.usePack(reader);
  for (const file of files) recordCacheAccess(session.recorder, file.path, true, file.sha256);
  return reader;
}

/** The files at `paths`, when the pack knows each as it is; else none. */
async function vouchedFiles(
  session: Session,
  reader: PackReader,
  paths: readonly string[],
): Promise<StoredFile[]> {
  const files: StoredFile[] = [];
  const grammars = grammarVersions();
  for (const path of paths) {
    if (path === "") return [];
    const stored = reader.storedFile(path);
    const stamp = stampAt(session, path);
    if (stored === null && stamp === null) continue;
    if (stored === null || stamp === null) return [];
    const doubt = staleness({ path, stamp }, stored);
    if (doubt !== null && (doubt !== "racy" || !await hasSameBytes(session, stored))) return [];
    const lang = languageOfPath(path);
    if (lang !== stored.lang || grammars[lang] !== reader.grammars[lang]) return [];
    files.push(stored);
  }
  return files;
}

/** For a file written so shortly before it was indexed that its times cannot tell whether it was written again. */
async function hasSameBytes(session: Session, stored: StoredFile): Promise<boolean> {
  const { hasBytes } = await loadModule<typeof import("./same_bytes.ts")>("src/context/same_bytes.ts");
  return await hasBytes(session, stored.path, stored.sha256, session.options.includeSecrets);
}

function stampAt(session: Session, path: string): Stamp | null {
  try {
    const info = session.host.fs.lstat(path);
    if (info === null) return null;
    return { sizeBytes: info.sizeBytes, mtimeMs: info.mtimeMs, ctimeMs: info.ctimeMs, inode: info.inode };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return null; // a file where a folder was named, a name too long: nothing there
  }
}
