/**
 * One event as one line of events.jsonl: the only encoder and decoder of that shape.
 * Does not decide what is recorded or when. Invariant: both ways pass the vocabulary's allow-list, so that neither
 * a careless caller nor a crafted file can bring in a field, a control character or an absolute path.
 */
import { type CounterDelta, decodeCounters, wholeCount } from "./metrics.ts";
import { isoTime } from "./iso_time.ts";
import { type LatencySummary, wholeMs } from "./observations.ts";
import { clean, QUERY_LIMIT, segmentPath } from "./redact.ts";
import {
  DISCLOSURE_MODES,
  type EventName,
  type FieldSpec,
  findFields,
  type Kind,
  type Place,
  type ResultStatus,
  type TelemetryEvent,
} from "./vocabulary.ts";

/** What the recorder adds to an event when it writes it. */
export interface EventStamp {
  /** Milliseconds since the epoch, when the event happened. */
  readonly atMs: number;
  readonly runId: string;
  /** From 1 within the run. */
  readonly seq: number;
  /** The counters of the whole flush, on its last event only. */
  readonly metricsDelta?: CounterDelta;
}

/** Many events of one kind as one: `values` by the vocabulary's keys. */
export interface FoldedEvent extends LatencySummary {
  readonly cmd: EventName;
  readonly timingMs: number;
  readonly values: Readonly<Record<string, unknown>>;
}

export type Scalar = string | number | boolean | null;
export type Bag = Readonly<Record<string, Scalar>>;

/** An event as a reader sees it: keys as stored (snake_case), only those of the vocabulary. */
export interface StoredEvent {
  readonly ts: string;
  readonly atMs: number;
  readonly runId: string;
  readonly seq: number;
  readonly cmd: EventName;
  readonly args: Bag;
  readonly result: Bag;
  readonly timingMs: number;
  readonly warnings: readonly string[];
  /** The fields at the top of the line beyond the common ones. */
  readonly fields: Bag;
  /** How many events this line stands for: more than 1 where it was folded. */
  readonly latency: LatencySummary | null;
  readonly metricsDelta: CounterDelta | null;
}

interface Field {
  readonly key: string;
  readonly name: string;
  readonly place: Place;
  readonly kind: Kind;
}

const plans = new Map<string, Map<string, Field>>();

/** One letter at a time: this runs in every process, where a regular expression's first use costs more. */
function snake(key: string): string {
  let name = "";
  for (const letter of key) name += letter >= "A" && letter <= "Z" ? `_${letter.toLowerCase()}` : letter;
  return name;
}

function parseField(key: string, spec: FieldSpec): Field {
  const colon = spec.indexOf(":");
  const kind = spec.slice(colon + 1, spec.endsWith("?") ? -1 : undefined);
  return { key, name: snake(key), place: spec.slice(0, colon) as Place, kind: kind as Kind };
}

/** The field `key` of `cmd`, or null where the vocabulary has none. */
function findField(cmd: string, key: string): Field | null {
  let plan = plans.get(cmd);
  if (plan === undefined) {
    plan = new Map();
    plans.set(cmd, plan);
  }
  const known = plan.get(key);
  if (known !== undefined) return known;
  const specs = findFields(cmd);
  const spec = specs !== null && Object.hasOwn(specs, key) ? specs[key] : undefined;
  if (spec === undefined) return null;
  const field = parseField(key, spec);
  plan.set(key, field);
  return field;
}

/** All fields of `cmd` with their stored names; null for a name outside the vocabulary. */
export function planFields(cmd: string): readonly Field[] | null {
  const specs = findFields(cmd);
  return specs === null ? null : Object.entries(specs).map(([key, spec]) => parseField(key, spec));
}

const WORD_LIMIT = 64;

/** `[\w.:+-]{1,64}`, by hand: see `isPlain` in redact.ts. */
function isWord(text: string): boolean {
  for (const unit of text) {
    const known = unit >= "a" && unit <= "z" || unit >= "A" && unit <= "Z" || unit >= "0" && unit <= "9" ||
      unit === "_" || unit === "." || unit === "-" || unit === ":" || unit === "+";
    if (!known) return false;
  }
  return text !== "" && text.length <= WORD_LIMIT;
}

/** `[0-9a-f]{1,64}` */
function isHash(text: string): boolean {
  for (const unit of text) if (!(unit >= "0" && unit <= "9" || unit >= "a" && unit <= "f")) return false;
  return text !== "" && text.length <= WORD_LIMIT;
}

/** Symbol names and selectors: see `symbolName`. */
const NAME_LIMIT = 200;

/** `value` as `kind` allows it; null when it is nothing of the kind. */
function admit(kind: Kind, value: unknown): Scalar {
  switch (kind) {
    case "count":
      return typeof value === "number" ? wholeCount(value) : null;
    case "ratio":
      return typeof value === "number" && Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null;
    case "flag":
      return typeof value === "boolean" ? value : null;
    case "mode":
      return (DISCLOSURE_MODES as readonly unknown[]).includes(value) ? value as string : null;
    case "word":
      return typeof value === "string" && isWord(value) ? value : null;
    case "hash":
      return typeof value === "string" && isHash(value) ? value : null;
    case "path":
      return typeof value === "string" ? segmentPath(value) : null;
    case "name":
      return typeof value === "string" ? clean(value, NAME_LIMIT) : null;
    case "text":
      return typeof value === "string" ? clean(value, QUERY_LIMIT) : null;
  }
}

