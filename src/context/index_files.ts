/**
 * Indexes a list of files into the pack writer, in the order given: a few in this thread, many in workers while this
 * thread writes. Loaded only when there is something to index: it brings the parser with it.
 */
import { sha256Hex } from "../host/digest.ts";
import { loadModule } from "../host/program.ts";
import type { Skipped, SkipReason, WalkedFile } from "../model/source.ts";
import type { StoredFile } from "../pack/plan.ts";
import type { PackWriter } from "../pack/writer.ts";
import { languageOfPath } from "../syntax/languages.ts";
import { type BatchFile, type FileOutcome, indexBatch, isCostly, isFault } from "./index_batch.ts";
import { indexInWorkers } from "./index_pool.ts";
import { skippedFile } from "./index_source.ts";
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
  /** Paths of the files whose rows were made. */
  readonly written: readonly string[];
  /** What there was no time for, in the order given. */
  readonly left: readonly IndexTask[];
}

export interface IndexOptions {
  /** Whether a file's rows are made anew even for bytes that have not changed. */
  readonly isOutdated: (file: StoredFile) => boolean;
  /** Whether the time is up. Something is indexed all the same: asking again gets on. */
  readonly isOver: () => boolean;
  /** Told of each file that cost out of proportion to its length. */
  readonly onCostly?: (file: WalkedFile) => void;
  /** Told of each file whose rows are made. */
  readonly onOutlined?: Session["onOutlined"];
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

/** Files that are handed over together, in source bytes: small enough that workers finish at about the same time. */
const BATCH_BYTES = 192 * 1024;

/** All files of a batch are read before the first is parsed; of empty ones there could be any number. */
const BATCH_FILES = 256;

/**
 * Sources from this size on go to workers: a worker needs 0.1 s until it has its parser, in which this thread gets
 * through 0.3 MB.
 */
const POOL_BYTES = 1_000_000;

/** Little text in more batches than that is thousands of files. */
const MANY_BATCHES = 8;

/** Each worker takes 50 MB of memory, and one thread writes for all of them. */
const MOST_WORKERS = 8;

/** A megabyte of the slowest grammar takes a second; what takes this long will never end. */
const FILE_LIMIT_MS = 30_000;

/** Indexes `tasks` into `writer`, inside its transaction. */
export async function indexFiles(
  session: Session,
  tasks: readonly IndexTask[],
  writer: PackWriter,
  options: IndexOptions,
): Promise<IndexReport> {
  const { isOutdated, isOver, onCostly } = options;
  const run = new Run(session, writer, options.onOutlined ?? null);
  session.recorder.setBulk(tasks.length > BULK_FILES);
  const batches = planBatches(tasks);
  const requests = batches.map((batch) =>
    batch.map(({ file, stored }): BatchFile => ({
      path: file.path,
      knownSha256: stored === null || isOutdated(stored) ? "" : stored.sha256,
    }))
  );
  let done = 0;
  let next = 0;
  for await (const outcomes of outcomesOf(session, requests, { sizeBytes: sizeOf(tasks), isOver })) {
    session.progress(done, tasks.length);
    const batch = batches[next++] ?? [];
    for (const [place, task] of batch.entries()) {
      const outcome = outcomes[place];
      if (outcome === undefined) run.left.push(task);
      else {
        if (isCostly(outcome)) onCostly?.(task.file);
        run.apply(task, outcome);
      }
    }
    done += outcomes.length;
  }
  session.progress(done, tasks.length);
  session.recorder.setBulk(false);
  return run.report();
}

function sizeOf(tasks: readonly IndexTask[]): number {
  return tasks.reduce((sum, { file }) => sum + file.stamp.sizeBytes, 0);
}

/** Cuts `tasks` into runs of about BATCH_BYTES and at most BATCH_FILES, at least one file each. */
export function planBatches(tasks: readonly IndexTask[]): IndexTask[][] {
  const batches: IndexTask[][] = [];
  let bytes = Infinity;
  for (const task of tasks) {
    const size = task.file.stamp.sizeBytes;
    if (bytes + size > BATCH_BYTES || batches.at(-1)?.length === BATCH_FILES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(task);
    bytes += size;
  }
  return batches;
}

/**
 * The outcomes of each batch, in order: from workers when there is much to do, else from this thread. Once it is over,
 * there are fewer than the batch has files.
 */
async function* outcomesOf(
  { host, options }: Session,
  batches: readonly (readonly BatchFile[])[],
  { sizeBytes, isOver }: { readonly sizeBytes: number; readonly isOver: () => boolean },
): AsyncIterable<readonly FileOutcome[]> {
  const { includeSecrets } = options;
  const pooled = (rest: readonly (readonly BatchFile[])[]): AsyncIterable<readonly FileOutcome[]> =>
    indexInWorkers(host, rest, {
      includeSecrets,
      workers: Math.max(1, Math.min(MOST_WORKERS, host.threads.cores)),
      fileLimitMs: FILE_LIMIT_MS,
      isOver,
    });
  if (sizeBytes >= POOL_BYTES) {
    yield* pooled(batches);
    return;
  }
  const digest = batches.length > MANY_BATCHES
    ? (await loadModule<typeof import("../host/short_digest.ts")>("src/host/short_digest.ts")).quickSha256Hex
    : sha256Hex;
  let breathMs = host.clock.monotonicMs();
  const breathe = async (): Promise<void> => {
    if (host.clock.monotonicMs() - breathMs <= BREATH_MS) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
    breathMs = host.clock.monotonicMs();
  };
  for (const [index, files] of batches.entries()) {
    if (index > 0 && isOver()) {
      yield [];
      continue;
    }
    const watch = { onFile: breathe, isOver };
    const { outcomes } = await indexBatch(host.fs, host.clock, { files, includeSecrets }, watch, digest);
    if (!isFault(outcomes.at(-1))) yield outcomes;
    else {
      // A parser that failed once is not asked again; those of workers are new.
      const rest = [files.slice(outcomes.length), ...batches.slice(index + 1)];
      const others = pooled(rest)[Symbol.asyncIterator]();
      const first = await others.next();
      yield [...outcomes, ...first.done === true ? [] : first.value];
      for (let more = await others.next(); more.done !== true; more = await others.next()) yield more.value;
      return;
    }
  }
}

/** Writes outcomes and remembers what there is to say of them. */
class Run {
  readonly #session: Session;
  readonly #writer: PackWriter;
  readonly #onOutlined: Session["onOutlined"];
  readonly #counts = { added: 0, updated: 0, removed: 0, unchanged: 0 };
  readonly #skipped: Skipped[] = [];
  readonly #written: string[] = [];
  readonly left: IndexTask[] = [];
  readonly #grammarFaults = new Map<string, string>();

  constructor(session: Session, writer: PackWriter, onOutlined: Session["onOutlined"]) {
    this.#session = session;
    this.#writer = writer;
    this.#onOutlined = onOutlined;
  }

  apply({ file, stored }: IndexTask, outcome: FileOutcome): void {
    const { recorder } = this.#session;
    switch (outcome.kind) {
      case "left-out":
        this.#leaveOut(file, stored, outcome);
        return;
      case "same":
        if (stored !== null) this.#writer.restamp(stored.id, outcome.stamp, outcome.readMs);
        recordCacheAccess(recorder, file.path, true, stored?.sha256 ?? "");
        this.#counts.unchanged++;
        return;
      case "indexed":
        this.#writer.put(outcome.file);
        this.#written.push(file.path);
        this.#onOutlined?.(file.path, outcome.file.outline);
        this.#counts[stored === null ? "added" : "updated"]++;
        if (outcome.parse !== null) {
          recordCacheAccess(recorder, file.path, false, stored?.sha256 ?? "");
          recordParse(recorder, file.path, outcome.parse, outcome.timingMs);
        }
        if (outcome.grammarFault !== "") {
          this.#grammarFaults.set(languageOfPath(file.path), outcome.grammarFault);
        }
    }
  }

  #leaveOut(
    file: WalkedFile,
    stored: StoredFile | null,
    { reason, readMs, stamp, fault }: FileOutcome & { kind: "left-out" },
  ): void {
    if (REMEMBERED.has(reason)) {
      this.#writer.put(skippedFile({ path: file.path, stamp: stamp ?? file.stamp }, reason, readMs));
    } else {
      if (stored !== null) this.#writer.remove(stored.id);
      if (reason !== "vanished") this.#skipped.push({ path: file.path, reason });
    }
    if (fault !== "") this.#session.warnings.push(`left out ${file.path}: its parser failed (${fault})`);
    // A file that was kept out before has an empty hash.
    if (stored !== null) this.#counts[stored.sha256 === "" ? "unchanged" : "removed"]++;
  }

  report(): IndexReport {
    for (const [lang, reason] of this.#grammarFaults) {
      this.#session.warnings.push(`no symbols for ${lang}: its grammar could not be used (${reason})`);
    }
    return { ...this.#counts, skipped: this.#skipped, written: this.#written, left: this.left };
  }
}
