/**
 * How long a question waits for files to be indexed. Pure: knows no clock and ends nothing itself.
 * Invariant: a repository of ordinary size is answered for whole, and nobody waits for one that has no end.
 */

/** How far the indexing is. */
export interface IndexProgress {
  readonly elapsedMs: number;
  /** Files to be indexed in all, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  readonly bytesDone: number;
}

/**
 * A question about 100,000 files is answered within ten seconds: the walk takes two of them, and the writing and the
 * answer come after the wait.
 */
const SHORT_WAIT_MS = 3_000;

/** CPython's library, 1,800 files of 32 MB, takes ten seconds on two cores. */
const LONG_WAIT_MS = 30_000;

/** More files to be indexed are not waited for beyond the short time, small as they may be. */
const MANY_FILES = 20_000;

/** Whether a question should be answered from what is indexed so far: when the rest would take too long at this pace. */
export function isTooLong({ elapsedMs, files, bytes, bytesDone }: IndexProgress): boolean {
  if (elapsedMs <= SHORT_WAIT_MS) return false;
  return files > MANY_FILES || elapsedMs * bytes > LONG_WAIT_MS * bytesDone;
}
