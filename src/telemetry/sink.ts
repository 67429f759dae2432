/**
 * One flush: events appended, counters merged, last_run.json replaced. Knows nothing of events but their lines.
 *
 * The log is the truth, metrics.json a checkpoint of it. Every flush is one append whose last line carries the
 * counters of that flush; metrics.json says up to which byte of which generation they have been added up. So:
 * - Under the lock (flock on the current events.jsonl; its holder alone rotates and writes metrics.json): append,
 *   then add up whatever lies beyond the mark. Killed in between: the next flush, or a reader, adds it up.
 * - Lock busy for 50 ms: append without it. A single O_APPEND write is atomic against all other appends on a local
 *   disk, so that nothing is lost or mixed; the counters travel in it.
 * - Who adds up what was appended without the lock? The appender tries the lock once more after its append. If
 *   that fails, someone holds it, and every holder looks once more after it has let go. Its look comes after its
 *   unlock, which comes after the failed try, which comes after the append: it sees it. At rest nothing is pending.
 * - Rotation happens before an append, under the lock, after everything has been added up. An append without the
 *   lock may land in a generation that was renamed between its open and its write: the generations keep their
 *   marks by content (`generationId`), so that it is found there. Only if that generation was deleted meanwhile
 *   (two rotations during one system call) is the append made once more.
 * - A lock belongs to an inode: after it is got, the name must still mean that inode, or all starts again.
 * Not proof against: two rotations between an append and the check after it, both of which already added it up
 * (counts one flush twice); a network file system without atomic appends.
 *
 * Invariant: never throws for anything that the disk does, never waits longer than `WAIT_LIMIT_MS` for the lock.
 */
import type { Clock } from "../host/clock.ts";
import { HostError, type OpenFile, replaceFile } from "../host/file_system.ts";
import { endsTorn, generationId, LOG_NAMES, readAt, readTail, ROTATE_AT_BYTES } from "./event_log.ts";
import { findFault, prepareFolder, type TelemetryFolder } from "./folder.ts";
import { addCounters, type CounterDelta, zeroCounters } from "./metrics.ts";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  type Mark,
  METRICS_LIMIT_BYTES,
} from "./metrics_file.ts";

/** How long a busy lock is retried; the contract's figure. */
export const WAIT_LIMIT_MS = 50;
/** A flush holds the lock for about half a millisecond: shorter pauses would only burn the holder's processor. */
const PAUSE_MIN_MS = 0.3;
const PAUSE_SPREAD_MS = 2.7;
/** Looks at a torn end before it is taken for torn: a write of 300 KB takes a tenth of a millisecond. */
const TORN_LOOKS = 8;
/** Rotations that one flush may meet before it appends without the lock. */
const ATTEMPT_LIMIT = 64;

export interface SinkParts extends TelemetryFolder {
  readonly clock: Clock;
  /** Rotate when the log would grow beyond this; only tests set it. */
  readonly rotateAtBytes?: number;
}

export interface Batch {
  /** Whole lines, newlines included; the last one carries `delta`. "" when there are no events. */
  readonly text: string;
  readonly events: number;
  readonly delta: CounterDelta;
  /** The new content of last_run.json; null to leave it as it is. */
  readonly lastRun: string | null;
  /** Tells this run's temporary file from another's. */
  readonly runId: string;
}

/** What became of a flush. `notice`: what a person should hear of, "" when nothing. */
export interface SinkOutcome {
  readonly written: boolean;
  /** Whether the lock was got in time. */
  readonly locked: boolean;
  readonly notice: string;
}

/** A state of the folder that stops this flush, in words for the user. */
class Blocked extends Error {}

const CURRENT = LOG_NAMES[0];
const METRICS = "metrics.json";
const LAST_RUN = "last_run.json";

type Kinds = ReadonlyMap<string, string>;

interface OwnAppend {
  readonly start: number;
  readonly end: number;
  readonly delta: CounterDelta;
}

/** Writes `batch` and says what became of it. */
export function writeBatch(parts: SinkParts, batch: Batch): SinkOutcome {
  try {
    return new Flush(parts).run(batch);
  } catch (error) {
    if (error instanceof Blocked) return { written: false, locked: false, notice: error.message };
    if (error instanceof HostError) {
      return { written: false, locked: false, notice: `${parts.directory}: ${error.message}` };
    }
    throw error;
  }
}

class Flush {
  readonly #parts: SinkParts;
  readonly #deadline: number;
  #notice = "";

  constructor(parts: SinkParts) {
    this.#parts = parts;
    this.#deadline = parts.clock.monotonicMs() + WAIT_LIMIT_MS;
  }

