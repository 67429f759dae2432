/**
 * The number of a row of the word index: which file, which of its units, and how long the unit is. The length rides
 * along because ranking wants it for hundreds of rows and the index itself cannot give it back. Pure.
 * Invariant: a file's rows are one range of numbers, and decode(encode(row)) equals row.
 */

export interface WordRowNumber {
  readonly fileId: number;
  /** 0 is the file itself, n its chunk n - 1. */
  readonly unit: number;
  /** The unit's text in UTF-16 units, as a power of two: 0 … 15. */
  readonly sizeClass: number;
}

const SIZE_CLASSES = 16;
/** Units that a file can have. A number stays exact in a double up to 2^29 files. */
const UNITS_PER_FILE = 1 << 20;
const ROWS_PER_FILE = UNITS_PER_FILE * SIZE_CLASSES;

/** Size class of a text of `length` UTF-16 units; 15 is 32,768 and more. */
export function sizeClassOf(length: number): number {
  return Math.min(SIZE_CLASSES - 1, Math.floor(Math.log2(length + 1)));
}

/** The row's number; null for a unit beyond the last one that can be numbered. */
export function encodeWordRow({ fileId, unit, sizeClass }: WordRowNumber): number | null {
  return unit < UNITS_PER_FILE ? fileId * ROWS_PER_FILE + unit * SIZE_CLASSES + sizeClass : null;
}

export function decodeWordRow(rowid: number): WordRowNumber {
  const within = rowid % ROWS_PER_FILE;
  return {
    fileId: Math.floor(rowid / ROWS_PER_FILE),
    unit: Math.floor(within / SIZE_CLASSES),
    sizeClass: within % SIZE_CLASSES,
  };
}

/**
 * Condition on a word row, for the two numbers of `wordRowsOf`. Numbers arrive as floating ones, which FTS5 takes for no
 * limit at all: it then goes through every row of the index (fts5GetRowidLimit in SQLite 3.53).
 */
export const IN_WORD_ROWS = "rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)";

/** First and last number that rows of the file can have. */
export function wordRowsOf(fileId: number): readonly [first: number, last: number] {
  return [fileId * ROWS_PER_FILE, (fileId + 1) * ROWS_PER_FILE - 1];
}
