/**
 * The words that text is searched by: identifiers cut at camelCase, snake_case and digits, in lower case. One rule
 * for the index, the query and the excerpt, so that what a search found is what an excerpt shows. Knows no stop words
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

/** Every part of every identifier of `text`, in order, with repetitions. */
export function wordsOf(text: string): readonly string[] {
  return identifiersOf(text).flatMap(identifierParts);
}

function kindOf(unit: number): number {
  return unit < 128 ? UNIT_KIND[unit] ?? OTHER : LOWER;
}
