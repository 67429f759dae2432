/**
 * One flush: events appended, counters merged, last_run.json replaced. Knows nothing of events but their lines.
 *
 * The log is the truth, metrics.json a checkpoint of it. Every flush is one append whose last line carries the
 * counters of that flush; metrics.json says up to which byte of which generation they have been added up. So:
 * - Under the lock (flock on the current events.jsonl; its holder alone rotates and writes metrics.json): append,
 *   then add up whatever lies beyond the mark. Killed in between: the next flush, or a reader, adds it up. Where
 *   others wait for the lock, the append is all, and adding up is left to the last of them.
 * - Lock busy for 50 ms: append without it. A single O_APPEND write is atomic against all other appends on a local
 *   disk, so that nothing is lost or mixed; the counters travel in it.
 * - Who adds up what was left? Everyone who appended tries the lock once more. If that fails, someone holds it,
 *   and every holder looks at the log's size once more after it has let go. Its look comes after its unlock, which
 *   comes after the failed try, which comes after the append: it sees it. At rest nothing is pending.
 * - Rotation happens before an append, under the lock, after everything has been added up. An append without the
 *   lock may land in a generation that was renamed between its open and its write: the generations keep their
 *   marks by content (`generationId`), so that it is found there. Only if that generation was deleted meanwhile
 *   (two rotations during one system call) is the append made once more.
 * - A lock belongs to an inode: after it is got, the name must still mean that inode, or all starts again.
 * Not proof against: two rotations between an append and the check after it, the first of which added it up
 * (counts one flush twice); an append without the lock in the microsecond between another's look and its undoing
 * of a write that a full disk cut short; a network file system without atomic appends.
 *
 * Invariant: never throws for anything that the disk does, never waits longer than `WAIT_LIMIT_MS` for the lock.
 */
import { HostError, type OpenFile } from "../host/file_system.ts";
import { endsTorn } from "./event_log.ts";
import { prepareFolder } from "./folder.ts";
import { type LockedLog, lockLog, PAUSE_MIN_MS } from "./log_lock.ts";
import { Blocked, type Kinds, LAST_RUN_NAME, LogFiles, type LogFolder } from "./log_files.ts";
import type { CounterDelta } from "./metrics.ts";
import { settle } from "./settle.ts";
import type { OwnAppend } from "./tally.ts";

/** How long a busy lock is retried; the contract's figure. */
export const WAIT_LIMIT_MS = 50;
/** Looks at a torn end before it is taken for torn: a write of 300 KB takes a tenth of a millisecond. */
const TORN_LOOKS = 8;
/** How often one flush starts again because the log was rotated under its hands, or looks for late appends. */
const ATTEMPT_LIMIT = 64;

export interface Batch {
  /** Whole lines, newlines included; the last one carries `delta`. "" when there are no events. */
  readonly text: string;
  readonly delta: CounterDelta;
  /** The counters to keep where the lines cannot be. */
  readonly deltaIfDropped: () => CounterDelta;
  /** The new content of last_run.json; null to leave it as it is. */
  readonly lastRun: string | null;
  /** Tells this run's temporary file from another's. */
  readonly runId: string;
}

export interface SinkOutcome {
  readonly written: boolean;
  /** Whether the counters are safe: those of the batch, or `deltaIfDropped`. */
  readonly counted: boolean;
  /** Whether the lock was got in time. */
  readonly locked: boolean;
  /** What a person should hear of; "" when nothing. */
  readonly notice: string;
}

/** Writes `batch` and says what became of it. */
export function writeBatch(folder: LogFolder, batch: Batch): SinkOutcome {
  const failed = { written: false, counted: false, locked: false };
  try {
    const obstacle = prepareFolder(folder);
    return obstacle === null ? new Flush(folder).run(batch) : { ...failed, notice: obstacle };
  } catch (error) {
    if (error instanceof Blocked) return { ...failed, notice: error.message };
    if (error instanceof HostError) return { ...failed, notice: `${folder.directory}: ${error.message}` };
    throw error;
  }
}

class Flush {
  readonly #folder: LogFolder;
  readonly #files: LogFiles;
  readonly #deadline: number;

  constructor(folder: LogFolder) {
    this.#folder = folder;
    this.#files = new LogFiles(folder);
    this.#deadline = folder.clock.monotonicMs() + WAIT_LIMIT_MS;
  }

