/**
 * What a piece of text costs in o200k tokens: the expected number, and how far off that may be. Does not cut text
 * (src/disclosure/pieces.ts). Invariant: pure, and at least one token a piece of ASCII. The figures were fitted with
 * gpt-tokenizer on parts of CPython 3.13, SQLAlchemy, mypy, Pydantic, denoland/std, rxjs and FastAPI's documents,
 * plus random text; tests/bench/tokens.ts shows how they do on other trees.
 */
import {
  BLANKS,
  FOREIGN,
  LINE_ENDS,
  MIXED_MARKS,
  MIXED_MARKS_AT_LINE_END,
  SAME_MARKS,
  WORD_CLASSES,
  WORD_PREFIXES,
} from "./pieces.ts";

/** By word class, hundredths of a token: for the word, and for each letter after the first. */
const WORD_BASE = [47, 28, 53, 89, 76, 60, 96, 103, 48, 50, 51, 129, 100, 108, 147, 196];
const WORD_SLOPE = [3, 1, 4, 0, -5, -1, 6, 1, 11, 11, 11, 8, 2, 0, -4, -5];

/**
 * What two neighbouring letters add to a word, in twentieths of a token above -7, in base 36: row first letter,
 * column second. Rare pairs add most: a word falls apart there.
 */
const LETTER_PAIRS = [
  "c9b5nc6m9jc456tbo7a5cbeb5g",
  "aeic4mkmeal9llbltc8i7kmmbl",
  "bmcd2jm47n69emakiah58jil9l",
  "dnoe9nhncjmfmncmmbdkekpl9k",
  "didcba9ijqjabahfd9aamef6ai",
  "7mmkaadm7qldiibmpegb9lojcm",
  "kmmmaod7bnsehahmscccakpogk",
  "clqj8pnmbmlmhhaikej1elmngl",
  "gab7697nhcdaa887g9a7pdreo6",
  "eook3mlmml6mll8olm9kfmknkp",
  "fonf8ndmdrljm8lnrqelfmerjr",
  "bdca78hfbqmcdnafslcbafkp6r",
  "a8pg5tknbmiga7dalqdgiqpofn",
  "emc88e9mclaiebhgola8edmoem",
  "dbb4h99nei8873dad5c56b7g5l",
  "amha6kleboj7jj99a9d7ahmndo",
  "ennlpsrposs7nosoiapm5oooms",
  "bhg96eaj7rdgcb8indda9chh6q",
  "dobj7edabnceccebdg77aicq8m",
  "ckid7gi7armgcndgtacccogi5o",
  "eae77dbpbqj36apar6a7hdolnm",
  "apon5rlq8omonndpoonllkblkl",
  "9nph9omc8ojho9aotddmolealr",
  "gkficjsldipoanqerqocoopb6j",
  "pnryfrqripskgbnjvidcsresde",
  "hqrlcpmlhrnpnmkpupoolplmbg",
];

/** `LETTER_PAIRS` by the low five bits of both letters, hundredths of a token. */
const PAIR_COST = new Int16Array(1024);
for (const [row, costs] of LETTER_PAIRS.entries()) {
  for (let column = 0; column < costs.length; column++) {
    PAIR_COST[(row + 1) << 5 | column + 1] = 5 * (parseInt(costs.charAt(column), 36) - 7);
  }
}

/** Marks whose runs o200k knows up to 16 and more, and those that it knows as pairs only; of the others, up to 4. */
const RULERS = "!#%*+-./:;=~_\t";
const DEAR_MARKS = "&[]`{}";

/**
 * Rare words weigh more in the fit than in text; this much of what a word costs above one token centres the estimate
 * on trees that were not fitted.
 */
const EXCESS_SHARE = 0.9;

/**
 * Beyond printable ASCII, by UTF-16 unit: [first unit, hundredths of a token in prose, hundredths at worst]. Prose is
 * what FastAPI's translated documents cost; worst is random text of the block, or the most that its bytes can cost.
 */
const FOREIGN_COSTS: readonly (readonly [number, number, number])[] = [
  [0x0000, 20, 75], // ASCII within a foreign piece, control characters apart
  [0x007f, 60, 150],
  [0x0100, 60, 200],
  [0x0370, 50, 200], // Greek
  [0x0400, 28, 125], // Cyrillic
  [0x0460, 50, 200],
  [0x0590, 45, 175], // Hebrew, Arabic
  [0x0700, 60, 200],
  [0x0900, 40, 175], // Indic
  [0x1000, 130, 300],
  [0x2000, 100, 200], // punctuation, symbols, arrows
  [0x2300, 150, 300],
  [0x2500, 50, 200], // box drawing
  [0x2600, 130, 300],
  [0x3000, 66, 150], // kana
  [0x3100, 150, 300],
  [0x4e00, 80, 225], // Han
  [0xa000, 150, 300],
  [0xac00, 66, 250], // Hangul
  [0xd800, 125, 200], // surrogates: two a character
  [0xe000, 150, 300],
  [0xff00, 80, 200],
];
const CONTROL_WORST = 150;

