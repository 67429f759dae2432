/**
 * The shape of last_run.json: what the last finished run did, in one object. Encoded here alone; only people and other
 * programs read it.
 * Invariant: a rate is hits over attempts, 0 where there were none, and lies in 0..1.
 */
import { isoTime } from "./iso_time.ts";
import type { CounterSet } from "./metrics.ts";
import type { LatencySummary } from "./observations.ts";
import { clean, QUERY_LIMIT } from "./redact.ts";

export interface PackState {
  /** Null where there is no pack. */
  readonly packSha: string | null;
  readonly packMtime: Date | null;
  /** Whether a file had changed since the pack was built, before it was brought up to date. */
  readonly staleDetected: boolean;
}

export interface LastRun {
  readonly runId: string;
  readonly finishedAt: Date;
  readonly counters: CounterSet;
  readonly latencies: ReadonlyMap<string, LatencySummary>;
  readonly tokens: number;
  readonly wholeFileTokens: number;
  /** How often each warning was given. */
  readonly warnings: ReadonlyMap<string, number>;
  readonly packState: PackState;
}

const TOP_WARNINGS = 5;

/** `part` of `whole` in 0..1, to four decimals; 0 where there was nothing. */
export function rate(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.round(Math.min(1, Math.max(0, part / whole)) * 1e4) / 1e4;
}

/** As stored: counts and milliseconds. */
export function encodeLatency(summary: LatencySummary): Record<string, number> {
  return { count: summary.count, p50_ms: summary.p50Ms, p95_ms: summary.p95Ms, max_ms: summary.maxMs };
}

function topWarnings(warnings: ReadonlyMap<string, number>): string[] {
  return [...warnings]
    .sort(([left, a], [right, b]) => b - a || (left < right ? -1 : 1))
    .slice(0, TOP_WARNINGS)
    .map(([text]) => clean(text, QUERY_LIMIT));
}

export function encodeLastRun(run: LastRun): string {
  const counters = run.counters;
  const { packMtime } = run.packState;
  const accesses = counters.get("ast_cache_hit_count") + counters.get("ast_cache_miss_count");
  const skeleton = counters.get("file_read_skeleton_bytes_total");
  const excerpt = counters.get("file_read_excerpt_bytes_total");
  const raw = counters.get("file_read_raw_bytes_total");
  const latencies: Record<string, Record<string, number>> = {};
  for (const [cmd, summary] of run.latencies) latencies[cmd] = encodeLatency(summary);
  const record = {
    run_id: run.runId,
    ts: isoTime(run.finishedAt.getTime()),
    metrics_delta: counters.moved(),
    latencies,
    tokens: run.tokens,
    whole_file_tokens: run.wholeFileTokens,
    ast: {
      ast_parse_count: counters.get("ast_parse_count"),
      ast_cache_hit_count: counters.get("ast_cache_hit_count"),
      ast_cache_hit_rate: rate(counters.get("ast_cache_hit_count"), accesses),
    },
    lsp: {
      lsp_spawn_count: counters.get("lsp_spawn_count"),
      lsp_ready_count: counters.get("lsp_ready_count"),
      lsp_timeout_count: counters.get("lsp_timeout_count"),
      lsp_fallback_count: counters.get("lsp_fallback_count"),
      lsp_timeout_rate: rate(counters.get("lsp_timeout_count"), counters.get("lsp_request_count")),
    },
    file_read: {
      skeleton_bytes: skeleton,
      excerpt_bytes: excerpt,
      raw_bytes: raw,
      total_bytes: skeleton + excerpt + raw,
    },
    top_warnings: topWarnings(run.warnings),
    pack_state: {
      pack_sha: run.packState.packSha,
      pack_mtime: packMtime === null ? null : isoTime(packMtime.getTime()),
      stale_detected: run.packState.staleDetected,
    },
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}