interface Bags {
  readonly args: Record<string, Scalar>;
  readonly result: Record<string, Scalar>;
  readonly top: Record<string, Scalar>;
}

function fill(cmd: string, values: Readonly<Record<string, unknown>>, status: ResultStatus): Bags {
  const bags: Bags = { args: {}, result: { status }, top: {} };
  for (const key of Object.keys(values)) {
    const field = findField(cmd, key);
    const value = values[key];
    if (field !== null && value !== undefined) bags[field.place][field.name] = admit(field.kind, value);
  }
  return bags;
}

function line(
  cmd: string,
  bags: Bags,
  timingMs: number,
  warnings: readonly string[],
  stamp: EventStamp,
): string {
  return JSON.stringify({
    ts: isoTime(stamp.atMs),
    run_id: stamp.runId,
    seq: stamp.seq,
    segment: ".",
    cmd,
    args: bags.args,
    result: bags.result,
    timing_ms: wholeMs(timingMs),
    warnings: warnings.map((warning) => clean(warning, QUERY_LIMIT)),
    ...bags.top,
    // Last, so that a torn line never holds a whole one (src/telemetry/event_log.ts counts on it).
    ...(stamp.metricsDelta === undefined ? {} : { metrics_delta: stamp.metricsDelta }),
  });
}

/** The line for `event`, without its newline. */
export function encodeEvent(event: TelemetryEvent, stamp: EventStamp): string {
  const bags = fill(event.cmd, { ...event }, event.status ?? "ok");
  return line(event.cmd, bags, event.timingMs, event.warnings ?? [], stamp);
}

/** The line for many events of one kind, without its newline: `args` is empty, the measures are sums. */
export function encodeFolded(folded: FoldedEvent, stamp: EventStamp): string {
  const bags = fill(folded.cmd, folded.values, "ok");
  Object.assign(bags.top, {
    count: folded.count,
    p50_ms: folded.p50Ms,
    p95_ms: folded.p95Ms,
    max_ms: folded.maxMs,
  });
  return line(folded.cmd, bags, folded.timingMs, [], stamp);
}

/** A stored event as its line's object again, but for the counters that it carried. */
export function encodeStored(event: StoredEvent): Readonly<Record<string, unknown>> {
  const { latency } = event;
  const folded = latency === null
    ? {}
    : { count: latency.count, p50_ms: latency.p50Ms, p95_ms: latency.p95Ms, max_ms: latency.maxMs };
  return {
    ts: event.ts,
    run_id: event.runId,
    seq: event.seq,
    segment: ".",
    cmd: event.cmd,
    args: event.args,
    result: event.result,
    timing_ms: event.timingMs,
    warnings: event.warnings,
    ...event.fields,
    ...folded,
  };
}

function recordOf(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : null;
}

function parseObject(text: string): ReadonlyMap<string, unknown> | null {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return null; // a torn line: the caller counts it
  }
}

function whole(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function decodeLatency(fields: ReadonlyMap<string, unknown>): LatencySummary | null {
  const count = whole(fields.get("count"));
  if (count === null || count === 0) return null;
  return {
    count,
    p50Ms: whole(fields.get("p50_ms")) ?? 0,
    p95Ms: whole(fields.get("p95_ms")) ?? 0,
    maxMs: whole(fields.get("max_ms")) ?? 0,
  };
}

/** Decodes one line; null when it is torn, no event, or of a kind outside the vocabulary. */
export function decodeEvent(text: string): StoredEvent | null {
  const record = parseObject(text);
  const cmd = record?.get("cmd");
  if (record === null || typeof cmd !== "string") return null;
  const plan = planFields(cmd);
  const ts = record.get("ts");
  const runId = record.get("run_id");
  const seq = whole(record.get("seq"));
  const args = recordOf(record.get("args"));
  const result = recordOf(record.get("result"));
  const timingMs = whole(record.get("timing_ms"));
  const atMs = typeof ts === "string" ? Date.parse(ts) : NaN;
  if (plan === null || typeof runId !== "string" || !isWord(runId) || !Number.isFinite(atMs)) return null;
  if (seq === null || args === null || result === null || timingMs === null) return null;
  const places = { args, result, top: record };
  const status = result.get("status");
  const bags: Bags = { args: {}, result: {}, top: {} };
  if (typeof status === "string" && isWord(status)) bags.result["status"] = status;
  for (const { name, place, kind } of plan) {
    const value = places[place].get(name);
    if (value !== undefined) bags[place][name] = admit(kind, value);
  }
  const warnings = record.get("warnings");
  const delta = recordOf(record.get("metrics_delta"));
  return {
    ts: isoTime(atMs),
    atMs,
    runId,
    seq,
    cmd: cmd as EventName,
    args: bags.args,
    result: bags.result,
    timingMs,
    warnings: Array.isArray(warnings)
      ? warnings.filter((warning) => typeof warning === "string").map((text) => clean(text, QUERY_LIMIT))
      : [],
    fields: bags.top,
    latency: decodeLatency(record),
    metricsDelta: delta === null ? null : decodeCounters(Object.fromEntries(delta)),
  };
}
