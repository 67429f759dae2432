/**
 * The shape of `_ctx/pack/map.json`, encoded and decoded here alone: the best entries of the map of a whole pack, so that
 * they need not be ranked again while the pack is the same. Pure.
 * Invariant: what does not decode whole is null, never a part; the caller then ranks anew.
 */
import type { MapEntry, MapLine } from "./map_text.ts";

/** Bumped whenever another order or other entries would come out for the same pack. */
export const MAP_VERSION = 2;

export interface KeptMap {
  /** Of the pack that the entries are from; not "". */
  readonly packSha: string;
  /** Best first. */
  readonly entries: readonly MapEntry[];
  /** Whether `entries` are all that the pack has. */
  readonly isWhole: boolean;
  /** How many of them fitted into how many tokens: what is asked for again is most often the same. */
  readonly fitted: { readonly budget: number; readonly count: number };
}

/** A line as `[place, depth, signature]`. */
type StoredLine = readonly [number, number, string];

const storedLine = ({ place, depth, signature }: MapLine): StoredLine => [place, depth, signature];

export function encodeKeptMap({ packSha, entries, isWhole, fitted }: KeptMap): string {
  return JSON.stringify({
    version: MAP_VERSION,
    pack_sha: packSha,
    is_whole: isWhole,
    fitted: [fitted.budget, fitted.count],
    entries: entries.map((entry) => [
      entry.id,
      entry.path,
      entry.rank,
      ...storedLine(entry),
      entry.around.map(storedLine),
    ]),
  });
}

/** Null for anything but what `encodeKeptMap` made in this version. */
export function decodeKeptMap(text: string): KeptMap | null {
  const record = parseJson(text);
  if (typeof record !== "object" || record === null) return null;
  const { version, pack_sha: packSha, is_whole: isWhole, fitted, entries: rows } = { ...record } as Record<
    string,
    unknown
  >;
  if (version !== MAP_VERSION || typeof packSha !== "string" || packSha === "") return null;
  if (typeof isWhole !== "boolean" || !Array.isArray(fitted) || !Array.isArray(rows)) return null;
  const [budget, count]: unknown[] = fitted;
  if (!isCount(budget) || !isCount(count) || count > rows.length) return null;
  const entries: MapEntry[] = [];
  for (const row of rows) {
    const entry = decodeEntry(row);
    if (entry === null) return null;
    entries.push(entry);
  }
  return { packSha, entries, isWhole, fitted: { budget, count } };
}

function decodeEntry(row: unknown): MapEntry | null {
  if (!Array.isArray(row) || row.length !== 7) return null;
  const [id, path, rank, ...rest]: unknown[] = row;
  const own = decodeLine(rest.slice(0, 3));
  const outer: unknown = rest[3];
  if (own === null || !Array.isArray(outer)) return null;
  if (typeof id !== "string" || typeof path !== "string" || typeof rank !== "number") return null;
  const around: MapLine[] = [];
  for (const one of outer) {
    const line = decodeLine(one);
    if (line === null) return null;
    around.push(line);
  }
  return { id, path, rank, ...own, around };
}

function decodeLine(row: unknown): MapLine | null {
  if (!Array.isArray(row) || row.length !== 3) return null;
  const [place, depth, signature]: unknown[] = row;
  if (!isCount(place) || !isCount(depth) || typeof signature !== "string") return null;
  return { place, depth, signature };
}

/** Deeper or longer than any outline, more than any budget; an indent by it would fill the memory. */
const MOST = 1 << 20;

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < MOST;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // cut off, or somebody else's
  }
}
