/**
 * The recorder that every command carries: events and counters in memory, one write at the end.
 * Does not decide where telemetry is allowed or print anything; a notice is a value of `flush`.
 * Invariant: no call throws, and no call but `flush` touches a file, except that a run of very many events writes
 * some of them earlier.
 */
import type { Clock } from "../host/clock.ts";
import type { FileSystem } from "../host/file_system.ts";
import { encodeEvent, encodeFolded, type EventStamp } from "./events.ts";
import { Fold, type FoldableEvent } from "./fold.ts";
import { encodeLastRun, type PackState } from "./last_run.ts";
import { type CounterDelta, type CounterName, CounterSet, countEvent } from "./metrics.ts";
import { Observations } from "./observations.ts";
import { writeBatch } from "./sink.ts";
import type { LogFolder } from "./log_files.ts";
import {
  type EventName,
  type FoldableName,
  isCommandEvent,
  isFoldable,
  type TelemetryEvent,
} from "./vocabulary.ts";
import { cutQuery } from "./redact.ts";

export const TELEMETRY_LEVELS = ["off", "lite", "full"] as const;
export type TelemetryLevel = typeof TELEMETRY_LEVELS[number];

/**
 * What a flush came to; `kept`: only counters, for the next one. `notice`: one line for stderr, given once per
 * recorder; "" when there is nothing to say.
 */
export type FlushOutcome =
  | { readonly kind: "nothing"; readonly notice: "" }
  | { readonly kind: "written"; readonly events: number; readonly locked: boolean; readonly notice: string }
  | { readonly kind: "kept" | "dropped"; readonly events: number; readonly notice: string };

export interface Recorder {
  readonly level: TelemetryLevel;
  readonly runId: string;
  /** Queues one event and moves the counters that it stands for. */
  event(event: TelemetryEvent): void;
  /** A duration for last_run.json without an event. */
  observe(cmd: EventName, timingMs: number): void;
  /** Moves a counter that no event stands for: `lsp_fallback_count`. */
  incr(counter: CounterName, by?: number): void;
  /** While `bulk` is on, level `lite` folds per-file events into one per kind: a build or sync turns it on. */
  setBulk(bulk: boolean): void;
  notePack(state: PackState): void;
  /** Counted for last_run.json's `top_warnings`; masked and cut like a query. */
  noteWarning(text: string): void;
  /** Ends the run: writes what is queued and last_run.json. Waits at most 50 ms for a busy lock. */
  flush(): FlushOutcome;
  /** For long-running processes: writes what is queued when it is 64 events or a second old, else nothing. */
  flushIfDue(): FlushOutcome;
  /** Writes what is queued, but not last_run.json: for a process that ends and is no run of its own. */
  flushQueued(): FlushOutcome;
}

export interface RecorderOptions {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly level: TelemetryLevel;
  /** Absolute; only compared with, to mask it in warnings. */
  readonly segmentRoot: string;
  /** Default: `_ctx/telemetry` under the working folder. */
  readonly directory?: string;
  /** This user's id; -1 (default) leaves owners unchecked. */
  readonly uid?: number;
  /** Default: `run_<seconds>_<8 hex>`. */
  readonly runId?: string;
  /** Rotate the log when it would grow beyond this; default 5 MiB. */
  readonly rotateAtBytes?: number;
}

/** A long-running process that dies loses at most what happened in this time, or this many events. */
const DUE_MS = 1000;
const DUE_EVENTS = 64;
/** Per-file events of one kind that a run keeps apart at `lite` outside of a bulk; beyond, they are folded too. */
const FOLD_OVER = 64;
/** At `full`, a huge bulk is written in pieces of this many events, a megabyte or so each. */
const QUEUE_LIMIT = 4096;

const NOTHING: FlushOutcome = { kind: "nothing", notice: "" };

/** Level `off`: remembers nothing and touches no file. */
export const silentRecorder: Recorder = {
  level: "off",
  runId: "",
  event: () => {},
  observe: () => {},
  incr: () => {},
  setBulk: () => {},
  notePack: () => {},
  noteWarning: () => {},
  flush: () => NOTHING,
  flushIfDue: () => NOTHING,
  flushQueued: () => NOTHING,
};

