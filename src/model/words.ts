/**
 * The words that text is searched by: identifiers cut at camelCase, snake_case and digits, as stems. One rule for the
 * index, the query and the excerpt, so that what a search found is what an excerpt shows. Knows no stop words
 * and no ranking (src/search). Invariant: a word has no white space, no ASCII punctuation and no upper-case ASCII.
 */

/** An identifier, a number, or a run of letters beyond ASCII. */
const IDENTIFIER = /[A-Za-z0-9_\u0080-\uffff]+/g;

const OTHER = 0;
const UPPER = 1;
const LOWER = 2;
const DIGIT = 3;

/** Kind of each ASCII unit; what is above counts as a small letter, so that `größe` is one word. */
const UNIT_KIND = new Uint8Array(128);
UNIT_KIND.fill(DIGIT, 48, 58);
UNIT_KIND.fill(UPPER, 65, 91);
UNIT_KIND.fill(LOWER, 97, 123);

/**
 * The parts of one identifier in lower case, in order; empty for one of underscores only. `HTTPServer2` gives http,
 * server, 2; `fooBAR` gives foo, bar.
 */
export function identifierParts(identifier: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let previous = OTHER;
  const cut = (end: number) => {
    if (end > start && previous !== OTHER) parts.push(identifier.slice(start, end).toLowerCase());
    start = end;
  };
  for (let at = 0; at < identifier.length; at++) {
    const kind = kindOf(identifier.charCodeAt(at));
    if (kind === previous) continue;
    if (previous === UPPER && kind === LOWER) {
      // The last capital of a run belongs to the small letters after it.
      if (at - start > 1) cut(at - 1);
    } else {
      cut(at);
      if (kind === OTHER) start = at;
    }
    previous = kind;
  }
  cut(identifier.length);
  return parts;
}

/** Every identifier of `text` as it is written, in order, with repetitions. */
export function identifiersOf(text: string): readonly string[] {
  return text.match(IDENTIFIER) ?? [];
}

/** The words of `text`: the stems of all parts of its identifiers, in order, with repetitions. */
export function wordsOf(text: string): readonly string[] {
  return identifiersOf(text).flatMap((identifier) => identifierParts(identifier).map(stemOf));
}

/**
 * An English word without its plural, `-ing`, `-ed` or last `e`: `parses`, `parsed` and `parsing` are all `pars`. It
 * does no more, because the names of code are no prose: `parser` and `parse` are different things.
 */
export function stemOf(word: string): string {
  if (word.length <= 3 || !/^[a-z]+$/.test(word)) return word;
  let stem = word;
  if (word.endsWith("ies")) stem = `${word.slice(0, -3)}i`;
  else if (/(?:ss|sh|ch|x)es$/.test(word)) stem = word.slice(0, -2);
  else if (word.endsWith("s") && !/(?:s|u|i|ia)s$/.test(word)) stem = word.slice(0, -1);
  if (stem.endsWith("ing")) stem = withoutEnding(stem, 3);
  else if (stem.endsWith("ed") && !stem.endsWith("eed")) stem = withoutEnding(stem, 2);
  if (stem.length > 3 && stem.endsWith("e")) stem = stem.slice(0, -1);
  return stem.endsWith("y") ? `${stem.slice(0, -1)}i` : stem;
}

/** `word` less its last `length` letters, and less a consonant doubled before them; `word` if no syllable is left. */
function withoutEnding(word: string, length: number): string {
  const rest = word.slice(0, -length);
  if (rest.length < 3 || !/[aeiouy]/.test(rest)) return word;
  return /([bdfgmnprt])\1$/.test(rest) ? rest.slice(0, -1) : rest;
}

function kindOf(unit: number): number {
  return unit < 128 ? UNIT_KIND[unit] ?? OTHER : LOWER;
}
