/**
 * The event log on disk: its three generations, telling them apart, and the counters that its lines carry.
 * Does not lock, append or rotate (sink.ts) and does not decode events (events.ts).
 * Invariant: a line counts only when it is whole, newline included.
 */
import type { OpenFile } from "../host/file_system.ts";
import { type CounterDelta, decodeCounters } from "./metrics.ts";

/** Newest first. */
export const LOG_NAMES = ["events.jsonl", "events.1.jsonl", "events.2.jsonl"] as const;
/** The contract's 5 MiB. */
export const ROTATE_AT_BYTES = 5 * 1024 * 1024;
/** `ts`, `run_id` and `seq` of the first line lie within its first 96 bytes: unique for every generation. */
const ID_BYTES = 96;

const NEWLINE = 0x0a;

/** Reads up to `length` bytes from `offset`; fewer at the end of the file. */
export function readAt(file: OpenFile, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  file.seek(offset);
  while (filled < length) {
    const count = file.read(bytes.subarray(filled));
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/**
 * What a generation is recognised by whatever its name is by now: FNV-1a over its first 96 bytes, which never
 * change. Not the inode: file systems give the number of a deleted generation to the next one. 0 while it is
 * shorter, when it cannot hold a line yet. Takes an open file, or the bytes that one will begin with.
 */
export function generationId(source: OpenFile | Uint8Array): number {
  const head = source instanceof Uint8Array ? source.subarray(0, ID_BYTES) : readAt(source, 0, ID_BYTES);
  if (head.length < ID_BYTES) return 0;
  let hash = 0x811c9dc5;
  for (const byte of head) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) || 1;
}

/** Whether the next line must begin with a newline, because the last one was torn. `sizeBytes` > 0. */
export function endsTorn(file: OpenFile, sizeBytes: number): boolean {
  return readAt(file, sizeBytes - 1, 1)[0] !== NEWLINE;
}

/** `metrics_delta` is the last key of its line and flat; inside a JSON string its quotes would be escaped. */
const DELTA = /,"metrics_delta":(\{[^{}]*\})\}\n/g;

export interface Tail {
  readonly deltas: readonly CounterDelta[];
  /** Offset after the last whole line. */
  readonly endBytes: number;
}

function parseDelta(text: string): CounterDelta | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? decodeCounters({ ...value }) : null;
  } catch {
    return null; // not written by us
  }
}

/** A tail longer than this was not written by flushes: three times what rotation lets a generation be. */
const TAIL_LIMIT_BYTES = 3 * ROTATE_AT_BYTES;

/** The counters carried by the whole lines between the offsets `from` and `to`; of a huge tail, only by its end. */
export function readTail(file: OpenFile, from: number, to: number): Tail {
  const start = Math.max(from, to - TAIL_LIMIT_BYTES);
  const bytes = readAt(file, start, to - start);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const deltas: CounterDelta[] = [];
  for (const [, text = ""] of new TextDecoder().decode(bytes.subarray(0, end)).matchAll(DELTA)) {
    const delta = parseDelta(text);
    if (delta !== null) deltas.push(delta);
  }
  return { deltas, endBytes: start + end };
}
