/**
 * The one line of a chunk that says best why it was found. Pure. Does not look at ranking.
 */
import { identifierParts, identifiersOf, stemOf } from "../model/words.ts";

export interface Preview {
  /** 0-based line within the text. */
  readonly line: number;
  readonly text: string;
}

const ASCII_WORD = /^[a-z0-9]+$/;

/** Longer lines are cut before they are looked at; UTF-16 units. */
const LINE_UNITS = 400;

/**
 * Matches every line that can hold one of `words`, and some that cannot: a stem begins its words, but for a `y` that
 * became `i`. Taking a line apart costs many times as much. `u` folds the Kelvin sign to `k`, as toLowerCase does.
 */
function hintOf(words: readonly string[]): RegExp {
  // Beyond ASCII a letter in lower case may be two.
  if (!words.every((word) => ASCII_WORD.test(word))) return /(?:)/;
  return new RegExp(words.map((word) => word.replace(/i$/, "")).join("|"), "iu");
}

/** The first of the lines of `text` that hold the most different words of `words`; null when none holds any. */
export function previewLine(text: string, words: readonly string[]): Preview | null {
  const wanted = new Set(words);
  const held = new Map<string, readonly string[]>(); // by identifier, because a text has few different ones
  const heldBy = (identifier: string): readonly string[] => {
    const known = held.get(identifier);
    if (known !== undefined) return known;
    const parts = identifierParts(identifier).map(stemOf).filter((word) => wanted.has(word));
    held.set(identifier, parts);
    return parts;
  };
  const hint = hintOf(words);
  let best: Preview | null = null;
  let most = 0;
  for (const [line, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const cut = whole.slice(0, LINE_UNITS);
    if (!hint.test(cut)) continue;
    const found = new Set(identifiersOf(cut).flatMap(heldBy)).size;
    if (found > most) {
      most = found;
      best = { line, text: cut.trim() };
    }
  }
  return best;
}
