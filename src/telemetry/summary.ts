/**
 * What the telemetry says: events and counters in, the figures of `ctx stats` out. Pure; reads nothing.
 * Invariant: rates lie in 0..1 and divide by attempts; percentiles are nearest-rank over the events of the window.
 */
import type { StoredEvent } from "./events.ts";
import { rate } from "./last_run.ts";
import { CounterSet } from "./metrics.ts";
import { type LatencySummary, Observations } from "./observations.ts";
import { COMMAND_NAMES, type CommandName, isCommandEvent } from "./vocabulary.ts";

export interface Window {
  /** As the user gave it (`7d`), or `all`. */
  readonly label: string;
  /** Milliseconds since the epoch; null for everything that there is. */
  readonly sinceMs: number | null;
  readonly untilMs: number;
}

export interface CommandFigures extends LatencySummary {
  /** Runs in each twelfth of the window, oldest first. */
  readonly activity: readonly number[];
  readonly failures: number;
}

export interface Summary {
  readonly window: Window;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly commands: ReadonlyMap<CommandName, CommandFigures>;
  readonly ast: {
    readonly parses: number;
    readonly cacheHits: number;
    readonly cacheMisses: number;
    readonly cacheHitRate: number;
  };
  readonly lsp: {
    readonly spawns: number;
    readonly ready: number;
    readonly requests: number;
    readonly timeouts: number;
    readonly fallbacks: number;
    readonly timeoutRate: number;
    readonly fallbackRate: number;
    /** From spawn to ready. */
    readonly readyMs: LatencySummary;
  };
  readonly fileRead: {
    readonly skeletonBytes: number;
    readonly excerptBytes: number;
    readonly rawBytes: number;
    readonly totalBytes: number;
  };
  readonly tokens: {
    readonly served: number;
    /** What reading the whole files would have cost, for those answers that know it. */
    readonly wholeFiles: number;
    /** Tokens of the answers that know what whole files would have cost. */
    readonly comparable: number;
    readonly savedRatio: number;
  };
  readonly searches: {
    readonly total: number;
    readonly hits: number;
    readonly zeroHits: number;
    readonly topZeroHitQueries: readonly { readonly query: string; readonly count: number }[];
  };
  readonly drops: {
    readonly droppedEvents: number;
    readonly tornLines: number;
    /** Numbers missing between the first and the last `seq` of a run. */
    readonly missingEvents: number;
    readonly repairs: number;
  };
}

export interface SummaryInput {
  /** Those of the window, in any order. */
  readonly events: readonly StoredEvent[];
  readonly tornLines: number;
  /** Counted since the beginning; used only where the window is everything. */
  readonly counters: CounterSet;
  readonly window: Window;
}

const ACTIVITY_BUCKETS = 12;
const TOP_QUERIES = 10;

/** The counters of the window: exact from the beginning of time, else the sum of what its lines carry. */
function countersOf({ events, counters, window }: SummaryInput): CounterSet {
  if (window.sinceMs === null) return counters;
  const sum = new CounterSet();
  for (const { metricsDelta } of events) if (metricsDelta !== null) sum.add(metricsDelta);
  return sum;
}

