/**
 * The one line of a chunk that says best why it was found. Pure. Does not look at ranking.
 */
import { wordsOf } from "../model/words.ts";

export interface Preview {
  /** 0-based line within the text. */
  readonly line: number;
  readonly text: string;
}

/** Longer lines are cut before they are looked at; UTF-16 units. */
const LINE_UNITS = 400;

/** The first of the lines of `text` that hold the most different words of `words`; null when none holds any. */
export function previewLine(text: string, words: readonly string[]): Preview | null {
  const wanted = new Set(words);
  let best: Preview | null = null;
  let most = 0;
  for (const [line, whole] of text.split(/\r\n|\n|\r/).entries()) {
    const cut = whole.slice(0, LINE_UNITS);
    const found = new Set(wordsOf(cut).filter((word) => wanted.has(word))).size;
    if (found > most) {
      most = found;
      best = { line, text: cut.trim() };
    }
  }
  return best;
}