/** A recorder for one run, or the silent one at level `off`. */
export function createRecorder(options: RecorderOptions): Recorder {
  return options.level === "off" ? silentRecorder : new QueueRecorder(options, options.level);
}

/** `run_<seconds since the epoch>_<8 random hex>`: unique among runs that start in the same second. */
export function newRunId(now: Date): string {
  const random = Math.floor(Math.random() * 2 ** 32);
  return `run_${Math.floor(now.getTime() / 1000)}_${random.toString(16).padStart(8, "0")}`;
}

interface Queued {
  readonly event: TelemetryEvent;
  readonly atMs: number;
}

class QueueRecorder implements Recorder {
  readonly level: TelemetryLevel;
  readonly runId: string;
  readonly #clock: Clock;
  readonly #folder: LogFolder;
  readonly #segmentRoot: string;
  #queue: Queued[] = [];
  readonly #folds = new Map<FoldableName, Fold>();
  readonly #apart = new Map<FoldableName, number>();
  #bulk = false;
  #seq = 0;
  /** Moved since the last write. */
  #pending = new CounterSet();
  /** Moved and written in this run. */
  readonly #written = new CounterSet();
  readonly #latencies = new Map<EventName, Observations>();
  readonly #warnings = new Map<string, number>();
  #tokens = 0;
  #wholeFileTokens = 0;
  #packState: PackState = { packSha: null, packMtime: null, staleDetected: false };
  #lastWriteMs: number;
  #noticed = false;
  /** The notice of a write that nobody asked for, until somebody asks. */
  #unsaid = "";
  #finished = false;

