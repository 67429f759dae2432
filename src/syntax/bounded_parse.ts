/**
 * One text's parses, and the walks over their trees, within bounds. Some texts take a GLR parser or a scanner quadratic
 * time, or gigabytes: 10 kB of `a => ` read as C take 11 s and 2 GB, 200 kB of lines that hold only a `\` read as
 * Python 250 s.
 * Invariant: source code is never cut short. Reads, steps and memory are bounded by the text alone; the rest only the
 * clock can tell, so a text may take several times what source of its length takes, in milliseconds that are longer on
 * a slower machine (measurePace), and time in which the process did not run is hardly counted.
 */
import type { SyntaxTree } from "./grammar.ts";

/** A parse: `read` hands out text from an offset on, "" past its end; it ends when it is asked for and `isOver`. */
export type ParseChunks = (read: (index: number) => string, isOver: () => boolean) => SyntaxTree | null;

/** The part of ParserMemory that a parse needs. */
export interface BoundedMemory {
  readonly memory: WebAssembly.Memory;
  /** Bytes that a parse may make the memory grow by: an allocation that needs more traps. */
  limitBytes: number;
}

/**
 * What the text callback hands out at a time: tree-sitter's buffer holds as many code units. A scanner that looks ahead
 * and comes back asks for the same place again and again (2,000 times for 16 kB of Scala), so what does not follow on
 * the chunk before is handed out in pieces that begin small and grow while they do.
 */
const CHUNK = 5119;
const SMALL_CHUNK = 320;
/**
 * Code units that may be handed out for each of the text, and for any text, over both parses that a text with errors may
 * have. Source code needs at most 1.2, in Scala 45; a scanner that runs to the end of the text at every token needs as
 * many as the text is long.
 */
const READ_PER_UNIT = 150;
const READ_AT_LEAST = 1_000_000;
/**
 * Steps for each code unit and for any text, over both parses and their walks (tests/bench/parse_work.ts measures what
 * source code needs). A step is 100 operations of the parser, or 100 nodes walked over, which take as long.
 */
const STEPS_PER_UNIT = 0.04;
const STEPS_AT_LEAST = 1000;
/** Beyond so many units each counts half: what is as long and has lines of a usual length needs at most 0.017 a unit. */
const DENSE_UNITS = 300_000;
/**
 * Beyond this share of a bound a text costs out of proportion to its length: ordinary repositories use .05 to .26 of
 * their steps, six of 22,000 of their files more than half (tests/bench/parse_work.ts).
 */
const COSTLY_SHARE = 0.5;
/** Nodes walked over between two reports. */
export const WALK_REPORT = 100;
/**
 * Milliseconds for any text, and for each code unit, over both parses: source code takes 0.0003 a unit, minified code
 * 0.0007, and 50 more in a parser that is not yet warm. Walks have no such bound: they take what their steps say.
 */
const MS_AT_LEAST = 250;
const MS_PER_UNIT = 0.0004;
/**
 * A text of more than DENSE_UNITS with so many a line is a table or was made by a program (minified scripts are no source
 * files at all, src/segment/minified.ts): what it names is of no use to anyone, and its tree takes most of a second.
 */
const LONG_LINES = 1000;
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
 * Bytes by which a parse may make the parser's memory grow, for any text and for each code unit. Source code takes up to
 * 113 a unit (Scala; 70 elsewhere). This is what bounds the last operation of a parse, which no report interrupts: where
 * a text is one long error it copies the stack of each of up to 64 readings. The memory never shrinks again
 * (runtime.ts starts anew).
 */
const MEMORY_AT_LEAST = 16 * 2 ** 20;
const MEMORY_PER_UNIT = 150;

/** Whether `text` is a long one of such long lines that it is not worth a tree. */
export function hasEndlessLines(text: string): boolean {
  if (text.length < DENSE_UNITS) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length > LONG_LINES * lines;
}

/** What one text may take, over all its parses and walks. */
export class ParseBudget {
  readonly #paceNow: () => number;
  readonly #mostRead: number;
  readonly #mostSteps: number;
  readonly #msAtUsualPace: number;
  #leftMs: number;
  #pace = 0;
  #usualMs = FIRST_MS;
  /** Code units handed out and steps taken so far. */
  read = 0;
  steps = 0;

