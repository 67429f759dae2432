/**
 * Reads and indexes a list of files into the pack writer: few of them here, many of them in workers. Loaded only when
 * there is something to index: it brings the parser with it.
 */
import type { Skipped, SkipReason, WalkedFile } from "../model/source.ts";
import type { StoredFile } from "../pack/plan.ts";
import type { PackWriter } from "../pack/writer.ts";
import { languageOfPath } from "../syntax/languages.ts";
import type { Host } from "../host/host.ts";
import { indexFile, type IndexOrder, type IndexResult } from "./index_file.ts";
import { indexInParallel } from "./index_pool.ts";
import { type IndexedSource, skippedFile } from "./index_source.ts";
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
  "unparsable",
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
  const orders = tasks.map(({ file, stored }): IndexOrder => ({
    path: file.path,
    includeSecrets: options.includeSecrets,
    known: stored === null || isOutdated(stored) ? "" : stored.sha256,
  }));
  const counts = { added: 0, updated: 0, removed: 0, unchanged: 0 };
  const skipped: Skipped[] = [];
  const faults = new Map<string, string>();
  session.recorder.setBulk(tasks.length > BULK_FILES);
  let done = 0;
  const results = isWorthWorkers(tasks)
    ? indexInParallel(host, orders, Math.min(host.threads.cores, MOST_WORKERS))
    : indexHere(host, orders);
  for await (const { index, result } of results) {
    session.progress(done++, tasks.length);
    const task = tasks[index];
    if (task !== undefined) settle(task, result);
  }

  function settle({ file, stored }: IndexTask, result: IndexResult): void {
    switch (result.kind) {
      case "skipped": {
        const { reason, readMs } = result;
        if (REMEMBERED.has(reason)) writer.put(skippedFile(file, reason, readMs));
        else {
          if (stored !== null) writer.remove(stored.id);
          if (reason !== "vanished") skipped.push({ path: file.path, reason });
        }
        // A file that was kept out before has an empty hash.
        if (stored !== null) counts[stored.sha256 === "" ? "unchanged" : "removed"]++;
        return;
      }
      case "unchanged":
        if (stored !== null) writer.restamp(stored.id, result.stamp, result.readMs);
        recordCacheAccess(session.recorder, file.path, true, stored?.sha256 ?? "");
        counts.unchanged++;
        return;
      case "indexed": {
        const { source, timingMs } = result;
        writer.put(source.file);
        counts[stored === null ? "added" : "updated"]++;
        report(session, file.path, stored, source, timingMs);
        if (source.grammarFault !== "") faults.set(languageOfPath(file.path), source.grammarFault);
      }
    }
  }

  for (const [lang, reason] of faults) {
    session.warnings.push(`no symbols for ${lang}: its grammar could not be used (${reason})`);
  }
  session.progress(tasks.length, tasks.length);
  session.recorder.setBulk(false);
  return { ...counts, skipped };
}

/** A worker takes 15 ms to start and 40 ms to load its first grammar: that is what 1 MB takes to index. */
function isWorthWorkers(tasks: readonly IndexTask[]): boolean {
  const bytes = tasks.reduce((sum, { file }) => sum + file.stamp.sizeBytes, 0);
  return tasks.length >= WORKER_FILES && bytes >= WORKER_BYTES;
}

const WORKER_FILES = 64;
const WORKER_BYTES = 1_000_000;

/** More than this, and one writer cannot keep up with them. */
const MOST_WORKERS = 8;

/** In this thread, one after the other, with a pause for signals now and then. */
async function* indexHere(
  host: Host,
  orders: readonly IndexOrder[],
): AsyncGenerator<{ readonly index: number; readonly result: IndexResult }> {
  let breathMs = host.clock.monotonicMs();
  for (const [index, order] of orders.entries()) {
    if (host.clock.monotonicMs() - breathMs > BREATH_MS) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      breathMs = host.clock.monotonicMs();
    }
    yield { index, result: await indexFile(host.fs, host.clock, order) };
  }
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
