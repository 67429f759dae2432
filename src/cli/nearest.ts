/** The known name that a mistyped one is nearest to. Loaded only when something was mistyped. */
import { closestString } from "@std/text/closest-string";
import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** The one of `known` that takes the fewest edits, at most a third of `word`'s length; "" where none is that near. */
export function nearestOf(word: string, known: readonly string[]): string {
  const best = known.length === 0 ? "" : closestString(word, [...known]);
  return levenshteinDistance(word, best) <= Math.max(1, Math.floor(word.length / 3)) ? best : "";
}
