/** The outline of any text at once, as tests and benchmarks of the syntax want it (src/context/parse_source.ts waits). */
import type { Grammar } from "../src/syntax/grammar.ts";
import { mendOutline } from "../src/syntax/mend_outline.ts";
import { isUnsound, type Outline, readText } from "../src/syntax/reading.ts";

/** Every definition in `text`. */
export function outlineOf(grammar: Grammar, text: string): Outline {
  const reading = readText(grammar, text);
  return isUnsound(reading) ? mendOutline(grammar, text, reading) : reading;
}
