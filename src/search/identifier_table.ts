/**
 * Translates the identifiers of large texts one by one, remembering each distinct one. Knows nothing of what a
 * translation is for. Invariant: the result does not depend on what was remembered; memory is bounded.
 */

/**
 * Slots, a power of two. CPython's standard library has 120,000 distinct identifiers in 31.5 MB; at LOAD of these the
 * table is emptied and starts again.
 */
const SLOTS = 1 << 18;
const LOAD = 0.7 * SLOTS;

const NAME_UNITS = nameUnits();

/** 1 for letters, digits, underscore and everything beyond ASCII. */
function nameUnits(): Uint8Array {
  const table = new Uint8Array(65536).fill(1, 128);
  table.fill(1, 48, 58).fill(1, 65, 91).fill(1, 97, 123);
  table[95] = 1;
  return table;
}

export class IdentifierTable {
  readonly #translateOne: (identifier: string) => string;
  #identifiers: (string | undefined)[] = [];
  #translations: string[] = [];
  #count = 0;

  constructor(translateOne: (identifier: string) => string) {
    this.#translateOne = translateOne;
  }

  /** The translations of the identifiers of `text`, in order, separated by blanks. */
  translate(text: string): string {
    let words = "";
    const length = text.length;
    for (let at = 0; at < length;) {
      let unit = text.charCodeAt(at);
      if (NAME_UNITS[unit] === 0) {
        at++;
        continue;
      }
      const start = at;
      // Most identifiers are old ones: a hash on the way and a comparison in place save cutting a string each time.
      let hash = 0;
      do {
        hash = Math.imul(hash, 31) + unit | 0;
        unit = text.charCodeAt(++at);
      } while (at < length && NAME_UNITS[unit] === 1);
      const translation = this.#find(text, start, at, hash);
      if (translation !== "") words += words === "" ? translation : " " + translation;
    }
    return words;
  }

  #find(text: string, start: number, end: number, hash: number): string {
    if (this.#count >= LOAD) {
      this.#identifiers = [];
      this.#translations = [];
      this.#count = 0;
    }
    if (this.#count === 0) {
      this.#identifiers = new Array<string | undefined>(SLOTS);
      this.#translations = new Array<string>(SLOTS);
    }
    let slot = (hash ^ hash >>> 15) & SLOTS - 1;
    for (;;) {
      const known = this.#identifiers[slot];
      if (known === undefined) break;
      if (known.length === end - start && text.startsWith(known, start)) {
        return this.#translations[slot] ?? "";
      }
      slot = slot + 1 & SLOTS - 1;
    }
    const identifier = text.slice(start, end);
    const translation = this.#translateOne(identifier);
    this.#identifiers[slot] = identifier;
    this.#translations[slot] = translation;
    this.#count++;
    return translation;
  }
}
