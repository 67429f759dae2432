/**
 * The chunks of a few named files of a segment that has no pack yet, from these files alone: making the pack first
 * would take many times as long as the answer. Writes nothing, and leaves everything out of the ordinary to the pack.
 */
import { HostError } from "../host/file_system.ts";
import type { Chunk } from "../model/chunk.ts";
import type { WalkedFile } from "../model/source.ts";
import { admitPath, hasMoreEntriesThan } from "../segment/admit_path.ts";
import { languageOfPath } from "../syntax/languages.ts";
import { factsOf, structureOf } from "./parse_source.ts";
import { readAdmitted } from "./read_admitted.ts";
import type { Session } from "./session.ts";
import { recordCacheAccess, recordParse } from "./trace.ts";

/** One file with its chunks in source order. */
export interface FileOutline {
  readonly path: string;
  readonly lang: string;
  readonly chunks: readonly Chunk[];
}

/** More files than this are worth a pack, which many cores make. */
const FILES_LIMIT = 16;

/** In a segment of so few files and folders the pack is made as quickly as the answer, and then it is there. */
const FEW_ENTRIES = 24;

/**
 * The outlines of the files that `groups` name (of each group the first path that exists is meant), when the segment
 * is not a small one and each of them is an ordinary source file; else null, and nothing has been recorded. The session then has no `pack_sha`, and a warning says why.
 */
export async function outlineNamedFiles(
  session: Session,
  groups: readonly (readonly string[])[],
): Promise<readonly FileOutline[] | null> {
  const { fs } = session.host;
  if (groups.length > FILES_LIMIT) return null;
  const files = new Map<string, WalkedFile>();
  for (const paths of groups) {
    const path = paths.find((one) => exists(session, one));
    const file = path === undefined ? null : admitPath(fs, ".", path, session.options);
    if (file === null) return null;
    files.set(file.path, file);
  }
  if (!hasMoreEntriesThan(FEW_ENTRIES, fs, ".")) return null;
  const parsed: Parsed[] = [];
  for (const path of files.keys()) {
    const one = await parseFile(session, path);
    if (one === null) return null;
    parsed.push(one);
  }
  for (const { record } of parsed) record();
  session.warnings.push("there is no pack yet: only the named files were parsed (ctx sync indexes them all)");
  return parsed.map(({ outline }) => outline);
}

interface Parsed {
  readonly outline: FileOutline;
  /** Tells telemetry. */
  readonly record: () => void;
}

/** Null when the file is no source file after all, or its grammar fails: what to say then is the indexer's to know. */
async function parseFile(session: Session, path: string): Promise<Parsed | null> {
  const { fs, clock } = session.host;
  const read = await readAdmitted(fs, path, session.options.includeSecrets);
  if (!read.ok) return null;
  const start = clock.monotonicMs();
  const lang = languageOfPath(path);
  const { chunks, definitions, grammarFault } = await structureOf(lang, read.source.text);
  if (grammarFault !== "") return null;
  const facts = definitions === null ? null : factsOf(lang, read.source, definitions);
  const timingMs = clock.monotonicMs() - start;
  const record = (): void => {
    if (facts === null) return;
    recordCacheAccess(session.recorder, path, false, "");
    recordParse(session.recorder, path, facts, timingMs);
  };
  return { outline: { path, lang, chunks }, record };
}

function exists(session: Session, path: string): boolean {
  try {
    return path !== "" && session.host.fs.lstat(path) !== null;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return false; // a file where a folder was named, a name too long
  }
}
