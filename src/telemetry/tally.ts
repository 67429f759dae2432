/**
 * The counters as they are now: the checkpoint in metrics.json plus what the event log holds beyond its marks. For
 * writers, who save the result, and for readers, who only want to know. Changes nothing.
 * Invariant: every whole line of every generation is counted exactly once.
 */
import type { OpenFile } from "../host/file_system.ts";
import { generationId, LOG_NAMES, readAt, readTail } from "./event_log.ts";
import { type Kinds, type LogFiles, METRICS_NAME } from "./log_files.ts";
import { type CounterDelta, CounterSet } from "./metrics.ts";
import { type Checkpoint, decodeCheckpoint, type Mark, METRICS_LIMIT_BYTES } from "./metrics_file.ts";

/** What this flush has just appended under the lock: its offsets, and the counters that its last line carries. */
export interface OwnAppend {
  readonly start: number;
  readonly end: number;
  readonly delta: CounterDelta;
}

export interface Tally extends Checkpoint {
  /** Bytes of all generations that were seen. */
  readonly seenBytes: number;
  /** What was stored; null when there was nothing that could be used. */
  readonly stored: Checkpoint | null;
}

/** Null when there is none, or none that can be used. */
function loadCheckpoint(files: LogFiles, kinds: Kinds): Checkpoint | null {
  if (kinds.get(METRICS_NAME) !== "file") return null;
  const file = files.open(METRICS_NAME);
  try {
    const bytes = readAt(file, 0, METRICS_LIMIT_BYTES + 1);
    return bytes.length > METRICS_LIMIT_BYTES ? null : decodeCheckpoint(new TextDecoder().decode(bytes));
  } finally {
    file.close();
  }
}

/**
 * Adds up. `current` is the open current log, null where there is none; `own` spares reading back what was just
 * written to it.
 */
export function tally(files: LogFiles, kinds: Kinds, current: OpenFile | null, own: OwnAppend | null): Tally {
  const stored = loadCheckpoint(files, kinds);
  const counters = new CounterSet(stored?.counters);
  if (stored === null && kinds.has(METRICS_NAME)) counters.incr("telemetry_repairs_total");
  const known = new Map(stored?.marks.map((mark) => [mark.id, mark.bytes]));
  const marks: Mark[] = [];
  let seenBytes = 0;
  const visit = (file: OpenFile, appended: OwnAppend | null): void => {
    const size = file.info().sizeBytes;
    seenBytes += size;
    const id = generationId(file);
    if (id === 0) {
      marks.push({ id, bytes: 0 });
      return;
    }
    const from = known.get(id) ?? 0;
    if (appended !== null && from === appended.start && size === appended.end) {
      counters.add(appended.delta);
      marks.push({ id, bytes: size });
      return;
    }
    const tail = from < size ? readTail(file, from, size) : { deltas: [], endBytes: from };
    for (const delta of tail.deltas) counters.add(delta);
    marks.push({ id, bytes: tail.endBytes });
  };
  if (current !== null) visit(current, own);
  const older = LOG_NAMES.slice(1).filter((name) => kinds.get(name) === "file");
  // The usual case: no rotation since the checkpoint, not even half of one, and then sizes tell without opening.
  const id = marks[0]?.id ?? 0;
  const aligned = id !== 0 && id === stored?.marks[0]?.id && stored.marks.length === older.length + 1;
  older.forEach((name, index) => {
    const mark = aligned ? stored?.marks[index + 1] : undefined;
    if (mark !== undefined && files.sizeOf(name) === mark.bytes) {
      seenBytes += mark.bytes;
      marks.push(mark);
      return;
    }
    const file = files.open(name);
    try {
      visit(file, null);
    } finally {
      file.close();
    }
  });
  return { counters, marks, seenBytes, stored };
}
