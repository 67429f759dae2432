/**
 * How many tokens a text costs, without a tokenizer's vocabulary (megabytes): an estimate, and a bound that the real
 * number does not exceed. Knows one measure, o200k. Does not decide what to leave out (src/disclosure/budget.ts).
 * Invariant: both are whole, 0 for the empty text only, and estimateTokens(t) <= boundTokens(t) <= UTF-8 bytes of t.
 */
import { deviationOf, expectedTokens, foreignTokensAtWorst } from "./piece_costs.ts";
import { FOREIGN, scanPieces, WORD_CLASSES, WORD_PREFIXES } from "./pieces.ts";

/**
 * The margin between estimate and bound: a share of what pieces cost above one token (a text of strange words is
 * strange throughout, so errors add up there), something for each distinct short piece with a mark (random text puts
 * marks together as code does not), standard deviations of the sum, and deviations of the piece that weighs most (a
 * text may repeat one word a thousand times). tests/bench/tokens.ts shows how often that is not enough.
 */
const STRANGENESS_SHARE = 0.35;
const DISTINCT_MARKS_COST = 0.5;
const MARGIN_DEVIATIONS = 3.5;
const REPEATED_DEVIATIONS = 2;
const SHORT_PIECE = 4;

/** Tokens that o200k makes of `text`, expected to be within 15 % on source code of 200 tokens and more. */
export function estimateTokens(text: string): number {
  let tokens = 0;
  scanPieces(text, (pieceClass, start, end) => {
    tokens += expectedTokens(pieceClass, text, start, end);
  });
  return Math.min(Math.round(tokens), utf8Bytes(text));
}

/** How much of a long text sampleTokens looks at: pieces of this many UTF-16 units, so many of them. */
const SAMPLE_UNITS = 2048;
const SAMPLES = 8;

/**
 * As estimateTokens, from evenly spread samples of a text that is longer than they are together: within some per
 * cent on source code, in time that does not grow with the text. For statistics, not for budgets.
 */
export function sampleTokens(text: string): number {
  if (text.length <= SAMPLE_UNITS * SAMPLES) return estimateTokens(text);
  const stride = (text.length - SAMPLE_UNITS) / (SAMPLES - 1);
  let tokens = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = Math.floor(sample * stride);
    tokens += estimateTokens(text.slice(start, start + SAMPLE_UNITS));
  }
  return Math.round(tokens * text.length / (SAMPLE_UNITS * SAMPLES));
}

/** A number of tokens that o200k does not exceed on `text`, in practice and on text of any kind. */
export function boundTokens(text: string): number {
  const tally = new TokenTally();
  tally.add(text);
  return tally.bound;
}

/**
 * The bound of texts that are printed one after the other. Margins grow like the square root of a text, so the bound
 * of the whole is lower than the sum of the parts' bounds.
 */
export class TokenTally {
  #tokens = 0;
  #excess = 0;
  #distinctMarks = 0;
  #bytes = 0;
  /** A piece that returns errs the same way each time, so its deviations add up before they are squared. */
  readonly #deviations = new Map<string, number>();

  add(text: string): void {
    scanPieces(text, (pieceClass, start, end) => {
      if (pieceClass === FOREIGN) {
        this.#tokens += foreignTokensAtWorst(text, start, end);
        return;
      }
      const expected = expectedTokens(pieceClass, text, start, end);
      this.#tokens += expected;
      this.#excess += expected - 1;
      const deviation = deviationOf(pieceClass, expected, end - start);
      if (deviation === 0) return;
      const piece = text.slice(start, end);
      const before = this.#deviations.get(piece);
      if (before === undefined && piece.length <= SHORT_PIECE && hasMark(pieceClass)) this.#distinctMarks++;
      this.#deviations.set(piece, (before ?? 0) + deviation);
    });
    this.#bytes += utf8Bytes(text);
  }

  get bound(): number {
    let variance = 0;
    let largest = 0;
    for (const deviation of this.#deviations.values()) {
      variance += deviation * deviation;
      if (deviation > largest) largest = deviation;
    }
    const margin = STRANGENESS_SHARE * this.#excess + DISTINCT_MARKS_COST * this.#distinctMarks +
      MARGIN_DEVIATIONS * Math.sqrt(variance) + REPEATED_DEVIATIONS * largest;
    return Math.min(Math.ceil(this.#tokens + margin), this.#bytes);
  }

  /** A tally of its own with the same texts in it. */
  clone(): TokenTally {
    const copy = new TokenTally();
    copy.#tokens = this.#tokens;
    copy.#excess = this.#excess;
    copy.#distinctMarks = this.#distinctMarks;
    copy.#bytes = this.#bytes;
    for (const [piece, deviation] of this.#deviations) copy.#deviations.set(piece, deviation);
    return copy;
  }
}

/** Whether pieces of this class hold a mark that random text puts beside letters and other marks. */
function hasMark(pieceClass: number): boolean {
  return pieceClass >= WORD_CLASSES || pieceClass % WORD_PREFIXES >= 3;
}

/** Length of `text` in UTF-8; a lone surrogate counts as the three bytes of U+FFFD. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // A surrogate pair is four bytes, two a unit; a lone one is three.
    bytes += unit < 0x800 || isPaired(text, at, unit) ? 1 : 2;
  }
  return bytes;
}

function isPaired(text: string, at: number, unit: number): boolean {
  if (unit < 0xd800 || unit > 0xdfff) return false;
  const other = text.charCodeAt(unit < 0xdc00 ? at + 1 : at - 1);
  return unit < 0xdc00 ? other >= 0xdc00 && other <= 0xdfff : other >= 0xd800 && other <= 0xdbff;
}
