/**
 * Brings metrics.json up to the end of the event log. Does not append, lock or rotate; the caller holds the current
 * log's lock. Invariant: what cannot be saved stays pending in the log, and the next flush or reader adds it up.
 */
import type { OpenFile } from "../host/file_system.ts";
import { type Kinds, type LogFiles, METRICS_NAME } from "./log_files.ts";
import type { CounterDelta } from "./metrics.ts";
import { encodeCheckpoint } from "./metrics_file.ts";
import { type OwnAppend, tally } from "./tally.ts";

export interface Settled {
  /** Bytes of all generations that were seen. */
  readonly seenBytes: number;
  readonly saved: boolean;
}

/**
 * Settles the log; `kinds` is a survey made under the lock. `own` spares reading back what was just written; `loose`
 * are counters that no line carries.
 */
export function settle(
  files: LogFiles,
  kinds: Kinds,
  current: OpenFile,
  own: OwnAppend | null,
  loose: CounterDelta,
): Settled {
  const { counters, marks, seenBytes, stored } = tally(files, kinds, current, own);
  counters.add(loose);
  const text = encodeCheckpoint({ counters, marks });
  const isSame = own === null && stored !== null && text === encodeCheckpoint(stored);
  const saved = isSame || save(files, text, kinds);
  files.removeStrays(kinds);
  return { seenBytes, saved };
}

function save(files: LogFiles, text: string, kinds: Kinds): boolean {
  if (files.replace(METRICS_NAME, text, kinds, "new")) return true;
  return kinds.get(METRICS_NAME) === "file" && files.overwrite(METRICS_NAME, text);
}