  run(batch: Batch): SinkOutcome {
    const obstacle = prepareFolder(this.#parts);
    if (obstacle !== null) throw new Blocked(obstacle);
    const bytes = new TextEncoder().encode(batch.text);
    const locked = this.#lock(bytes.length);
    if (locked !== null) this.#writeLocked(locked, bytes, batch);
    else if (bytes.length > 0) this.#writeUnlocked(bytes, batch);
    const written = locked !== null || bytes.length > 0;
    return { written, locked: locked !== null, notice: this.#notice };
  }

  #path(name: string): string {
    return `${this.#parts.directory}/${name}`;
  }

  /** The current log, opened for appending after its name was found to be a plain file of ours or nothing. */
  #open(): OpenFile {
    const { fs, uid } = this.#parts;
    const path = this.#path(CURRENT);
    const before = fs.lstat(path);
    const fault = before === null ? null : findFault(before, "file", uid);
    if (fault !== null) throw new Blocked(`${path} ${fault}`);
    return fs.open(path, { read: true, append: true, create: true });
  }

  /** Whether the name still means this open file; refuses one that was put there between look and open. */
  #isCurrent(file: OpenFile): boolean {
    const named = this.#parts.fs.lstat(this.#path(CURRENT));
    if (named === null) return false;
    const fault = findFault(named, "file", this.#parts.uid);
    if (fault !== null) throw new Blocked(`${this.#path(CURRENT)} ${fault}`);
    const info = file.info();
    return named.inode === info.inode && named.device === info.device;
  }

  /** The current log with its lock, rotated if `incoming` bytes would not fit; null when it stays busy. */
  #lock(incoming: number): OpenFile | null {
    const { clock } = this.#parts;
    for (let attempt = 0; attempt < ATTEMPT_LIMIT; attempt++) {
      const file = this.#open();
      let keep = false;
      try {
        while (!file.tryLock()) {
          if (clock.monotonicMs() >= this.#deadline) return null;
          clock.pause(PAUSE_MIN_MS + Math.random() * PAUSE_SPREAD_MS);
        }
        keep = this.#isCurrent(file) && !this.#rotate(file, incoming);
      } finally {
        if (!keep) file.close();
      }
      if (keep) return file;
    }
    return null;
  }

  /** Moves the generations on when `incoming` bytes would not fit into the current one. True when it did. */
  #rotate(file: OpenFile, incoming: number): boolean {
    const { fs } = this.#parts;
    const size = file.info().sizeBytes;
    const limit = this.#parts.rotateAtBytes ?? ROTATE_AT_BYTES;
    if (size === 0 || size + incoming <= limit) return false;
    this.#settle(file, null);
    const kinds = this.#survey();
    for (const name of LOG_NAMES) {
      const kind = kinds.get(name) ?? "file";
      if (kind !== "file") throw new Blocked(`${this.#path(name)} is a ${kind}`);
    }
    // Oldest first: stopped anywhere in between, no generation has been overwritten but the last.
    if (kinds.has(LOG_NAMES[1])) fs.rename(this.#path(LOG_NAMES[1]), this.#path(LOG_NAMES[2]));
    fs.rename(this.#path(CURRENT), this.#path(LOG_NAMES[1]));
    return true;
  }

  #survey(): Kinds {
    const { fs, directory } = this.#parts;
    return new Map(fs.readDirectory(directory).map(({ name, kind }) => [name, kind]));
  }

