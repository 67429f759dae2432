/**
 * How long commands wait: for files to be indexed, and for another process that writes the pack. Pure: knows no clock and
 * ends nothing itself. Invariant: a repository of ordinary size is answered for whole, and no question waits for what has
 * no end; what is said of a small one never depends on how busy the machine is.
 */

/** What there is to index. */
export interface Work {
  readonly files: number;
  readonly bytes: number;
}

/** How far the indexing is. */
export interface IndexProgress extends Work {
  readonly elapsedMs: number;
  readonly bytesDone: number;
  /** Of files that cost out of proportion to their length. */
  readonly bytesCostly: number;
}

/**
 * A question about 100,000 files is answered within ten seconds: the walk takes two of them, and the writing and the
 * answer come after the wait.
 */
const SHORT_WAIT_MS = 3_000;

/** CPython's library, 1,800 files of 32 MB, takes ten seconds on two cores. */
const LONG_WAIT_MS = 30_000;

/**
 * More text than this, and than this share of what is done, that cost out of proportion to its length: what comes next
 * may do so too, whatever the pace until then. Of 39 ordinary repositories none has more of it than 190 kB.
 */
const COSTLY_BYTES = 250_000;
const COSTLY_SHARE = 0.02;

/** Where there is no pack to answer from: a first sync writes one after twenty seconds, whole or not. */
const NO_PACK_WAIT_MS = 60_000;

/** `sync` and `build` wait for their turn: making the pack of a very large repository takes minutes. */
const TURN_WAIT_MS = 15 * 60_000;

/** More files to be indexed are not waited for beyond the short time, small as they may be. */
const MANY_FILES = 20_000;

/** So few files of so little text are indexed whatever the time: that is bounded by what one megabyte can take. */
const SMALL_FILES = 200;
const SMALL_BYTES = 1_000_000;

function isSmall({ files, bytes }: Work): boolean {
  return files <= SMALL_FILES && bytes < SMALL_BYTES;
}

/** Whether indexing should stop: when `isOver` says so, and there is more than a little of it. */
export function isDue(progress: IndexProgress, isOver: (progress: IndexProgress) => boolean): boolean {
  return !isSmall(progress) && isOver(progress);
}

/**
 * Whether a question should be answered from what is indexed so far: when the rest would take too long at this pace, or
 * nobody can tell.
 */
export function isTooLong({ elapsedMs, files, bytes, bytesDone, bytesCostly }: IndexProgress): boolean {
  if (elapsedMs <= SHORT_WAIT_MS) return false;
  if (files > MANY_FILES || bytesCostly > Math.max(COSTLY_BYTES, COSTLY_SHARE * bytesDone)) return true;
  return elapsedMs * bytes > LONG_WAIT_MS * bytesDone;
}

/**
 * Whether a question should be answered although another process writes the pack: from the one that is there, once
 * `hasPack` finds one. Without any it gives up later. `work`: what the question has to index itself.
 */
export function isTooLongBeside(work: Work, waitedMs: number, hasPack: () => boolean): boolean {
  const limitMs = isSmall(work) ? LONG_WAIT_MS : SHORT_WAIT_MS;
  return waitedMs > limitMs && (waitedMs > NO_PACK_WAIT_MS || hasPack());
}

/** Whether a command that is to write the pack should give up its turn. */
export function isTooLongForTurn(waitedMs: number): boolean {
  return waitedMs > TURN_WAIT_MS;
}
