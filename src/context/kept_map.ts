/**
 * Keeps the best of a map beside the pack that it was ranked from, and finds it again. Never stops a command: what
 * cannot be read is not there, what cannot be written is ranked again the next time.
 * Invariant: nothing is found that was ranked from another state of the sources.
 */
import { decodeKeptMap, encodeKeptMap, type KeptMap } from "../graph/kept_map.ts";
import { HostError, replaceFile } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { readInside } from "../segment/read_inside.ts";
import { prepareState } from "../segment/state_folder.ts";
import type { Session } from "./session.ts";

/** Entries kept: a map of 2,000 tokens shows about 80. */
const MOST_ENTRIES = 2000;

/** What so many entries may be; a larger file is not ours. */
const LIMIT_BYTES = 4 << 20;

/** What was kept of the pack with `packSha`; null when there is nothing of it. */
export function findKeptMap({ host }: Session, packSha: string): KeptMap | null {
  if (packSha === "" || host.fs.lstat(layout.map) === null) return null;
  const read = readInside(host.fs, ".", layout.map, LIMIT_BYTES);
  if (!read.ok || read.truncated) return null;
  const kept = decodeKeptMap(new TextDecoder().decode(read.bytes));
  return kept?.packSha === packSha ? kept : null;
}

/** Keeps `map` for the next time, where the session may write and the pack is of all sources. */
export function keepMap({ host, options }: Session, map: KeptMap): void {
  if (map.packSha === "" || !options.sync || map.entries.length > MOST_ENTRIES) return;
  const bytes = new TextEncoder().encode(encodeKeptMap(map));
  if (bytes.length > LIMIT_BYTES) return;
  try {
    prepareState(host.fs, host.processes.uid(), "pack");
    replaceFile(host.fs, layout.map, bytes, "new");
  } catch (error) {
    // Read-only, full, or another process is keeping the same map just now.
    if (!(error instanceof HostError) && !(error instanceof CtxError)) throw error;
  }
}
