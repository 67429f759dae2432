/**
 * Reading the event log: all generations in the order of writing, while others append and rotate. Opens nothing but
 * plain files of ours and changes nothing. Invariant: a generation is read once, however it is renamed meanwhile;
 * a line that is torn, foreign or unknown is counted and left out.
 */
import { HostError, type OpenFile } from "../host/file_system.ts";
import { LOG_NAMES, readAt, ROTATE_AT_BYTES } from "./event_log.ts";
import { LogFiles, type LogFolder } from "./log_files.ts";
import { CounterSet } from "./metrics.ts";
import { tally } from "./tally.ts";
import { decodeEvent, type StoredEvent } from "./events.ts";
import { findFault, lookAtFolder, type Obstacle, type TelemetryFolder } from "./folder.ts";

export interface LogReading {
  readonly events: readonly StoredEvent[];
  /** Lines that hold no event: torn by a killed process or a full disk, or not ours. */
  readonly tornLines: number;
  /** Why nothing was read, when something stands in place of the folder. */
  readonly obstacle: Obstacle;
}

/** Rotation keeps a generation near 5 MiB; of a file that someone blew up, only the end is read. */
const READ_LIMIT_BYTES = 4 * ROTATE_AT_BYTES;
const NEWLINE = 0x0a;

interface Generation {
  readonly file: OpenFile;
  readonly sizeBytes: number;
  readonly key: string;
}

function openGeneration({ fs, directory, uid }: TelemetryFolder, name: string): Generation | null {
  const path = `${directory}/${name}`;
  const info = fs.lstat(path);
  if (info === null || findFault(info, "file", uid) !== null) return null;
  try {
    const file = fs.open(path, { read: true });
    const opened = file.info();
    return { file, sizeBytes: opened.sizeBytes, key: `${opened.device}:${opened.inode}` };
  } catch (error) {
    if (error instanceof HostError && error.code === "not-found") return null;
    throw error;
  }
}

/**
 * Newest first: what is renamed while this runs moves to a name that is still to be opened, and is then met twice,
 * never missed.
 */
function openGenerations(folder: TelemetryFolder): Generation[] {
  const found = new Map<string, Generation>();
  for (const name of LOG_NAMES) {
    const generation = openGeneration(folder, name);
    if (generation === null) continue;
    if (found.has(generation.key)) generation.file.close();
    else found.set(generation.key, generation);
  }
  return [...found.values()].reverse();
}

/** The whole lines of one generation; what follows its last newline is being written, or torn and not yet mended. */
function readLines({ file, sizeBytes }: Generation): string[] {
  const start = Math.max(0, sizeBytes - READ_LIMIT_BYTES);
  const bytes = readAt(file, start, sizeBytes - start);
  const text = new TextDecoder().decode(bytes.subarray(0, bytes.lastIndexOf(NEWLINE) + 1));
  const lines = text.split("\n").slice(0, -1);
  return start === 0 ? lines : lines.slice(1);
}

/**
 * Every event in the log, oldest generation first, that `wanted` wants. Empty where there is no telemetry.
 * Throws HostError when the folder cannot be read.
 */
export function readLog(
  folder: TelemetryFolder,
  wanted: (event: StoredEvent) => boolean = () => true,
): LogReading {
  const events: StoredEvent[] = [];
  let tornLines = 0;
  const { obstacle, exists } = lookAtFolder(folder);
  if (obstacle !== null || !exists) return { events, tornLines, obstacle };
  const generations = openGenerations(folder);
  try {
    for (const generation of generations) {
      for (const line of readLines(generation)) {
        // An empty line is what mending a torn one can leave behind.
        if (line === "") continue;
        const event = decodeEvent(line);
        if (event === null) tornLines++;
        else if (wanted(event)) events.push(event);
      }
    }
  } finally {
    for (const { file } of generations) file.close();
  }
  return { events, tornLines, obstacle };
}

/** The counters as of now: metrics.json and what is pending in the log. All 0 where there is no telemetry. */
export function readCounters(folder: LogFolder): CounterSet {
  const { obstacle, exists } = lookAtFolder(folder);
  if (obstacle !== null || !exists) return new CounterSet();
  const files = new LogFiles(folder);
  const kinds = files.survey();
  if (kinds.get(LOG_NAMES[0]) !== "file") return tally(files, kinds, null, null).counters;
  const current = files.open(LOG_NAMES[0]);
  try {
    return tally(files, kinds, current, null).counters;
  } finally {
    current.close();
  }
}
