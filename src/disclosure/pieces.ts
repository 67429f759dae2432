/**
 * Cuts a text where the o200k tokenizer cuts it before it merges bytes, and puts each piece into a class of pieces
 * that cost alike. Does not know what a class costs (src/disclosure/piece_costs.ts). Invariant: pieces come in order,
 * do not overlap and cover the text. The rules are those of o200k's splitting pattern (openai/tiktoken,
 * tiktoken_ext/openai_public.py), exact on ASCII; beyond it, letters, blanks and symbols are told by Unicode block.
 */

/** Called once a piece with its class (below) and place, offsets in UTF-16 code units. */
export type PieceVisitor = (pieceClass: number, start: number, end: number) => void;

/**
 * Classes 0 … 19 are ASCII words: five times the case (lower, Capital, UPPER, MIXed), plus what stands before:
 * nothing, a space, an underscore, a mark that o200k joins with words, another mark.
 */
export const WORD_CLASSES = 20;
export const WORD_PREFIXES = 5;
/** One to three digits. */
export const DIGITS = 20;
/** A run of one punctuation character. */
export const SAME_MARKS = 21;
/** A run of several punctuation characters. */
export const MIXED_MARKS = 22;
/** The same with line ends after it. */
export const MIXED_MARKS_AT_LINE_END = 23;
/** Blanks without a line end. */
export const BLANKS = 24;
/** Blanks and line ends. */
export const LINE_ENDS = 25;
/** A word or a run of symbols with a character beyond printable ASCII: they cost by their units. */
export const FOREIGN = 26;
/** An English contraction after a word, as in `it's`. */
export const CONTRACTION = 27;

const BREAK = 1;
const BLANK = 2;
const LOWER = 4;
const UPPER = 8;
const DIGIT = 16;
const MARK = 32;
const BEYOND_ASCII = 64;
const LETTER = LOWER | UPPER;
const SPACE = BREAK | BLANK;

const UNDERSCORE = 95;
const APOSTROPHE = 39;
const SLASH = 47;
/** Marks that are one token with most common words after them, as `.get` is and `"get` is not (measured). */
const JOINING = Array.from("\t(,-./:$=[", (mark) => mark.charCodeAt(0));

/** Class of every UTF-16 code unit. */
const UNIT_CLASS = unitClasses();

function unitClasses(): Uint8Array {
  const table = new Uint8Array(65536).fill(LOWER | BEYOND_ASCII);
  const fill = (first: number, last: number, unitClass: number) => table.fill(unitClass, first, last + 1);
  const mark = MARK | BEYOND_ASCII;
  fill(0, 31, mark); // control characters cost like foreign ones
  fill(32, 126, MARK);
  fill(127, 127, mark);
  fill(9, 12, BLANK);
  table[10] = table[13] = BREAK;
  table[32] = BLANK;
  fill(48, 57, DIGIT);
  fill(65, 90, UPPER);
  fill(97, 122, LOWER);
  fill(0x80, 0xbf, mark);
  for (const letter of [0xaa, 0xb5, 0xba]) table[letter] = LOWER | BEYOND_ASCII;
  fill(0xd7, 0xd7, mark);
  fill(0xf7, 0xf7, mark);
  fill(0x2000, 0x2bff, mark); // punctuation, currency, arrows, mathematics, boxes, dingbats
  fill(0x3001, 0x3004, mark);
  fill(0x3008, 0x3030, mark);
  fill(0xd800, 0xf8ff, mark); // surrogates (emoji, mostly) and private use
  fill(0xfe10, 0xfe6f, mark);
  fill(0xff00, 0xff20, mark);
  fill(0xfff0, 0xffff, mark);
  const blank = BLANK | BEYOND_ASCII;
  fill(0xa0, 0xa0, blank);
  fill(0x2000, 0x200a, blank);
  fill(0x2028, 0x2029, blank);
  fill(0x3000, 0x3000, blank);
  return table;
}

