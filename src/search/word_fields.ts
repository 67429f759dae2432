/**
 * The words of a file's fields in one piece of memory, field after field, as the pack's word index takes them. Decides
 * nothing: the caller says which text is which field.
 */
import { IdentifierTable, TextUnits } from "./identifier_table.ts";
import { indexedForms } from "./words.ts";

/** Plain data. */
export interface WordFields {
  /** UTF-8: the words of each field separated by blanks, and nothing between two fields. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each field ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** A stretch of a text, in UTF-16 units. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

export class WordFieldWriter {
  readonly #table = new IdentifierTable(indexedForms);
  readonly #long = new TextUnits();
  /** Short texts come between the stretches of a long one, and would take its place. */
  readonly #short = new TextUnits();
  #ends: number[] = [];

  /** Takes `text` as what `addStretches` looks at. */
  useText(text: string): void {
    this.#long.take(text);
  }

  /** Adds a field: the words of `text`. */
  addText(text: string): void {
    if (text !== "") {
      this.#short.take(text);
      this.#table.translate(this.#short, 0, text.length);
    }
    this.#ends.push(this.#table.length);
  }

  /** Adds a field: the words of stretches of the text that `useText` was given. */
  addStretches(stretches: readonly Stretch[]): void {
    const first = this.#table.length;
    for (const { start, end } of stretches) this.#table.translate(this.#long, start, end, first);
    this.#ends.push(this.#table.length);
  }

  /** The fields added since the last call. */
  take(): WordFields {
    const fields = {
      bytes: this.#table.bytes.slice(0, this.#table.length),
      ends: Uint32Array.from(this.#ends),
    };
    this.#table.length = 0;
    this.#ends = [];
    return fields;
  }
}
