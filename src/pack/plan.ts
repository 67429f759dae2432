/**
 * The delta plan: which files must be read, given what the pack remembers and what the walk saw. Pure.
 * Invariant: a file is passed over only when its stamp proves that its bytes are the remembered ones.
 */
import type { Stamp, WalkedFile } from "../model/source.ts";

/** What the pack remembers of one file, skipped ones included. */
export interface StoredFile {
  readonly id: number;
  readonly path: string;
  readonly stamp: Stamp;
  /** Wall clock, in ms, just before the bytes were read. */
  readonly readMs: number;
  readonly lang: string;
  /** Hex SHA-256 of the bytes; "" for a file that was kept out. */
  readonly sha256: string;
}

/**
 * A file whose times are this close to the moment it was read may have been written again within the same tick:
 * Linux stamps files with the time of the last timer tick, 10 ms old at most (CONFIG_HZ=100); the margin covers
 * clocks that two machines share over a network file system. The same idea as git's "racily clean" entries.
 */
export const RACY_MARGIN_MS = 50;

/**
 * A time in whole seconds may stand for any moment of that second, and on FAT of the next one: Deno 2.9.6 cuts
 * ctime to seconds on every file system.
 */
export const COARSE_MS = 2000;

export interface Delta {
  /** In the order of the walk. */
  readonly toRead: readonly { readonly file: WalkedFile; readonly stored: StoredFile | null }[];
  readonly removed: readonly StoredFile[];
  readonly unchanged: number;
}

function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs &&
    a.inode === b.inode;
}

/** Whether the file may have been written again after it was read, without a sign of it in its stamp. */
export function isRacy(stored: Pick<StoredFile, "stamp" | "readMs">): boolean {
  const { mtimeMs, ctimeMs } = stored.stamp;
  return Math.max(latestMoment(mtimeMs), latestMoment(ctimeMs)) > stored.readMs - RACY_MARGIN_MS;
}

function latestMoment(timeMs: number): number {
  return timeMs % 1000 === 0 ? timeMs + COARSE_MS : timeMs;
}

/** Why the pack cannot vouch for a walked file; null when it can. */
export function staleness(
  file: WalkedFile,
  stored: StoredFile | undefined,
): "new" | "changed" | "racy" | null {
  if (stored === undefined) return "new";
  if (!isSameStamp(file.stamp, stored.stamp)) return "changed";
  return isRacy(stored) ? "racy" : null;
}

/** Plans a sync. `isOutdated`: whether the same bytes would be indexed otherwise now, by another grammar or language. */
export function planDelta(
  stored: ReadonlyMap<string, StoredFile>,
  walked: readonly WalkedFile[],
  isOutdated: (file: StoredFile) => boolean,
): Delta {
  const toRead: { file: WalkedFile; stored: StoredFile | null }[] = [];
  const seen = new Set<string>();
  let unchanged = 0;
  for (const file of walked) {
    seen.add(file.path);
    const known = stored.get(file.path);
    if (staleness(file, known) === null && !(known !== undefined && isOutdated(known))) unchanged++;
    else toRead.push({ file, stored: known ?? null });
  }
  const removed = [...stored.values()].filter((file) => !seen.has(file.path));
  return { toRead, removed, unchanged };
}