  #writeLocked(file: OpenFile, bytes: Uint8Array, batch: Batch): void {
    let seen: number;
    try {
      const start = this.#settledSize(file);
      const end = this.#append(file, bytes, start);
      seen = this.#settle(file, { start, end, delta: batch.delta });
      const kinds = this.#survey();
      // Left behind by a run that was killed between making and renaming one.
      for (const name of kinds.keys()) if (name.endsWith(".tmp")) this.#parts.fs.remove(this.#path(name));
      if (batch.lastRun !== null) this.#save(LAST_RUN, batch.lastRun, kinds, "new");
    } finally {
      file.close();
    }
    this.#settleLate(seen);
  }

  /** The log's size once no append without the lock is under way: a write that grows it leaves its end torn. */
  #settledSize(file: OpenFile): number {
    let size = file.info().sizeBytes;
    for (let look = 0; look < TORN_LOOKS && size > 0 && endsTorn(file, size); look++) {
      this.#parts.clock.pause(PAUSE_MIN_MS);
      size = file.info().sizeBytes;
    }
    return size;
  }

  /** Appends in one write, after a newline where the last line was torn; undoes a write that stays short. */
  #append(file: OpenFile, bytes: Uint8Array, start: number): number {
    if (bytes.length === 0) return start;
    const mended = start > 0 && endsTorn(file, start) ? concat(Uint8Array.of(0x0a), bytes) : bytes;
    let written = 0;
    try {
      while (written < mended.length) {
        const count = file.write(mended.subarray(written));
        if (count <= 0) throw new HostError("disk-full", "write");
        written += count;
      }
    } catch (error) {
      // Only what is ours is taken back: another's append without the lock may follow it.
      if (written > 0 && file.info().sizeBytes === start + written) file.truncate(start);
      throw error;
    }
    return start + mended.length;
  }

  #writeUnlocked(bytes: Uint8Array, batch: Batch): void {
    let kept = false;
    for (let attempt = 0; !kept && attempt < ATTEMPT_LIMIT; attempt++) {
      const file = this.#open();
      try {
        this.#append(file, bytes, this.#settledSize(file));
        kept = this.#isKept(file);
      } finally {
        file.close();
      }
    }
    if (batch.lastRun !== null) this.#save(LAST_RUN, batch.lastRun, this.#survey(), batch.runId);
    this.#settleLate(-1);
  }

  /** Whether the generation that was appended to still has a name. */
  #isKept(file: OpenFile): boolean {
    const { inode, device } = file.info();
    return LOG_NAMES.some((name) => {
      const named = this.#parts.fs.lstat(this.#path(name));
      return named !== null && named.inode === inode && named.device === device;
    });
  }

  /**
   * Adds up what was appended without the lock since the log had `known` bytes, unless someone holds the lock and
   * will do it. Each time that this held the lock it must look once more, however late it is (see the header).
   */
  #settleLate(known: number): void {
    let seen = known;
    for (let round = 0; round < ATTEMPT_LIMIT && this.#totalBytes() > seen; round++) {
      const file = this.#open();
      try {
        if (!file.tryLock()) return;
        if (this.#isCurrent(file)) seen = this.#settle(file, null);
      } finally {
        file.close();
      }
    }
  }

  /** Bytes in all generations; only ever compared with an earlier sum. */
  #totalBytes(): number {
    let total = 0;
    for (const [name, kind] of this.#survey()) {
      if (kind !== "file" || !(LOG_NAMES as readonly string[]).includes(name)) continue;
      total += this.#parts.fs.lstat(this.#path(name))?.sizeBytes ?? 0;
    }
    return total;
  }

  /**
   * Brings metrics.json up to the end of the log; `current` is the locked current log, `own` what this flush has
   * just added to it. Returns the bytes of all generations that it has seen. What cannot be saved stays pending in
   * the log and is noticed.
   */
  #settle(current: OpenFile, own: OwnAppend | null): number {
    const kinds = this.#survey();
    const stored = this.#loadCheckpoint(kinds);
    const counters = stored?.counters ?? zeroCounters();
    if (stored === null && kinds.has(METRICS)) counters.telemetry_repairs_total++;
    // Counters without an event are nowhere but here.
    if (own !== null && own.start === own.end) addCounters(counters, own.delta);
    const known = new Map(stored?.marks.map((mark) => [mark.id, mark.bytes]));
    const marks: Mark[] = [];
    let total = 0;
    const visit = (file: OpenFile, appended: OwnAppend | null): void => {
      const size = file.info().sizeBytes;
      total += size;
      const id = generationId(file);
      if (id === 0) return;
      const from = known.get(id) ?? 0;
      if (appended !== null && from === appended.start && size === appended.end) {
        addCounters(counters, appended.delta);
        marks.push({ id, bytes: size });
        return;
      }
      const tail = from < size ? readTail(file, from, size) : { deltas: [], endBytes: from };
      for (const delta of tail.deltas) addCounters(counters, delta);
      marks.push({ id, bytes: tail.endBytes });
    };
    visit(current, own !== null && own.start < own.end ? own : null);
    LOG_NAMES.slice(1).forEach((name, index) => {
      if (kinds.get(name) !== "file") return;
      const mark = stored?.marks[index + 1];
      // No rotation since the checkpoint and no late append: the usual case, without opening the file.
      if (mark !== undefined && marks[0]?.id === stored?.marks[0]?.id) {
        const size = this.#parts.fs.lstat(this.#path(name))?.sizeBytes;
        if (size === mark.bytes) {
          total += size;
          marks.push(mark);
          return;
        }
      }
      const file = this.#parts.fs.open(this.#path(name), { read: true });
      try {
        visit(file, null);
      } finally {
        file.close();
      }
    });
    this.#save(METRICS, encodeCheckpoint({ counters, marks }), kinds, "new");
    return total;
  }

  /** Null when there is none, or none that can be used. */
  #loadCheckpoint(kinds: Kinds): Checkpoint | null {
    if (kinds.get(METRICS) !== "file") return null;
    const file = this.#parts.fs.open(this.#path(METRICS), { read: true });
    try {
      const bytes = readAt(file, 0, METRICS_LIMIT_BYTES + 1);
      return bytes.length > METRICS_LIMIT_BYTES ? null : decodeCheckpoint(new TextDecoder().decode(bytes));
    } finally {
      file.close();
    }
  }

  /** Replaces a file whole, after it was found to be a plain file or nothing; a failure is only noticed. */
  #save(name: string, text: string, kinds: Kinds, suffix: string): void {
    const path = this.#path(name);
    const kind = kinds.get(name);
    if (kind !== undefined && kind !== "file") {
      this.#notice = `${path} is a ${kind}`;
      return;
    }
    try {
      replaceFile(this.#parts.fs, path, new TextEncoder().encode(text), suffix);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      // The holder of the lock may have tidied away the temporary file of a run that could not get it.
      if (error.code !== "not-found") this.#notice = `${path}: ${error.message}`;
    }
  }
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const joined = new Uint8Array(head.length + tail.length);
  joined.set(head);
  joined.set(tail, head.length);
  return joined;
}
