/**
 * The words that text is searched by: identifiers cut at camelCase, snake_case and digits, in lower case. One rule
 * for the index, the query and the excerpt, so that what a search found is what an excerpt shows. Knows no stop words
 * and no ranking (src/search). Invariant: a word has no white space and no ASCII punctuation.
 */

/** An identifier, a number, or a run of letters beyond ASCII. */
export const IDENTIFIER = /[A-Za-z0-9_\u0080-\uffff]+/g;

/** `HTTPServer2` is HTTP, Server, 2; `fooBAR` is foo, BAR; letters beyond ASCII stay together. */
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[\u0080-\uffff]+/g;

/** The parts of one identifier in lower case, in order; empty for one of underscores only. */
export function identifierParts(identifier: string): readonly string[] {
  return identifier.match(PART)?.map((part) => part.toLowerCase()) ?? [];
}

/** Every part of every identifier of `text`, in order, with repetitions. */
export function wordsOf(text: string): readonly string[] {
  return (text.match(IDENTIFIER) ?? []).flatMap(identifierParts);
}