  run(batch: Batch): SinkOutcome {
    const bytes = new TextEncoder().encode(batch.text);
    const log = this.#lock(bytes.length);
    const locked = log !== null;
    if (log === null && bytes.length === 0) return { written: false, counted: false, locked, notice: "" };
    const outcome = log === null ? this.#appendUnlocked(bytes) : this.#appendLocked(log, bytes, batch);
    this.#tolerate(() => {
      const kinds = outcome.kinds ?? this.#files.survey();
      if (batch.lastRun !== null) this.#files.replace(LAST_RUN_NAME, batch.lastRun, kinds, batch.runId);
      this.#settleLate(outcome.seenBytes, kinds);
    });
    const { written, counted } = outcome;
    return { written, counted, locked, notice: outcome.notice || this.#files.notice };
  }

  /** Runs what comes after the append: whatever happens to it, the events are in the log. */
  #tolerate(run: () => void): void {
    try {
      run();
    } catch (error) {
      const blocked = error instanceof Blocked;
      if (!blocked && !(error instanceof HostError)) throw error;
      if (blocked || error.code !== "not-found") this.#files.notice = error.message;
    }
  }

  /** The locked current log, rotated first if `incoming` bytes would not fit; null when it stays busy. */
  #lock(incoming: number): LockedLog | null {
    for (let attempt = 0; attempt < ATTEMPT_LIMIT; attempt++) {
      const log = lockLog(this.#files, this.#folder.clock, this.#deadline);
      if (log === null || !this.#files.isFull(log.sizeBytes, incoming)) return log;
      try {
        settle(this.#files, this.#files.survey(), log.file, null, {});
        this.#files.rotate();
      } finally {
        log.file.close();
      }
    }
    return null;
  }

  /** Appends, and adds up unless others are waiting. Lets the lock go. */
  #appendLocked({ file, sizeBytes, waited }: LockedLog, bytes: Uint8Array, batch: Batch): Appended {
    try {
      if (bytes.length === 0) return { ...this.#count(file, batch.delta), written: true };
      const start = this.#lookAtEnd(file, sizeBytes);
      const end = this.#append(file, bytes, start);
      // The events are in the log from here on, whatever happens.
      return waited ? KEPT : this.#settleOwn(file, { start: start.offset, end, delta: batch.delta });
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const notice = `${this.#folder.directory}: ${error.message}`;
      return { ...this.#count(file, batch.deltaIfDropped()), notice };
    } finally {
      this.#tolerate(() => file.close());
    }
  }

  #settleOwn(file: OpenFile, own: OwnAppend): Appended {
    let appended = KEPT;
    this.#tolerate(() => {
      const kinds = this.#files.survey();
      appended = { ...KEPT, kinds, seenBytes: settle(this.#files, kinds, file, own, {}).seenBytes };
    });
    return appended;
  }

  /** Adds counters that no line carries, for a flush without lines or one whose lines could not be written. */
  #count(file: OpenFile, delta: CounterDelta): Appended {
    const { seenBytes, saved } = settle(this.#files, this.#files.survey(), file, null, delta);
    return { ...KEPT, written: false, counted: saved, seenBytes };
  }

  /** Appends without the lock, once more where the generation was deleted meanwhile. Nothing is added up. */
  #appendUnlocked(bytes: Uint8Array): Appended {
    let kept = false;
    for (let attempt = 0; !kept && attempt < ATTEMPT_LIMIT; attempt++) {
      const file = this.#files.openCurrent();
      try {
        this.#append(file, bytes, this.#lookAtEnd(file, file.info().sizeBytes));
        kept = true;
        this.#tolerate(() => {
          kept = this.#files.isKept(file);
        });
      } finally {
        this.#tolerate(() => file.close());
      }
    }
    return KEPT;
  }

  /** Where to append, once no append without the lock is under way: a write that grows the file leaves it torn. */
  #lookAtEnd(file: OpenFile, sizeBytes: number): LogEnd {
    let size = sizeBytes;
    let torn = size > 0 && endsTorn(file, size);
    for (let look = 0; torn && look < TORN_LOOKS; look++) {
      this.#folder.clock.pause(PAUSE_MIN_MS);
      size = file.info().sizeBytes;
      torn = endsTorn(file, size);
    }
    return { offset: size, torn };
  }

  /** Appends in one write, after a newline where the last line was torn; undoes a write that stays short. */
  #append(file: OpenFile, bytes: Uint8Array, end: LogEnd): number {
    const mended = end.torn ? concat(Uint8Array.of(0x0a), bytes) : bytes;
    let written = 0;
    try {
      while (written < mended.length) {
        const count = file.write(mended.subarray(written));
        if (count <= 0) throw new HostError("disk-full", "write");
        written += count;
      }
    } catch (error) {
      // Only what is ours is taken back: another's append without the lock may follow it.
      if (written > 0 && file.info().sizeBytes === end.offset + written) file.truncate(end.offset);
      throw error;
    }
    return end.offset + mended.length;
  }

  /**
   * Adds up what was appended since the log had `known` bytes, unless someone holds the lock and will do it. Each
   * time that this held the lock it must look once more, however late it is (see the header).
   */
  #settleLate(known: number, kinds: Kinds): void {
    let seen = known;
    let names = kinds;
    for (let round = 0; round < ATTEMPT_LIMIT && this.#files.totalBytes(names) > seen; round++) {
      const file = this.#files.openCurrent();
      try {
        if (!file.tryLock()) return;
        if (this.#files.findCurrent(file) === null) continue;
        names = this.#files.survey();
        seen = settle(this.#files, names, file, null, {}).seenBytes;
      } finally {
        file.close();
      }
    }
  }
}

/** Where the log ends; `torn`: not with a newline. */
interface LogEnd {
  readonly offset: number;
  readonly torn: boolean;
}

interface Appended {
  readonly written: boolean;
  readonly counted: boolean;
  /** How many bytes of the log have been added up; -1 when that is left for later. */
  readonly seenBytes: number;
  /** What stood in the folder when that was done; null when nobody looked. */
  readonly kinds: Kinds | null;
  readonly notice: string;
}

/** The lines are in the log, and with them their counters, added up or not. */
const KEPT: Appended = { written: true, counted: true, seenBytes: -1, kinds: null, notice: "" };

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}
