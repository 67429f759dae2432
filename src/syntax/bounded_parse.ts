/**
 * One parse within bounds. Some texts take a GLR parser or a scanner quadratic time, or gigabytes: 10 kB of `a => `
 * read as C take 11 s and 2 GB, 200 kB of lines that hold only a `\` read as Python 250 s.
 * Invariant: source code is never cut short. Reads, steps and memory are bounded by the text alone; the rest only the
 * clock can tell, so a text may take several times what source of its length takes, and time in which the process did
 * not run is hardly counted.
 */
import type { SyntaxTree } from "./grammar.ts";

/** The part of web-tree-sitter's Parser that a parse needs. */
export interface ChunkParser {
  /** `read` hands out text from an offset on, "" past its end; a progress report that is true ends the parse. */
  parse(
    read: (index: number) => string,
    oldTree: null,
    options: { progressCallback: () => boolean },
  ): SyntaxTree | null;
}

/** What the text callback hands out at a time; web-tree-sitter's buffer holds 5,120 code units. */
const CHUNK = 5120;
/**
 * Chunks that may be read for each chunk of the text, and for any text. Source code needs at most 25 (most 3); a
 * scanner that runs to the end of the text at every token needs as many as there are tokens.
 */
const READS_PER_CHUNK = 50;
const READS_AT_LEAST = 1000;
/** Steps, of 100 parser operations each, for each code unit and for any text. Source code needs at most 0.02. */
const STEPS_PER_UNIT = 0.2;
const STEPS_AT_LEAST = 1000;
/**
 * Milliseconds for any text, and for each code unit. Source code takes 0.0003 a unit, and 50 more in a parser that is
 * not yet warm.
 */
const MS_AT_LEAST = 500;
const MS_PER_UNIT = 0.001;
/**
 * A pause between two reports counts as at most this many times the usual one, and this many ms: what is longer is
 * mostly the machine's. Where eight processes share a core, a parse is held up for 20 ms in every few.
 */
const USUAL_PAUSES = 8;
const MORE_MS = 0.5;
/** The usual pause at first, and how much the next one weighs in it. */
const FIRST_MS = 0.1;
const WEIGHT = 0.1;
/**
 * A parse may not make the parser's memory, of which grammars take at most 40 MB, grow beyond this, in bytes for any
 * text and for each code unit: source code takes up to 300 a unit. It never shrinks again (runtime.ts starts anew).
 */
const MEMORY_AT_LEAST = 96 * 2 ** 20;
const MEMORY_PER_UNIT = 400;

/** The time that one text may take over all its parses. */
export class ParseBudget {
  #leftMs: number;
  #usualMs = FIRST_MS;

  constructor(text: string) {
    this.#leftMs = MS_AT_LEAST + MS_PER_UNIT * text.length;
  }

  /** Takes off what a pause of `ms` between two reports says of work done; whether anything is left. */
  spend(ms: number): boolean {
    const counted = Math.min(ms, USUAL_PAUSES * this.#usualMs + MORE_MS);
    this.#usualMs += WEIGHT * (counted - this.#usualMs);
    this.#leftMs -= counted;
    return this.#leftMs > 0;
  }
}

/** The tree of `text`, or null when a bound was met. A trap in the parser is thrown as WebAssembly.RuntimeError. */
export function parseBounded(
  parser: ChunkParser,
  text: string,
  memory: WebAssembly.Memory,
  budget: ParseBudget,
): SyntaxTree | null {
  const startBytes = memory.buffer.byteLength;
  const maxBytes = Math.max(startBytes, MEMORY_AT_LEAST + MEMORY_PER_UNIT * text.length);
  const maxReads = READS_AT_LEAST + READS_PER_CHUNK * (text.length / CHUNK);
  const maxSteps = STEPS_AT_LEAST + STEPS_PER_UNIT * text.length;
  let reads = 0;
  let steps = 0;
  let lastReport = performance.now();
  let over = false;

  const isOver = (): boolean => {
    const now = performance.now();
    over = !budget.spend(now - lastReport) || over ||
      reads > maxReads || steps > maxSteps || memory.buffer.byteLength > maxBytes;
    lastReport = now;
    return over;
  };
  const afterStep = (): boolean => {
    steps++;
    return isOver();
  };
  // Past a bound the text seems to end, so that a scanner comes back and the next progress report is made.
  const readText = (index: number): string => {
    reads++;
    return isOver() ? "" : text.slice(index, index + CHUNK);
  };

  const tree = parser.parse(readText, null, { progressCallback: afterStep });
  if (tree === null || !over) return tree;
  tree.delete();
  return null;
}
