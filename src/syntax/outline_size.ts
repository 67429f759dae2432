/**
 * How much an outline may say about a text. Names and headings are repeated for everything inside them: without a
 * bound, 1 MB of one-line members in a class with a name of 2,000 letters is an outline of 700 MB.
 * Invariant: the bound depends on the text alone, and no file that a person wrote comes near it.
 */

/**
 * For each unit of the text, and for any text. The 1,790 files of CPython 3.11's standard library have 0.25 on average
 * and at most 1.6; the one that comes nearest to its bound, `test_enum.py`, uses 8 % of it.
 */
const PER_UNIT = 8;
const AT_LEAST = 400_000;

/** For any text, and for each unit: `winerror.pyi`, nothing but constants in 331 kB, has 0.024. */
const DEFINITIONS_AT_LEAST = 20_000;
const DEFINITIONS_PER_UNIT = 0.01;

/**
 * About how many definitions of `text` are looked at; what comes after is left out. Each takes 13 µs with its signature,
 * its doc and its part of a skeleton, and hostile text has one in every six units.
 */
export function mostDefinitions(text: string): number {
  return DEFINITIONS_AT_LEAST + DEFINITIONS_PER_UNIT * text.length;
}

/** The same of those that are found by their headers where a text does not parse, which has taken its time by then. */
export function mostRecovered(text: string): number {
  return mostDefinitions(text) / 4;
}

/** What a definition costs besides its texts, and what a section does, which is a row of the word index. */
export const DEFINITION_UNITS = 24;
export const SECTION_UNITS = 400;

/** UTF-16 units that the outline of `text` may have altogether; what comes after is left out of it. */
export function mostOutlineUnits(text: string): number {
  return AT_LEAST + PER_UNIT * text.length;
}
