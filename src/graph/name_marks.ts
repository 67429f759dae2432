/**
 * Names as 24-bit marks: what a file defines and what it mentions, small enough to keep for every file and quick
 * enough to compare for all of them. One bit says what the name looks like, 23 are a hash: one of 60,000 names shares
 * its mark with another with a chance of 1 in 140, which blurs a ranking a little and decides nothing else. Pure.
 */

/** Bytes of one mark in the stored form. */
const MARK_BYTES = 3;

const UNDERSCORE = 95;

/** Shorter names are loop variables and keywords. */
const SHORTEST = 4;

const HASH_START = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;
const HASH_MASK = 0x7fffff;
const SHAPE_SHIFT = 23;

/** FNV-1a over UTF-16 units, folded to 23 bits, and the shape; of a telling name. */
export function markOf(name: string): number {
  let hash = HASH_START;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), HASH_FACTOR);
  return fold(hash, shapeIndex(name, 0, name.length));
}

function fold(hash: number, shape: number): number {
  return ((hash >>> SHAPE_SHIFT) ^ hash) & HASH_MASK | shape << SHAPE_SHIFT;
}

/**
 * 1 when a capital or an underscore stands inside, 0 after no more than a first capital, -1 for what has no mark: a plain
 * word such as `path` is nearly always some other path, and ties everything to everything.
 */
function shapeIndex(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  if (end - start < SHORTEST || first === UNDERSCORE) return -1;
  for (let at = start + 1; at < end - 1; at++) {
    const unit = text.charCodeAt(at);
    if (unit === UNDERSCORE || unit >= 65 && unit <= 90) return 1;
  }
  return first >= 65 && first <= 90 ? 0 : -1;
}

/** Whether a mention of `name` says that two files belong together. */
export function isTelling(name: string): boolean {
  return shapeIndex(name, 0, name.length) >= 0;
}

/** The distinct telling names among `names`, in the stored form. */
export function encodeNames(names: Iterable<string>): Uint8Array {
  const marks = new Set<number>();
  for (const name of names) if (isTelling(name)) marks.add(markOf(name));
  return encodeMarks([...marks]);
}

/** Bits of the marks met in one text; shared, and empty between calls. */
const met = new Uint32Array(1 << 19);

const DOLLAR = 36;

function isNameUnit(unit: number): boolean {
  const letter = unit | 32;
  return (letter >= 97 && letter <= 122) || (unit >= 48 && unit <= 57) || unit === UNDERSCORE ||
    unit === DOLLAR ||
    unit >= 128;
}

/**
 * The distinct telling names in `text`, comments and strings included, in the stored form. One pass over the units and
 * no string made: this runs over every character of a repository.
 */
export function encodeMentions(text: string): Uint8Array {
  const marks: number[] = [];
  let hash = HASH_START;
  let length = 0;
  for (let at = 0; at <= text.length; at++) {
    const unit = at < text.length ? text.charCodeAt(at) : 0;
    if (isNameUnit(unit)) {
      hash = Math.imul(hash ^ unit, HASH_FACTOR);
      length++;
      continue;
    }
    if (length === 0) continue;
    const shape = shapeIndex(text, at - length, at);
    if (shape >= 0) {
      const mark = fold(hash, shape);
      const bit = 1 << (mark & 31);
      const word = mark >>> 5;
      if (((met[word] ?? 0) & bit) === 0) {
        met[word] = (met[word] ?? 0) | bit;
        marks.push(mark);
      }
    }
    hash = HASH_START;
    length = 0;
  }
  for (const mark of marks) met[mark >>> 5] = 0;
  return encodeMarks(marks);
}

/** Sorted, three bytes each, low byte first. `marks` are distinct. */
function encodeMarks(marks: readonly number[]): Uint8Array {
  const sorted = Uint32Array.from(marks).sort();
  const bytes = new Uint8Array(sorted.length * MARK_BYTES);
  for (const [index, mark] of sorted.entries()) {
    bytes[index * MARK_BYTES] = mark;
    bytes[index * MARK_BYTES + 1] = mark >>> 8;
    bytes[index * MARK_BYTES + 2] = mark >>> 16;
  }
  return bytes;
}

/** The marks behind a stored form; a cut-off last one is dropped. */
export function decodeMarks(bytes: Uint8Array): Uint32Array {
  const marks = new Uint32Array(Math.floor(bytes.length / MARK_BYTES));
  for (let index = 0; index < marks.length; index++) {
    const at = index * MARK_BYTES;
    marks[index] = (bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16;
  }
  return marks;
}
