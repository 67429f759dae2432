/**
 * A pack of a few named files, in memory, for the first question about a large segment: the answer needs these files
 * only, and making the whole pack first would take longer than anyone waits for it. Writes nothing.
 */
import { createDatabase } from "../host/database.ts";
import type { WalkedFile } from "../model/source.ts";
import { createReader, type PackReader } from "../pack/reader.ts";
import { createSchema, PAGE_SIZE_BYTES } from "../pack/schema.ts";
import { createWriter } from "../pack/writer.ts";
import { walkSegment } from "../segment/walk.ts";
import { grammarVersions, namingRules } from "../syntax/languages.ts";
import { indexFiles } from "./index_files.ts";
import type { Session } from "./session.ts";

/** Sources up to this size are indexed at once: some seconds of work, at 2 to 4 MB a second. */
const SMALL_BYTES = 8_000_000;

/**
 * The pack of the files that `groups` name, when each group has one that the walk admits and the segment is large;
 * else null. The session has it as its pack, without a `pack_sha`, and a warning says so.
 */
export async function makePassingPack(
  session: Session,
  groups: readonly (readonly string[])[],
): Promise<PackReader | null> {
  const { includeSecrets } = session.options;
  const walk = walkSegment(session.host.fs, ".", { includeSecrets });
  if (walk.files.reduce((sum, file) => sum + file.stamp.sizeBytes, 0) <= SMALL_BYTES) return null;
  const admitted = new Map(walk.files.map((file) => [file.path, file]));
  const wanted = new Set<WalkedFile>();
  for (const paths of groups) {
    const file = paths.map((path) => admitted.get(path)).find((one) => one !== undefined);
    if (file === undefined) return null;
    wanted.add(file);
  }
  const database = createDatabase(":memory:", PAGE_SIZE_BYTES);
  createSchema(database);
  const writer = createWriter(database);
  const never = (): boolean => false;
  const tasks = [...wanted].map((file) => ({ file, stored: null }));
  await indexFiles(session, tasks, writer, { isOutdated: never, isOver: never });
  await writer.commit({
    grammars: grammarVersions(),
    naming: namingRules(),
    includesSecrets: includeSecrets,
    inode: 0,
    left: 0,
  });
  const reader: PackReader = { ...createReader(database), packSha: "" };
  session.usePack(reader);
  session.warnings.push(
    `there is no pack yet: only the named files were parsed, of ${walk.files.length} (ctx sync indexes them all)`,
  );
  return reader;
}