/** Index into FOREIGN_COSTS of each group of 16 units. */
const FOREIGN_BLOCK = new Uint8Array(4096);
for (const [block, [first]] of FOREIGN_COSTS.entries()) FOREIGN_BLOCK.fill(block, (first + 15) >> 4);

/** Tokens that o200k is expected to make of the piece `text[start, end)` of class `pieceClass`. */
export function expectedTokens(pieceClass: number, text: string, start: number, end: number): number {
  if (pieceClass < WORD_CLASSES) return wordTokens(pieceClass, text, start, end);
  const length = end - start;
  switch (pieceClass) {
    case SAME_MARKS:
      return sameMarks(text, start, end);
    case MIXED_MARKS:
      return length <= 3 ? 1 + 0.1 * (length - 1) : 1.3 + 0.56 * (length - 3);
    case MIXED_MARKS_AT_LINE_END:
      return length <= 4 ? 1 + 0.1 * (length - 1) : 1.3 + 0.48 * (length - 4);
    case BLANKS:
      return 1 + (length >> 6);
    case LINE_ENDS:
      return length <= 16 ? 1 : 1 + 0.05 * (length - 16);
    case FOREIGN:
      return foreignTokens(text, start, end, 1);
    default:
      return 1;
  }
}

/** Standard deviation of the real cost of an ASCII piece around `tokens`, its expected cost. */
export function deviationOf(pieceClass: number, tokens: number, length: number): number {
  if (pieceClass < WORD_CLASSES) {
    if (tokens <= 1) return length <= 1 ? 0 : length === 2 ? 0.05 : 0.16;
    // One letter a thousand times over is a word too, and costs half a token a letter.
    const overlong = 0.08 * Math.max(0, length - 30);
    return Math.min(0.6, 0.25 + 0.55 * (tokens - 1)) + 0.1 * Math.max(0, tokens - 2) + overlong;
  }
  switch (pieceClass) {
    case SAME_MARKS:
      return length <= 2 ? 0.05 : 0.2 * tokens;
    case MIXED_MARKS:
    case MIXED_MARKS_AT_LINE_END:
      return length <= 2 ? 0.25 : 0.25 + 0.15 * (length - 2);
    case BLANKS:
      return length <= 16 ? 0 : 0.03 * (length - 16);
    case LINE_ENDS:
      return length <= 4 ? 0 : 0.15 * (length - 4);
    default:
      return 0;
  }
}

/** The most that a FOREIGN piece can be expected to cost in text of any kind. */
export function foreignTokensAtWorst(text: string, start: number, end: number): number {
  return foreignTokens(text, start, end, 2);
}

function wordTokens(wordClass: number, text: string, start: number, end: number): number {
  let at = wordClass % WORD_PREFIXES === 0 ? start : start + 1; // past the blank or mark before the word
  const letters = end - at;
  let hundredths = (WORD_BASE[wordClass] ?? 0) + (WORD_SLOPE[wordClass] ?? 0) * (letters - 1);
  let previous = text.charCodeAt(at) & 31;
  while (++at < end) {
    const letter = text.charCodeAt(at) & 31;
    hundredths += PAIR_COST[previous << 5 | letter] ?? 0;
    previous = letter;
  }
  return hundredths > 100 ? 1 + EXCESS_SHARE * (hundredths / 100 - 1) : 1;
}

function sameMarks(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  const at = first === 32 && end > start + 1 ? start + 1 : start;
  while (end > at + 1 && text.charCodeAt(end - 1) !== text.charCodeAt(at)) end--; // line ends after the run
  const perToken = RULERS.includes(text.charAt(at)) ? 16 : DEAR_MARKS.includes(text.charAt(at)) ? 2 : 4;
  return Math.max(1, (end - at) / perToken);
}

function foreignTokens(text: string, start: number, end: number, column: 1 | 2): number {
  let hundredths = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 32) hundredths += column === 1 ? 60 : CONTROL_WORST;
    else hundredths += FOREIGN_COSTS[FOREIGN_BLOCK[unit >> 4] ?? 0]?.[column] ?? 300;
  }
  return Math.max(1, hundredths / 100);
}