  /** `paceNow` tells how many times longer work takes now than on the machine on which the bounds were set. */
  constructor(text: string, paceNow: () => number = measurePace) {
    this.#paceNow = paceNow;
    this.#mostRead = READ_AT_LEAST + READ_PER_UNIT * text.length;
    const units = (text.length + Math.min(text.length, DENSE_UNITS)) / 2;
    this.#mostSteps = STEPS_AT_LEAST + STEPS_PER_UNIT * units;
    this.#msAtUsualPace = MS_AT_LEAST + MS_PER_UNIT * text.length;
    this.#leftMs = this.#msAtUsualPace;
  }

  /** The shares of each bound that are used up, 0 to 1; of time without regard to the machine's pace. */
  used(): { readonly steps: number; readonly read: number; readonly time: number } {
    return {
      steps: this.steps / this.#mostSteps,
      read: this.read / this.#mostRead,
      time: 1 - this.#leftMs / this.#msAtUsualPace,
    };
  }

  /** Whether so far it took much more than source code of its length does, by what does not depend on the clock. */
  isCostly(): boolean {
    const { steps, read } = this.used();
    return Math.max(steps, read) > COSTLY_SHARE;
  }

  /** Takes off a walk over `nodes` more nodes; whether any steps are left. */
  walked(nodes: number): boolean {
    this.steps += nodes / WALK_REPORT;
    return this.steps <= this.#mostSteps;
  }

  /** Takes off what a pause of `ms` between two reports says of work done; whether anything is left of everything. */
  spend(ms: number): boolean {
    const counted = Math.min(ms, USUAL_PAUSES * this.#usualMs + MORE_MS);
    this.#usualMs += WEIGHT * (counted - this.#usualMs);
    this.#leftMs -= counted;
    if (this.#leftMs <= 0 && this.#pace === 0) {
      // Measured only here, where it hardly ever comes to: what it takes is nothing beside what was spent.
      this.#pace = this.#paceNow();
      this.#leftMs += (this.#pace - 1) * this.#msAtUsualPace;
    }
    return this.#leftMs > 0 && this.read <= this.#mostRead && this.steps <= this.#mostSteps;
  }
}

/** The tree of `text`, or null when a bound was met. A trap in the parser is thrown as WebAssembly.RuntimeError. */
export function parseBounded(
  parse: ParseChunks,
  text: string,
  memory: BoundedMemory,
  budget: ParseBudget,
): SyntaxTree | null {
  memory.limitBytes = MEMORY_AT_LEAST + MEMORY_PER_UNIT * text.length;
  let lastReport = performance.now();
  let over = false;

  const isOver = (): boolean => {
    const now = performance.now();
    over = !budget.spend(now - lastReport) || over;
    lastReport = now;
    return over;
  };
  const afterStep = (): boolean => {
    budget.steps++;
    return isOver();
  };
  let readTo = 0;
  let size = CHUNK;
  // Past a bound the text seems to end, so that a scanner comes back and the next progress report is made.
  const readText = (index: number): string => {
    size = index === readTo ? Math.min(CHUNK, 2 * size) : SMALL_CHUNK;
    readTo = Math.min(text.length, index + size);
    budget.read += Math.max(SMALL_CHUNK, readTo - index); // a call has its price too
    return isOver() ? "" : text.slice(index, readTo);
  };

  let tree: SyntaxTree | null;
  try {
    tree = parse(readText, afterStep);
  } finally {
    memory.limitBytes = Infinity; // a trap in what reads the tree would be caught by nobody
  }
  if (tree === null || !over) return tree;
  tree.delete();
  return null;
}

/** Rounds of the work, and what they take on the machine of docs/performance.md, in ms. */
const ROUNDS = 1_000_000;
const USUAL_MS = 1.5;
const SLOWEST = 8;

/**
 * How many times longer a fixed piece of work takes now than on the machine on which the bounds were set, 1 to 8: a slow
 * or busy machine gets more milliseconds, so that its speed decides how long hostile text may take and not what is found
 * in source code. Takes some milliseconds itself.
 */
export function measurePace(): number {
  // The second time is without V8's own work.
  const tookMs = Math.min(timeOfWork(), timeOfWork());
  return Math.min(SLOWEST, Math.max(1, tookMs / USUAL_MS));
}

function timeOfWork(): number {
  const start = performance.now();
  let state = 1;
  for (let round = 0; round < ROUNDS; round++) state = Math.imul(state ^ (state >>> 15), round | 1);
  // What is never so makes the work one that cannot be left out.
  return state === 0.5 ? 0 : performance.now() - start;
}
