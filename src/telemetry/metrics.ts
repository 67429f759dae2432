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

/** Only the counters that moved. */
export type CounterDelta = Readonly<Partial<Record<CounterName, number>>>;

const SLOTS: ReadonlyMap<CounterName, number> = new Map(COUNTER_NAMES.map((name, slot) => [name, slot]));

/** All counters at once; one more costs a look-up and an addition (tests/bench/telemetry_cost.ts). */
export class CounterSet {
  readonly #values: Float64Array;

  constructor(initial: CounterDelta | CounterSet = {}) {
    if (initial instanceof CounterSet) {
      this.#values = initial.#values.slice();
      return;
    }
    this.#values = new Float64Array(COUNTER_NAMES.length);
    this.add(initial);
  }

  incr(name: CounterName, by = 1): void {
    const slot = SLOTS.get(name);
    // The type forbids other names; a caller without types moves nothing.
    if (slot !== undefined) this.#values[slot] = (this.#values[slot] ?? 0) + by;
  }

  /** A whole number, at least 0. */
  get(name: CounterName): number {
    return wholeCount(this.#values[SLOTS.get(name) ?? -1] ?? 0);
  }

  /** A sum beyond the safe whole numbers stays at the largest of them. */
  add(delta: CounterDelta): void {
    for (const name of Object.keys(delta) as CounterName[]) {
      const sum = this.get(name) + (delta[name] ?? 0);
      this.#values[SLOTS.get(name) ?? -1] = Math.min(Number.MAX_SAFE_INTEGER, sum);
    }
  }

  /** The counters that are not 0. */
  moved(): CounterDelta {
    const moved: Partial<Record<CounterName, number>> = {};
    COUNTER_NAMES.forEach((name, slot) => {
      const count = wholeCount(this.#values[slot] ?? 0);
      if (count !== 0) moved[name] = count;
    });
    return moved;
  }
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
export function countEvent(counters: CounterSet, event: TelemetryEvent): void {
  const name = EVENT_COUNTERS.get(event.cmd);
  if (name !== undefined) counters.incr(name);
  switch (event.cmd) {
    case "ast.cache":
      counters.incr(event.cacheHit === true ? "ast_cache_hit_count" : "ast_cache_miss_count");
      break;
    case "selector.resolve":
      if (event.resolved === true) counters.incr("selector_resolve_success_count");
      break;
    case "file.read":
      if (event.mode !== null) counters.incr(`file_read_${event.mode}_bytes_total`, wholeCount(event.bytes));
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
export function decodeCounters(stored: Readonly<Record<string, unknown>>): CounterDelta | null {
  const counters: Partial<Record<CounterName, number>> = {};
  for (const name of COUNTER_NAMES) {
    const count = stored[name];
    if (count === undefined) continue;
    if (!isCounterValue(count)) return null;
    counters[name] = count;
  }
  return counters;
}
