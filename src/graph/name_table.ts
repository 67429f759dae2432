/**
 * Numbers the distinct marks that any file defines, so that the rest of the graph is made of arrays: a map of objects took
 * two thirds of ranking. Pure. Knows nothing of weights.
 * Invariant: whatever marks a repository's names have, looking one up costs at most as many steps as marks share their
 * upper bits, 256; there is no hash table to flood.
 */

/** A mark's upper 16 of 24 bits choose where its search begins. */
const LOWER_BITS = 8;
const BEGINNINGS = 1 << 16;

export class NameTable {
  /** Distinct, in order; a name's number is its place. */
  readonly marks: Uint32Array;
  /** Where the names of each value of the upper bits begin; one more at the end. */
  readonly #begin: Uint32Array;

  /** `lists`: of each file, the marks of what it defines. */
  constructor(lists: readonly Uint32Array[]) {
    this.marks = distinct(lists);
    this.#begin = new Uint32Array(BEGINNINGS + 1);
    for (let at = 0; at < this.marks.length; at++) {
      const next = ((this.marks[at] ?? 0) >>> LOWER_BITS) + 1;
      this.#begin[next] = at + 1;
    }
    for (let at = 1; at <= BEGINNINGS; at++) {
      this.#begin[at] = Math.max(this.#begin[at] ?? 0, this.#begin[at - 1] ?? 0);
    }
  }

  /** The number of the name with `mark`, or -1. */
  find(mark: number): number {
    const upper = mark >>> LOWER_BITS;
    const end = this.#begin[upper + 1] ?? 0;
    for (let at = this.#begin[upper] ?? 0; at < end; at++) if (this.marks[at] === mark) return at;
    return -1;
  }
}

function distinct(lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  all.sort();
  let kept = 0;
  for (let next = 0; next < all.length; next++) {
    const mark = all[next] ?? 0;
    if (kept === 0 || all[kept - 1] !== mark) all[kept++] = mark;
  }
  return all.subarray(0, kept);
}