/** Length of the contraction at `at` (which holds an apostrophe), 0 where there is none. */
function contractionAt(text: string, at: number): number {
  const first = text.charCodeAt(at + 1) | 32;
  if (first === 115 || first === 116 || first === 100 || first === 109) return 2; // 's 't 'd 'm
  const second = text.charCodeAt(at + 2) | 32;
  if (second === 101 && (first === 114 || first === 118)) return 3; // 're 've
  return first === 108 && second === 108 ? 3 : 0; // 'll
}

/** Cuts `text` and calls `visit` for each piece, in order. Linear in the text. */
export function scanPieces(text: string, visit: PieceVisitor): void {
  const length = text.length;
  const classAt = (at: number) => at < length ? UNIT_CLASS[text.charCodeAt(at)] ?? 0 : 0;

  const scanWord = (start: number, firstLetter: number): number => {
    let at = firstLetter;
    let seen = 0;
    let unitClass = classAt(at);
    while (unitClass & UPPER) {
      seen |= unitClass;
      unitClass = classAt(++at);
    }
    const uppers = at - firstLetter;
    while (unitClass & LOWER) {
      seen |= unitClass;
      unitClass = classAt(++at);
    }
    if (seen & BEYOND_ASCII) visit(FOREIGN, start, at);
    else {
      const letters = at - firstLetter;
      const wordCase = uppers === 0 ? 0 : uppers === letters ? 2 : uppers === 1 ? 1 : 3;
      let prefix = 0;
      if (firstLetter > start) {
        const unit = text.charCodeAt(start);
        prefix = unit === 32 ? 1 : unit === UNDERSCORE ? 2 : JOINING.includes(unit) ? 3 : 4;
      }
      visit(wordCase * WORD_PREFIXES + prefix, start, at);
    }
    if (text.charCodeAt(at) === APOSTROPHE) {
      const contraction = contractionAt(text, at);
      if (contraction > 0) visit(CONTRACTION, at, at += contraction);
    }
    return at;
  };

  const scanMarks = (start: number, firstMark: number): number => {
    let at = firstMark;
    let seen = 0;
    let mixed = false;
    const first = text.charCodeAt(firstMark);
    for (let unitClass = classAt(at); unitClass & MARK; unitClass = classAt(++at)) {
      seen |= unitClass;
      if (text.charCodeAt(at) !== first) mixed = true;
    }
    const end = at;
    while (classAt(at) & BREAK || (at > end && text.charCodeAt(at) === SLASH)) at++;
    if (seen & BEYOND_ASCII) visit(FOREIGN, start, at);
    else if (!mixed) visit(SAME_MARKS, start, at);
    else visit(at > end ? MIXED_MARKS_AT_LINE_END : MIXED_MARKS, start, at);
    return at;
  };

  let at = 0;
  while (at < length) {
    const start = at;
    let unitClass = classAt(at);
    if (unitClass & SPACE) {
      let afterBreak = 0;
      let seen = 0;
      for (; unitClass & SPACE; unitClass = classAt(at)) {
        at++;
        seen |= unitClass;
        if (unitClass & BREAK) afterBreak = at;
      }
      if (afterBreak > 0) {
        visit(seen & BEYOND_ASCII ? FOREIGN : LINE_ENDS, start, afterBreak);
        at = afterBreak;
        continue;
      }
      // The last blank of a run belongs to the word or the marks after it.
      const last = at < length ? at - 1 : at;
      if (last > start) visit(seen & BEYOND_ASCII ? FOREIGN : BLANKS, start, last);
      if (last === length) continue;
      if (unitClass & LETTER) at = scanWord(last, at);
      else if (unitClass & MARK && text.charCodeAt(last) === 32) at = scanMarks(last, at);
      else visit(seen & BEYOND_ASCII ? FOREIGN : BLANKS, last, at);
    } else if (unitClass & LETTER) at = scanWord(at, at);
    else if (unitClass & DIGIT) {
      while (at - start < 3 && classAt(at) & DIGIT) at++;
      visit(DIGITS, start, at);
    } else if (classAt(at + 1) & LETTER) at = scanWord(at, at + 1);
    else at = scanMarks(at, at);
  }
}
