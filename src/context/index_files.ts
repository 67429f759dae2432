/**
 * Reads and indexes a list of files into the pack writer, one after the other in the order given. Loaded only when
 * there is something to index: it brings the parser with it.
 */
import type { Skipped, SkipReason, WalkedFile } from "../model/source.ts";
import type { StoredFile } from "../pack/plan.ts";
import type { PackWriter } from "../pack/writer.ts";
import { languageOfPath } from "../syntax/languages.ts";
import { type IndexedSource, indexSource, skippedFile } from "./index_source.ts";
import { readAdmitted } from "./read_admitted.ts";
import type { Session } from "./session.ts";
import { recordCacheAccess, recordParse } from "./trace.ts";

export interface IndexReport {
  readonly added: number;
  readonly updated: number;
  /** Files that were there for the walk and gone for the read. */
  readonly removed: number;
  /** Files whose bytes turned out to be the remembered ones. */
  readonly unchanged: number;
  /** Left out in this run only; what is remembered in the pack is not listed. */
  readonly skipped: readonly Skipped[];
}

export interface IndexTask {
  readonly file: WalkedFile;
  readonly stored: StoredFile | null;
}

/**
 * Reasons that are properties of the file as it is: kept in the pack until the file changes. The others are tried
 * again at the next sync.
 */
const REMEMBERED: ReadonlySet<SkipReason> = new Set<SkipReason>([
  "binary",
  "encoding",
  "minified",
  "secret",
  "too-large",
  "unreadable",
]);

/**
 * A signal is seen only when the event loop waits: hashing alone gave it no turn for 61 files (tokio's event interval;
 * 2.5 s of large ones). One millisecond in a hundred is what this costs.
 */
const BREATH_MS = 100;

/** More changed files than this are a bulk to telemetry: their events are folded at level `lite`. */
const BULK_FILES = 16;

/**
 * Indexes `tasks` into `writer`, inside its transaction. `isOutdated`: whether a file's rows are made anew even for
 * bytes that have not changed.
 */
export async function indexFiles(
  session: Session,
  tasks: readonly IndexTask[],
  writer: PackWriter,
  isOutdated: (file: StoredFile) => boolean,
): Promise<IndexReport> {
  const { host, options } = session;
  const counts = { added: 0, updated: 0, removed: 0, unchanged: 0 };
  const skipped: Skipped[] = [];
  const faults = new Map<string, string>();
  session.recorder.setBulk(tasks.length > BULK_FILES);
  let breathMs = host.clock.monotonicMs();
  for (const [index, { file, stored }] of tasks.entries()) {
    session.progress(index, tasks.length);
    if (host.clock.monotonicMs() - breathMs > BREATH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      breathMs = host.clock.monotonicMs();
    }
    const readMs = host.clock.now().getTime();
    const outcome = await readAdmitted(host.fs, file.path, options.includeSecrets);
    if (!outcome.ok) {
      const gone = outcome.reason === "vanished";
      if (REMEMBERED.has(outcome.reason)) writer.put(skippedFile(file, outcome.reason, readMs));
      else {
        if (stored !== null) writer.remove(stored.id);
        if (!gone) skipped.push({ path: file.path, reason: outcome.reason });
      }
      // A file that was kept out before has an empty hash.
      if (stored !== null) counts[stored.sha256 === "" ? "unchanged" : "removed"]++;
      continue;
    }
    const start = host.clock.monotonicMs();
    const indexed = await indexSource(
      outcome.source,
      readMs,
      stored === null || isOutdated(stored) ? "" : stored.sha256,
    );
    if (indexed === null) {
      if (stored !== null) writer.restamp(stored.id, outcome.source.stamp, readMs);
      recordCacheAccess(session.recorder, file.path, true, stored?.sha256 ?? "");
      counts.unchanged++;
      continue;
    }
    writer.put(indexed.file);
    counts[stored === null ? "added" : "updated"]++;
    report(session, file.path, stored, indexed, host.clock.monotonicMs() - start);
    if (indexed.grammarFault !== "") faults.set(languageOfPath(file.path), indexed.grammarFault);
  }
  for (const [lang, reason] of faults) {
    session.warnings.push(`no symbols for ${lang}: its grammar could not be used (${reason})`);
  }
  session.progress(tasks.length, tasks.length);
  session.recorder.setBulk(false);
  return { ...counts, skipped };
}

function report(
  session: Session,
  path: string,
  stored: StoredFile | null,
  indexed: IndexedSource,
  timingMs: number,
): void {
  if (indexed.parse === null) return;
  recordCacheAccess(session.recorder, path, false, stored?.sha256 ?? "");
  recordParse(session.recorder, path, indexed.parse, timingMs);
}