function commandFigures(events: readonly StoredEvent[], fromMs: number, untilMs: number): CommandFigures {
  const timings = new Observations();
  const activity = new Array<number>(ACTIVITY_BUCKETS).fill(0);
  const width = Math.max(1, untilMs - fromMs) / ACTIVITY_BUCKETS;
  let failures = 0;
  for (const event of events) {
    timings.add(event.timingMs);
    if (event.result["status"] === "error") failures++;
    const bucket = Math.min(ACTIVITY_BUCKETS - 1, Math.max(0, Math.floor((event.atMs - fromMs) / width)));
    activity[bucket] = (activity[bucket] ?? 0) + 1;
  }
  return { ...timings.summary(), activity, failures };
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function tokensOf(commands: readonly StoredEvent[]): Summary["tokens"] {
  let served = 0;
  let wholeFiles = 0;
  let comparable = 0;
  for (const { fields } of commands) {
    served += numberOf(fields["tokens"]);
    if (typeof fields["whole_file_tokens"] !== "number") continue;
    wholeFiles += fields["whole_file_tokens"];
    comparable += numberOf(fields["tokens"]);
  }
  return { served, wholeFiles, comparable, savedRatio: rate(wholeFiles - comparable, wholeFiles) };
}

function searchesOf(commands: readonly StoredEvent[]): Summary["searches"] {
  const zero = new Map<string, number>();
  let total = 0;
  let zeroHits = 0;
  for (const { cmd, args, result } of commands) {
    if (cmd !== "ctx.search" || typeof result["hits"] !== "number") continue;
    total++;
    if (result["hits"] > 0) continue;
    zeroHits++;
    const query = typeof args["query"] === "string" ? args["query"] : "";
    zero.set(query, (zero.get(query) ?? 0) + 1);
  }
  const topZeroHitQueries = [...zero]
    .map(([query, count]) => ({ query, count }))
    .sort((left, right) => right.count - left.count || (left.query < right.query ? -1 : 1))
    .slice(0, TOP_QUERIES);
  return { total, hits: total - zeroHits, zeroHits, topZeroHitQueries };
}

/** Gaps inside of runs; what is missing before a run's first event has been rotated away, or lies out of the window. */
function missingOf(events: readonly StoredEvent[]): number {
  const runs = new Map<string, Set<number>>();
  for (const { runId, seq } of events) {
    const known = runs.get(runId);
    if (known === undefined) runs.set(runId, new Set([seq]));
    else known.add(seq);
  }
  let missing = 0;
  for (const seqs of runs.values()) {
    let least = Infinity;
    let most = 0;
    for (const seq of seqs) {
      least = Math.min(least, seq);
      most = Math.max(most, seq);
    }
    missing += most - least + 1 - seqs.size;
  }
  return missing;
}

/** The figures of a window. */
export function summarize(input: SummaryInput): Summary {
  const { events, window } = input;
  const counters = countersOf(input);
  const times = events.map(({ atMs }) => atMs);
  const firstMs = times.reduce((least, time) => Math.min(least, time), Infinity);
  const lastMs = times.reduce((most, time) => Math.max(most, time), -Infinity);
  const commandEvents = events.filter(({ cmd }) => isCommandEvent(cmd));
  const fromMs = window.sinceMs ?? (events.length === 0 ? window.untilMs : firstMs);
  const commands = new Map<CommandName, CommandFigures>();
  for (const name of COMMAND_NAMES) {
    const own = commandEvents.filter(({ cmd }) => cmd === `ctx.${name}`);
    if (own.length > 0) commands.set(name, commandFigures(own, fromMs, window.untilMs));
  }
  const ready = new Observations();
  for (const { cmd, timingMs } of events) if (cmd === "lsp.ready") ready.add(timingMs);
  const hits = counters.get("ast_cache_hit_count");
  const misses = counters.get("ast_cache_miss_count");
  const requests = counters.get("lsp_request_count");
  const timeouts = counters.get("lsp_timeout_count");
  const fallbacks = counters.get("lsp_fallback_count");
  const skeletonBytes = counters.get("file_read_skeleton_bytes_total");
  const excerptBytes = counters.get("file_read_excerpt_bytes_total");
  const rawBytes = counters.get("file_read_raw_bytes_total");
  return {
    window,
    firstAt: events.length === 0 ? null : new Date(firstMs).toISOString(),
    lastAt: events.length === 0 ? null : new Date(lastMs).toISOString(),
    commands,
    ast: {
      parses: counters.get("ast_parse_count"),
      cacheHits: hits,
      cacheMisses: misses,
      cacheHitRate: rate(hits, hits + misses),
    },
    lsp: {
      spawns: counters.get("lsp_spawn_count"),
      ready: counters.get("lsp_ready_count"),
      requests,
      timeouts,
      fallbacks,
      timeoutRate: rate(timeouts, requests),
      fallbackRate: rate(fallbacks, requests),
      readyMs: ready.summary(),
    },
    fileRead: { skeletonBytes, excerptBytes, rawBytes, totalBytes: skeletonBytes + excerptBytes + rawBytes },
    tokens: tokensOf(commandEvents),
    searches: searchesOf(commandEvents),
    drops: {
      droppedEvents: counters.get("telemetry_dropped_total"),
      tornLines: input.tornLines,
      missingEvents: missingOf(events),
      repairs: counters.get("telemetry_repairs_total"),
    },
  };
}
