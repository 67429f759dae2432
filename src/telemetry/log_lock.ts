/**
 * The lock of the telemetry folder: flock on the current event log. Waits in short, uneven pauses up to a deadline.
 * Invariant: a lock belongs to an inode; what is returned is open, locked, and still what the log's name means.
 */
import type { Clock } from "../host/clock.ts";
import type { OpenFile } from "../host/file_system.ts";
import type { LogFiles } from "./log_files.ts";

/** A flush holds the lock for about half a millisecond: shorter pauses would only burn the holder's processor. */
export const PAUSE_MIN_MS = 0.3;
const PAUSE_SPREAD_MS = 2.7;
/** How often one flush starts again because the log was rotated under its hands. */
const ATTEMPT_LIMIT = 64;

/** The current log under its lock; closing the file lets the lock go. */
export interface LockedLog {
  readonly file: OpenFile;
  readonly sizeBytes: number;
  /** Whether the lock was busy at the first try. */
  readonly waited: boolean;
}

/** Locks the current log, which is made where it is missing; null when it is still busy at `deadlineMs`. */
export function lockLog(files: LogFiles, clock: Clock, deadlineMs: number): LockedLog | null {
  let waited = false;
  for (let attempt = 0; attempt < ATTEMPT_LIMIT; attempt++) {
    const file = files.openCurrent();
    let keep = false;
    try {
      while (!file.tryLock()) {
        waited = true;
        if (clock.monotonicMs() >= deadlineMs) return null;
        clock.pause(PAUSE_MIN_MS + Math.random() * PAUSE_SPREAD_MS);
      }
      const info = files.findCurrent(file);
      keep = info !== null;
      if (info !== null) return { file, sizeBytes: info.sizeBytes, waited };
    } finally {
      if (!keep) file.close();
    }
  }
  return null;
}
