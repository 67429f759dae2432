/** Is the pack whole and fresh? Looks at everything, changes nothing, repairs nothing. */
import { DatabaseError } from "../host/database_error.ts";
import { staleness } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { computePackSha } from "../pack/writer.ts";
import { walkSegment } from "../segment/walk.ts";
import { grammarVersions } from "../syntax/languages.ts";
import { hasBytes } from "./same_bytes.ts";
import type { Session } from "./session.ts";
import { openPackSafely } from "./open_pack.ts";

export interface Staleness {
  readonly path: string;
  /** `new`: not in the pack. `changed`: other bytes. `removed`: no longer a source file. `grammar`: other rules. */
  readonly reason: "new" | "changed" | "removed" | "grammar";
}

export interface Validation {
  readonly ok: boolean;
  readonly errors: readonly string[];
  readonly stale: readonly Staleness[];
  readonly packSha: string | null;
}

/** Checks the pack of the session's segment. Throws CtxError only when `_ctx` itself must not be touched. */
export async function validatePack(session: Session): Promise<Validation> {
  const state = openPackSafely(session);
  if (state.state === "missing") return broken("there is no pack");
  if (state.state === "unusable") return broken(`the pack ${state.reason}`);
  const { reader } = state;
  session.usePack(reader);
  try {
    const errors = [...reader.integrityProblems(), ...reader.wordIndexProblems()];
    const stale = await findStale(session, reader);
    for (const file of reader.files()) reader.chunksOf(file.id); // decodes, or throws "corrupt"
    const rows = reader.files().map((file) => [file.path, file.sha256] as const);
    const packSha = await computePackSha(rows, reader.grammars);
    if (packSha !== reader.contentSha) {
      errors.push(`pack_sha is ${reader.contentSha}, its content says ${packSha}`);
    }
    return { ok: errors.length === 0 && stale.length === 0, errors, stale, packSha: session.packSha() };
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "corrupt") return broken("the pack is damaged");
    throw error;
  }
}

function broken(message: string): Validation {
  return { ok: false, errors: [message], stale: [], packSha: null };
}

async function findStale(session: Session, reader: PackReader): Promise<Staleness[]> {
  const { fs } = session.host;
  const includeSecrets = reader.includesSecrets;
  const stored = reader.storedFiles();
  const walk = walkSegment(fs, ".", { includeSecrets });
  const versions = grammarVersions();
  const stale: Staleness[] = [];
  const present = new Set<string>();
  for (const file of walk.files) {
    present.add(file.path);
    const known = stored.get(file.path);
    const why = staleness(file, known);
    if (known === undefined) stale.push({ path: file.path, reason: "new" });
    else if (why !== null && !await hasBytes(session, file.path, known.sha256, includeSecrets)) {
      stale.push({ path: file.path, reason: "changed" });
    } else if (versions[known.lang] !== reader.grammars[known.lang]) {
      stale.push({ path: file.path, reason: "grammar" });
    }
  }
  for (const path of stored.keys()) if (!present.has(path)) stale.push({ path, reason: "removed" });
  return stale.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