  constructor(options: RecorderOptions, level: TelemetryLevel) {
    this.level = level;
    this.runId = options.runId ?? newRunId(options.clock.now());
    this.#clock = options.clock;
    this.#segmentRoot = options.segmentRoot;
    this.#lastWriteMs = options.clock.monotonicMs();
    this.#folder = {
      fs: options.fs,
      clock: options.clock,
      directory: options.directory ?? "_ctx/telemetry",
      uid: options.uid ?? -1,
      ...(options.rotateAtBytes === undefined ? {} : { rotateAtBytes: options.rotateAtBytes }),
    };
  }

  event(event: TelemetryEvent): void {
    const atMs = this.#clock.now().getTime();
    countEvent(this.#pending, event);
    this.observe(event.cmd, event.timingMs);
    if (isCommandEvent(event.cmd)) this.#noteCommand(event);
    if (this.level === "lite" && isFoldable(event.cmd) && this.#isFolded(event.cmd)) {
      this.#fold(event as FoldableEvent, atMs);
      return;
    }
    this.#queue.push({ event, atMs });
    if (this.#queue.length >= QUEUE_LIMIT) this.#unsaid = this.#write(null).notice;
  }

  #noteCommand(event: TelemetryEvent): void {
    if (!("bytesRead" in event)) return;
    this.#tokens += event.tokens ?? 0;
    this.#wholeFileTokens += event.wholeFileTokens ?? 0;
    for (const warning of event.warnings ?? []) this.noteWarning(warning);
  }

  #isFolded(cmd: FoldableName): boolean {
    if (this.#bulk || this.#folds.has(cmd)) return true;
    const apart = (this.#apart.get(cmd) ?? 0) + 1;
    this.#apart.set(cmd, apart);
    return apart > FOLD_OVER;
  }

  #fold(event: FoldableEvent, atMs: number): void {
    let fold = this.#folds.get(event.cmd);
    if (fold === undefined) {
      fold = new Fold(event.cmd, atMs);
      this.#folds.set(event.cmd, fold);
    }
    fold.add(event);
  }

  observe(cmd: EventName, timingMs: number): void {
    const known = this.#latencies.get(cmd);
    if (known !== undefined) {
      known.add(timingMs);
      return;
    }
    const observations = new Observations();
    observations.add(timingMs);
    this.#latencies.set(cmd, observations);
  }

  incr(counter: CounterName, by = 1): void {
    this.#pending.incr(counter, by);
  }

  setBulk(bulk: boolean): void {
    this.#bulk = bulk;
  }

  notePack(state: PackState): void {
    this.#packState = state;
  }

  noteWarning(text: string): void {
    const warning = cutQuery(text, this.#segmentRoot);
    this.#warnings.set(warning, (this.#warnings.get(warning) ?? 0) + 1);
  }

  flush(): FlushOutcome {
    if (this.#finished && this.#isEmpty()) return NOTHING;
    this.#finished = true;
    return this.#write(this.#clock.now());
  }

  flushIfDue(): FlushOutcome {
    const age = this.#clock.monotonicMs() - this.#lastWriteMs;
    const due = this.#queue.length >= DUE_EVENTS || age >= DUE_MS;
    return due ? this.flushQueued() : NOTHING;
  }

  flushQueued(): FlushOutcome {
    return this.#isEmpty() ? NOTHING : this.#write(null);
  }

  #isEmpty(): boolean {
    return this.#queue.length === 0 && this.#folds.size === 0;
  }

  /** Writes the queue; with `finishedAt`, last_run.json as well. */
  #write(finishedAt: Date | null): FlushOutcome {
    const queue = this.#queue;
    const folds = [...this.#folds.values()];
    const events = queue.length + folds.length;
    this.#queue = [];
    this.#folds.clear();
    this.#lastWriteMs = this.#clock.monotonicMs();
    this.#pending.incr("telemetry_events_total", events);
    const delta = this.#pending.moved();
    const deltaIfDropped = (): CounterDelta => this.#asDropped(events);
    try {
      const text = this.#encode(queue, folds, delta);
      const total = new CounterSet(this.#written.moved());
      total.add(delta);
      const lastRun = finishedAt === null ? null : this.#encodeLastRun(total, finishedAt);
      const outcome = writeBatch(this.#folder, { text, delta, deltaIfDropped, lastRun, runId: this.runId });
      const notice = this.#once(outcome.notice);
      if (outcome.counted) {
        this.#written.add(outcome.written ? delta : deltaIfDropped());
        this.#pending = new CounterSet();
      } else if (!outcome.written) {
        this.#pending = new CounterSet(deltaIfDropped());
      }
      if (outcome.written) return { kind: "written", events, locked: outcome.locked, notice };
      return { kind: events === 0 ? "kept" : "dropped", events, notice };
    } catch (error) {
      this.#pending = new CounterSet(deltaIfDropped());
      const reason = error instanceof Error ? error.message : "failed";
      return { kind: "dropped", events, notice: this.#once(reason) };
    }
  }

  /** What has moved if the queued events are lost: all but their lines, which are counted as dropped. */
  #asDropped(events: number): CounterDelta {
    const counters = new CounterSet(this.#pending.moved());
    counters.incr("telemetry_events_total", -events);
    counters.incr("telemetry_dropped_total", events);
    return counters.moved();
  }

  #once(reason: string): string {
    const unsaid = this.#unsaid;
    this.#unsaid = "";
    if (reason === "" || this.#noticed) return unsaid;
    this.#noticed = true;
    return `telemetry was not written in full: ${reason}`;
  }

  #encode(queue: readonly Queued[], folds: readonly Fold[], metricsDelta: CounterDelta): string {
    const lines: string[] = [];
    const count = queue.length + folds.length;
    const stamp = (atMs: number): EventStamp => {
      this.#seq++;
      const base = { atMs, runId: this.runId, seq: this.#seq };
      return lines.length === count - 1 ? { ...base, metricsDelta } : base;
    };
    // A command's own event comes last: a run ends with what it was.
    for (const fold of folds) lines.push(encodeFolded(fold.finish(), stamp(fold.atMs)));
    for (const { event, atMs } of queue) lines.push(encodeEvent(event, stamp(atMs)));
    return lines.map((line) => `${line}\n`).join("");
  }

  #encodeLastRun(counters: CounterSet, finishedAt: Date): string {
    const latencies = new Map([...this.#latencies].map(([cmd, observed]) => [cmd, observed.summary()]));
    return encodeLastRun({
      runId: this.runId,
      finishedAt,
      counters,
      latencies,
      tokens: this.#tokens,
      wholeFileTokens: this.#wholeFileTokens,
      warnings: this.#warnings,
      packState: this.#packState,
    });
  }
}
