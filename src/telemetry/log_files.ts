/**
 * The files of the telemetry folder as a writer meets them: opened only after a look at what is there, told apart
 * from what their names mean by now, moved on when full, replaced whole. Does not lock (sink.ts) or count.
 * Invariant: nothing but a plain file of ours is ever opened; whoever rotates holds the current log's lock.
 */
import type { Clock } from "../host/clock.ts";
import { type FileInfo, HostError, type OpenFile, replaceFile, writeFully } from "../host/file_system.ts";
import { LOG_NAMES, ROTATE_AT_BYTES } from "./event_log.ts";
import { findFault, type TelemetryFolder } from "./folder.ts";

export interface LogFolder extends TelemetryFolder {
  readonly clock: Clock;
  /** Rotate when the log would grow beyond this; default 5 MiB. */
  readonly rotateAtBytes?: number;
}

/** A state of the folder that stops a flush; the message is for the user. */
export class Blocked extends Error {}

/** What stands in the folder, by name. */
export type Kinds = ReadonlyMap<string, string>;

export const METRICS_NAME = "metrics.json";
export const LAST_RUN_NAME = "last_run.json";
const CURRENT = LOG_NAMES[0];
/** Between making and renaming a temporary file lie microseconds; a run may be stopped there, but not for long. */
const STRAY_AFTER_MS = 10_000;

export class LogFiles {
  readonly #folder: LogFolder;
  /** The last thing that could not be done, in words for the user; "" when all could. */
  notice = "";

  constructor(folder: LogFolder) {
    this.#folder = folder;
  }

  path(name: string): string {
    return `${this.#folder.directory}/${name}`;
  }

  survey(): Kinds {
    const { fs, directory } = this.#folder;
    return new Map(fs.readDirectory(directory).map(({ name, kind }) => [name, kind]));
  }

  /** The current log, opened for appending after its name was found to be a plain file of ours or nothing. */
  openCurrent(): OpenFile {
    const { fs, uid } = this.#folder;
    const path = this.path(CURRENT);
    const before = fs.lstat(path);
    const fault = before === null ? null : findFault(before, "file", uid);
    if (fault !== null) throw new Blocked(`${path} ${fault}`);
    return fs.open(path, { read: true, append: true, create: true });
  }

  open(name: string): OpenFile {
    return this.#folder.fs.open(this.path(name), { read: true });
  }

  sizeOf(name: string): number {
    return this.#folder.fs.lstat(this.path(name))?.sizeBytes ?? 0;
  }

  /** The file's state while the current log's name still means it, else null; refuses what was put there since. */
  findCurrent(file: OpenFile): FileInfo | null {
    const named = this.#folder.fs.lstat(this.path(CURRENT));
    if (named === null) return null;
    const fault = findFault(named, "file", this.#folder.uid);
    if (fault !== null) throw new Blocked(`${this.path(CURRENT)} ${fault}`);
    const info = file.info();
    return named.inode === info.inode && named.device === info.device ? info : null;
  }

  /** Whether this open file still is one of the generations. */
  isKept(file: OpenFile): boolean {
    const { inode, device } = file.info();
    return LOG_NAMES.some((name) => {
      const named = this.#folder.fs.lstat(this.path(name));
      return named !== null && named.inode === inode && named.device === device;
    });
  }

  /** Whether `incoming` more bytes would overflow the log; one batch that is larger than the limit never does. */
  isFull(sizeBytes: number, incoming: number): boolean {
    return sizeBytes > 0 && sizeBytes + incoming > (this.#folder.rotateAtBytes ?? ROTATE_AT_BYTES);
  }

  /** Moves each generation on by one; the oldest is gone. */
  rotate(): void {
    const { fs } = this.#folder;
    const kinds = this.survey();
    for (const name of LOG_NAMES) {
      const kind = kinds.get(name) ?? "file";
      if (kind !== "file") throw new Blocked(`${this.path(name)} is a ${kind}`);
    }
    // Oldest first: stopped anywhere in between, nothing has been overwritten but the oldest.
    if (kinds.has(LOG_NAMES[1])) fs.rename(this.path(LOG_NAMES[1]), this.path(LOG_NAMES[2]));
    fs.rename(this.path(CURRENT), this.path(LOG_NAMES[1]));
  }

  /** Bytes in all generations that `kinds` names; only ever compared with an earlier sum. */
  totalBytes(kinds: Kinds): number {
    let total = 0;
    for (const name of LOG_NAMES) if (kinds.get(name) === "file") total += this.sizeOf(name);
    return total;
  }

  /** Replaces a file whole, where it is a plain file or nothing. False, and a notice, when that failed. */
  replace(name: string, text: string, kinds: Kinds, suffix: string): boolean {
    const { fs } = this.#folder;
    const path = this.path(name);
    const kind = kinds.get(name) ?? "file";
    if (kind !== "file") {
      this.notice = `${path} is a ${kind}`;
      return false;
    }
    try {
      // Made and not renamed by a run that was killed.
      if (kinds.has(`${name}.${suffix}.tmp`)) fs.remove(`${path}.${suffix}.tmp`);
      replaceFile(fs, path, new TextEncoder().encode(text), suffix);
      return true;
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      // not-found: the temporary file, or the whole folder, was tidied away under our hands.
      if (error.code !== "not-found") this.notice = `${path}: ${error.message}`;
      return false;
    }
  }

  /**
   * Writes a small file in its place: the blocks that it has are enough even where the disk is full. Not atomic;
   * a reader that meets it half-written reads again. False when that failed too.
   */
  overwrite(name: string, text: string): boolean {
    return this.#try(() => {
      const file = this.#folder.fs.open(this.path(name), { write: true });
      try {
        const padded = text.padEnd(file.info().sizeBytes, "\n");
        writeFully(file, new TextEncoder().encode(padded));
      } finally {
        this.#try(() => file.close());
      }
    });
  }

  #try(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (error instanceof HostError) return false;
      throw error;
    }
  }

  /** What runs left behind that were killed between making a temporary file and renaming it. */
  removeStrays(kinds: Kinds): void {
    const { fs, clock } = this.#folder;
    for (const name of kinds.keys()) {
      if (!name.endsWith(".tmp")) continue;
      // One that cannot be removed stays; it is in nobody's way.
      this.#try(() => {
        const info = fs.lstat(this.path(name));
        if (info !== null && clock.now().getTime() - info.mtimeMs > STRAY_AFTER_MS) {
          fs.remove(this.path(name));
        }
      });
    }
  }
}
