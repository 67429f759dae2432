/**
 * Translates the identifiers of large texts one by one, remembering each distinct one. Knows nothing of what a
 * translation is for. Works on numbers in typed arrays, because it sees every character of a repository: a string made
 * for each identifier takes three times as long. Invariant: the result does not depend on what was remembered; memory
 * is bounded.
 */

/** Slots, a power of two. CPython's standard library has 120,000 distinct identifiers in 31.5 MB. */
const SLOTS = 1 << 18;
/** At this many identifiers, or UTF-16 units in them, the table is emptied and starts again. */
const MOST_IDENTIFIERS = 0.6 * SLOTS;
/**
 * At this many slots looked at for one identifier, too: identifiers can be made to share their hash (`Aa` and `BB`), and
 * 30,000 of those would take 3 s. So full a table has no run half as long by chance.
 */
const MOST_TRIES = 256;
const MOST_UNITS = 1 << 22;

/** 1 for letters, digits, underscore and everything beyond ASCII. */
const NAME_UNITS = new Uint8Array(65536).fill(1, 128);
NAME_UNITS.fill(1, 48, 58).fill(1, 65, 91).fill(1, 97, 123);
NAME_UNITS[95] = 1;

const BLANK = 32;

/** A text as UTF-16 units, in memory that is used again for the next one. */
export class TextUnits {
  text = "";
  units = new Uint16Array(1 << 10);

  take(text: string): void {
    if (this.units.length < text.length) this.units = new Uint16Array(text.length + (text.length >> 1));
    const units = this.units;
    for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
    this.text = text;
  }
}

export class IdentifierTable {
  /** What was translated, as UTF-8, up to `length`; a caller takes it from here and sets `length` back to 0. */
  bytes = new Uint8Array(1 << 16);
  length = 0;
  readonly #translateOne: (identifier: string) => string;
  readonly #encoder = new TextEncoder();
  readonly #slots = new Int32Array(SLOTS);
  #count = 0;
  /** By identifier: hash, where its units begin in `#units`, where its translation begins in `#translations`. */
  #hashes = new Int32Array(1 << 13);
  #unitStarts = new Int32Array(1 << 13);
  #starts = new Int32Array(1 << 13);
  #units = new Uint16Array(1 << 16);
  #translations = new Uint8Array(1 << 17);

  /** `translateOne` is asked once for each distinct identifier, more or less. */
  constructor(translateOne: (identifier: string) => string) {
    this.#translateOne = translateOne;
  }

  /** Writes the translations of the identifiers from `start` to `end` of `source`, separated by blanks; `first` is where their field began. */
  translate(source: TextUnits, start: number, end: number, first = this.length): void {
    const text = source.units;
    for (let at = start; at < end;) {
      let unit = text[at] ?? 0;
      if (NAME_UNITS[unit] === 0) {
        at++;
        continue;
      }
      const from = at;
      let hash = 0;
      do {
        hash = Math.imul(hash, 31) + unit | 0;
        unit = text[++at] ?? 0;
      } while (at < end && NAME_UNITS[unit] === 1);
      this.#write(this.#find(source, hash, from, at), first);
    }
  }

  #find(source: TextUnits, hash: number, start: number, end: number): number {
    const slots = this.#slots;
    let slot = (hash ^ hash >>> 15) & SLOTS - 1;
    let tries = 0;
    for (; tries < MOST_TRIES; tries++) {
      const identifier = (slots[slot] ?? 0) - 1;
      if (identifier < 0) break;
      if (this.#hashes[identifier] === hash && this.#is(identifier, source.units, start, end)) {
        return identifier;
      }
      slot = slot + 1 & SLOTS - 1;
    }
    if (
      tries === MOST_TRIES || this.#count >= MOST_IDENTIFIERS ||
      (this.#unitStarts[this.#count] ?? 0) > MOST_UNITS
    ) {
      slots.fill(0);
      this.#count = 0;
      slot = (hash ^ hash >>> 15) & SLOTS - 1;
    }
    const identifier = this.#add(source, hash, start, end);
    slots[slot] = identifier + 1;
    return identifier;
  }

  #is(identifier: number, text: Uint16Array, start: number, end: number): boolean {
    let at = this.#unitStarts[identifier] ?? 0;
    if ((this.#unitStarts[identifier + 1] ?? 0) - at !== end - start) return false;
    for (let place = start; place < end; place++) if (this.#units[at++] !== text[place]) return false;
    return true;
  }

  #add(source: TextUnits, hash: number, start: number, end: number): number {
    const identifier = this.#count++;
    if (identifier + 1 >= this.#hashes.length) {
      this.#hashes = grown(this.#hashes, 0);
      this.#unitStarts = grown(this.#unitStarts, 0);
      this.#starts = grown(this.#starts, 0);
    }
    this.#hashes[identifier] = hash;
    const units = this.#unitStarts[identifier] ?? 0;
    this.#units = grown(this.#units, units + end - start);
    this.#units.set(source.units.subarray(start, end), units);
    this.#unitStarts[identifier + 1] = units + end - start;
    const translation = this.#encoder.encode(this.#translateOne(source.text.slice(start, end)));
    const to = this.#starts[identifier] ?? 0;
    this.#translations = grown(this.#translations, to + translation.length);
    this.#translations.set(translation, to);
    this.#starts[identifier + 1] = to + translation.length;
    return identifier;
  }

  /** Appends a translation; `first` is where the text's own begin, and no blank stands. */
  #write(identifier: number, first: number): void {
    const start = this.#starts[identifier] ?? 0;
    const end = this.#starts[identifier + 1] ?? 0;
    if (start === end) return;
    if (this.length + end - start >= this.bytes.length) {
      this.bytes = grown(this.bytes, this.length + end - start + 1);
    }
    const { bytes } = this;
    let to = this.length;
    if (to > first) bytes[to++] = BLANK;
    for (let at = start; at < end; at++) bytes[to++] = this.#translations[at] ?? 0;
    this.length = to;
  }
}

/** `column`, or a copy of at least twice its length when `needed` does not fit into it; 0 always asks for one. */
function grown<T extends Int32Array | Uint16Array | Uint8Array>(column: T, needed: number): T {
  if (needed > 0 && needed <= column.length) return column;
  const Column = column.constructor as new (length: number) => T;
  const larger = new Column(Math.max(column.length * 2, needed));
  larger.set(column);
  return larger;
}
