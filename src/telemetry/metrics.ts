/**
 * The cumulative counters: their closed set of names, which event moves which of them, and adding them up.
 * Does not touch the disk. Invariant: every value is a safe whole number, at least 0; sums saturate, never wrap.
 */
import { COMMAND_NAMES, type CommandName, type TelemetryEvent } from "./vocabulary.ts";

type Underscored<S extends string> = S extends `${infer Head}.${infer Tail}` ? `${Head}_${Underscored<Tail>}`
  : S;
export type CommandCounter = `ctx_${Underscored<CommandName>}_count`;

export const BASE_COUNTERS = [
  "ast_parse_count",
  "ast_cache_hit_count",
  "ast_cache_miss_count",
  "selector_resolve_count",
  "selector_resolve_success_count",
  "lsp_spawn_count",
  "lsp_ready_count",
  "lsp_request_count",
  "lsp_timeout_count",
  "lsp_fallback_count",
  "file_read_skeleton_bytes_total",
  "file_read_excerpt_bytes_total",
  "file_read_raw_bytes_total",
  "telemetry_events_total",
  "telemetry_dropped_total",
  "telemetry_repairs_total",
] as const;
export type BaseCounter = typeof BASE_COUNTERS[number];
export type CounterName = BaseCounter | CommandCounter;

export function commandCounter(command: CommandName): CommandCounter {
  return `ctx_${command.replaceAll(".", "_")}_count` as CommandCounter;
}

/** Every counter there is, in the order in which they are written. */
export const COUNTER_NAMES: readonly CounterName[] = [...COMMAND_NAMES.map(commandCounter), ...BASE_COUNTERS];

export type Counters = Record<CounterName, number>;
/** Only the counters that moved. */
export type CounterDelta = Readonly<Partial<Counters>>;

export function zeroCounters(): Counters {
  const counters: Partial<Counters> = {};
  for (const name of COUNTER_NAMES) counters[name] = 0;
  return counters as Counters;
}

/** Adds `delta` to `counters` in place; a sum beyond the safe whole numbers stays at the largest of them. */
export function addCounters(counters: Counters, delta: CounterDelta): void {
  for (const name of COUNTER_NAMES) {
    const by = delta[name];
    if (by !== undefined) counters[name] = Math.min(Number.MAX_SAFE_INTEGER, counters[name] + by);
  }
}

/** The counters that are not 0, each as a whole number. */
export function movedCounters(counters: Counters): CounterDelta {
  const moved: Partial<Counters> = {};
  for (const name of COUNTER_NAMES) {
    const count = wholeCount(counters[name]);
    if (count !== 0) moved[name] = count;
  }
  return moved;
}

const EVENT_COUNTERS = new Map<string, CounterName>([
  ...COMMAND_NAMES.map((name): [string, CounterName] => [`ctx.${name}`, commandCounter(name)]),
  ["ast.parse", "ast_parse_count"],
  ["selector.resolve", "selector_resolve_count"],
  ["lsp.spawn", "lsp_spawn_count"],
  ["lsp.ready", "lsp_ready_count"],
  ["lsp.definition", "lsp_request_count"],
  ["lsp.references", "lsp_request_count"],
  ["lsp.hover", "lsp_request_count"],
  ["lsp.timeout", "lsp_timeout_count"],
]);

/**
 * Moves the counters that `event` stands for, so that callers count nothing twice. Only `lsp_fallback_count` has no
 * event of its own: an answer that is not the server's is counted where it is given.
 */
export function countEvent(counters: Counters, event: TelemetryEvent): void {
  const name = EVENT_COUNTERS.get(event.cmd);
  if (name !== undefined) counters[name]++;
  switch (event.cmd) {
    case "ast.cache":
      counters[event.cacheHit === true ? "ast_cache_hit_count" : "ast_cache_miss_count"]++;
      break;
    case "selector.resolve":
      if (event.resolved === true) counters.selector_resolve_success_count++;
      break;
    case "file.read":
      if (event.mode !== null) counters[`file_read_${event.mode}_bytes_total`] += wholeCount(event.bytes);
      break;
  }
}

/** `value` as a counter takes it: rounded, at least 0, 0 for what is no number. */
export function wholeCount(value: number | null): number {
  return value !== null && value > 0 && value <= Number.MAX_SAFE_INTEGER ? Math.round(value) : 0;
}

function isCounterValue(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Decodes counters that were stored: unknown names are ignored; null when a known one is no whole number ≥ 0. */
export function decodeCounters(value: unknown): CounterDelta | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const stored = new Map<string, unknown>(Object.entries(value));
  const counters: Partial<Counters> = {};
  for (const name of COUNTER_NAMES) {
    const count = stored.get(name);
    if (count === undefined) continue;
    if (!isCounterValue(count)) return null;
    counters[name] = count;
  }
  return counters;
}
