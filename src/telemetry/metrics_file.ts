/**
 * The shape of metrics.json, encoded and decoded here alone: the counters, and up to which byte of which generation
 * of the event log they have been counted (see sink.ts). Does not touch the disk.
 * Invariant: what does not decode whole is null, never a guess; the caller rebuilds it from the log.
 */
import { COUNTER_NAMES, type CounterDelta, CounterSet, decodeCounters } from "./metrics.ts";

/** Everything before byte `bytes` of the generation that begins with `id` (see `generationId`) is counted. */
export interface Mark {
  readonly id: number;
  readonly bytes: number;
}

export interface Checkpoint {
  readonly counters: CounterSet;
  /**
   * One for each generation of the log that exists, the current one first. While a pruning replaces generations,
   * those that are to come stand behind them.
   */
  readonly marks: readonly Mark[];
}

/** Three times what the file can be; a larger one is not ours. */
export const METRICS_LIMIT_BYTES = 8192;

const MARK_KEYS = [
  ["telemetry_log_id", "telemetry_log_bytes"],
  ["telemetry_log_1_id", "telemetry_log_1_bytes"],
  ["telemetry_log_2_id", "telemetry_log_2_bytes"],
  ["telemetry_log_3_id", "telemetry_log_3_bytes"],
  ["telemetry_log_4_id", "telemetry_log_4_bytes"],
  ["telemetry_log_5_id", "telemetry_log_5_bytes"],
] as const;

export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const record: Record<string, number> = {};
  for (const name of COUNTER_NAMES) record[name] = checkpoint.counters.get(name);
  checkpoint.marks.forEach((mark, index) => {
    const keys = MARK_KEYS[index];
    if (keys === undefined) return;
    record[keys[0]] = mark.id;
    record[keys[1]] = mark.bytes;
  });
  return `${JSON.stringify(record, null, 2)}\n`;
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null; // corrupt: the caller rebuilds it
  }
}

/** Null for anything but a flat object of whole numbers that carries a mark of the log. */
export function decodeCheckpoint(text: string): Checkpoint | null {
  const record = parseRecord(text);
  const stored: CounterDelta | null = record === null ? null : decodeCounters(record);
  if (record === null || stored === null) return null;
  const marks: Mark[] = [];
  for (const [idKey, bytesKey] of MARK_KEYS) {
    const id = record[idKey];
    const bytes = record[bytesKey];
    if (id === undefined && bytes === undefined) break;
    if (!isWhole(id) || !isWhole(bytes)) return null;
    marks.push({ id, bytes });
  }
  return marks.length === 0 ? null : { counters: new CounterSet(stored), marks };
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
