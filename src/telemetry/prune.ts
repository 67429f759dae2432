/**
 * Deleting telemetry: everything, or the events before a time. Holds the log's lock meanwhile.
 * Does not touch the cumulative counters unless everything goes. Invariant: killed at any moment, every event that
 * was to stay is there, and no counter is counted twice; the marks of the files to come are saved before they come.
 */
import { HostError, type OpenFile, replaceFile } from "../host/file_system.ts";
import { generationId, LOG_NAMES, readAt } from "./event_log.ts";
import { decodeEvent } from "./events.ts";
import { lookAtFolder, type Obstacle } from "./folder.ts";
import { Blocked, LAST_RUN_NAME, LogFiles, type LogFolder, METRICS_NAME } from "./log_files.ts";
import { lockLog } from "./log_lock.ts";
import { encodeCheckpoint, type Mark } from "./metrics_file.ts";
import { settle } from "./settle.ts";
import { type Tally, tally } from "./tally.ts";

/** A person waits for this, so that it may wait longer than a flush. */
const WAIT_LIMIT_MS = 2000;

export interface Pruned {
  /** Why nothing was done; null when it was. */
  readonly obstacle: Obstacle;
  readonly removedEvents: number;
  readonly keptEvents: number;
  readonly removedFiles: readonly string[];
}

interface Rewrite {
  readonly name: string;
  /** Whole lines that stay, newlines included. */
  readonly text: string;
  readonly removed: number;
  readonly kept: number;
  /** What lies beyond this offset was appended later and has not been looked at. */
  readonly endBytes: number;
}

/** Splits the first `endBytes` bytes of a generation at `beforeMs`; lines that hold no event go too. */
function planRewrite(file: OpenFile, name: string, endBytes: number, beforeMs: number): Rewrite {
  const lines = new TextDecoder().decode(readAt(file, 0, endBytes)).split("\n").filter((line) => line !== "");
  const kept = lines.filter((line) => (decodeEvent(line)?.atMs ?? -Infinity) >= beforeMs);
  const text = kept.map((line) => `${line}\n`).join("");
  return { name, text, removed: lines.length - kept.length, kept: kept.length, endBytes };
}

function nothing(obstacle: Obstacle): Pruned {
  return { obstacle, removedEvents: 0, keptEvents: 0, removedFiles: [] };
}

/** Deletes the events before `beforeMs` (milliseconds since the epoch); with null, all telemetry files. */
export function pruneLog(folder: LogFolder, beforeMs: number | null): Pruned {
  const { obstacle, exists } = lookAtFolder(folder);
  if (obstacle !== null || !exists) return nothing(obstacle);
  try {
    return pruneLocked(folder, beforeMs);
  } catch (error) {
    if (error instanceof Blocked) return nothing(error.message);
    if (error instanceof HostError) return nothing(`${folder.directory}: ${error.message}`);
    throw error;
  }
}

function pruneLocked(folder: LogFolder, beforeMs: number | null): Pruned {
  const files = new LogFiles(folder);
  const log = lockLog(files, folder.clock, folder.clock.monotonicMs() + WAIT_LIMIT_MS);
  if (log === null) return nothing("another process keeps the log locked");
  try {
    return beforeMs === null ? removeAll(folder, files) : removeBefore(folder, files, log.file, beforeMs);
  } finally {
    log.file.close();
  }
}

function removeAll(folder: LogFolder, files: LogFiles): Pruned {
  const kinds = files.survey();
  let removedEvents = 0;
  // The current log last: its lock keeps the others away until all is gone.
  const names = [METRICS_NAME, LAST_RUN_NAME, ...[...LOG_NAMES].reverse()].filter((name) => kinds.has(name));
  for (const name of names) {
    if (kinds.get(name) === "file" && name.startsWith("events.")) {
      const file = files.open(name);
      removedEvents += planRewrite(file, name, file.info().sizeBytes, -Infinity).kept;
      file.close();
    }
    folder.fs.remove(files.path(name));
  }
  return { obstacle: null, removedEvents, keptEvents: 0, removedFiles: names };
}

function removeBefore(folder: LogFolder, files: LogFiles, current: OpenFile, beforeMs: number): Pruned {
  const kinds = files.survey();
  settle(files, kinds, current, null, {});
  const counted = tally(files, kinds, current, null);
  const rewrites: Rewrite[] = [];
  for (const name of LOG_NAMES) {
    if (kinds.get(name) !== "file") continue;
    const file = files.open(name);
    const id = generationId(file);
    const mark = counted.marks.find((known) => known.id === id);
    if (mark !== undefined) rewrites.push(planRewrite(file, name, mark.bytes, beforeMs));
    file.close();
  }
  const changed = rewrites.filter(({ removed }) => removed > 0);
  if (changed.length > 0) replaceGenerations(folder, files, counted, changed);
  return {
    obstacle: null,
    removedEvents: rewrites.reduce((total, { removed }) => total + removed, 0),
    keptEvents: rewrites.reduce((total, { kept }) => total + kept, 0),
    removedFiles: changed.filter(isRemoved).map(({ name }) => name),
  };
}

/** The current log stays even when it is empty: it is what others lock. */
function isRemoved({ name, text }: Rewrite): boolean {
  return text === "" && name !== LOG_NAMES[0];
}

function replaceGenerations(
  folder: LogFolder,
  files: LogFiles,
  { counters, marks }: Tally,
  changed: readonly Rewrite[],
): void {
  const { fs } = folder;
  const coming = changed.filter(({ text }) => text !== "").map(({ text }) => markOf(text));
  const checkpoint = encodeCheckpoint({ counters, marks: [...marks, ...coming] });
  replaceFile(fs, files.path(METRICS_NAME), encode(checkpoint), "new");
  const old = changed.map((rewrite) => ({ ...rewrite, file: files.open(rewrite.name) }));
  try {
    for (const rewrite of changed) {
      if (isRemoved(rewrite)) fs.remove(files.path(rewrite.name));
      else replaceFile(fs, files.path(rewrite.name), encode(rewrite.text), "new");
    }
    const renewed = files.openCurrent();
    try {
      // What was appended without the lock while this was at work. A run that appends to an old file from now on
      // sees that it has no name any more, and appends once more.
      for (const { file, endBytes } of old) {
        const late = readAt(file, endBytes, file.info().sizeBytes - endBytes);
        if (late.length > 0) renewed.write(late);
      }
      if (renewed.tryLock()) settle(files, files.survey(), renewed, null, {});
    } finally {
      renewed.close();
    }
  } finally {
    for (const { file } of old) file.close();
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The mark of a generation that will consist of `text` alone. */
function markOf(text: string): Mark {
  const bytes = encode(text);
  return { id: generationId(bytes), bytes: bytes.length };
}
