/**
 * What it costs to ask a set of ignore patterns about a path, in steps of 100 to 200 ns, before it is asked. The
 * estimate is for regular expressions as the `ignore` package makes them. Pure.
 * Invariant: hardly less than the real cost (tests/bench/ignore_bombs.ts measures both), and about one step for a
 * pattern that the path has nothing in common with, whatever it contains.
 */

/**
 * Steps of 100 to 200 ns that one walk spends on ignore rules; past it the walk stops, as after too many files. 200,000 files
 * under a template of 300 patterns, of which one file in ten resembles one, take a third of it.
 */
export const MAX_IGNORE_STEPS = 20_000_000;

/**
 * What a walk may spend on ignore rules: hostile ones must not cost minutes. Once it is spent no question is answered
 * any more, and the walk has to stop.
 */
export class Meter {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** Takes `steps` before they are made; false when there are not as many left. */
  spend(steps: number): boolean {
    this.#left -= steps;
    return !this.isSpent;
  }
}

/** The parts of a pattern between globstars: a path is tried at each place where a part can begin. */
interface Part {
  /** What the component where the part begins has to begin with. */
  readonly prefix: string;
  /** Components with a wildcard that is tried on each unit of what it stands against. */
  readonly wild: number;
}

interface PathPattern {
  readonly parts: readonly Part[];
  /** The first part can begin at the first component only. */
  readonly isAnchored: boolean;
}

export interface PatternCosts {
  /** Patterns that are refused at the first unit that differs, or have a fixed length. */
  readonly cheap: number;
  /** Other patterns for the last part of a path alone: each is tried on each of its units. */
  readonly onName: number;
  /** The rest: patterns with an inner "/". */
  readonly onPath: readonly PathPattern[];
}

/** No `*`, or only at the end. */
const CHEAP = /^[^*]*\*{0,2}\/?$/;

/** Sorts patterns (one line each, as in an ignore file) by how their cost grows. */
export function planCosts(lines: readonly string[]): PatternCosts {
  let cheap = 0;
  let onName = 0;
  const onPath: PathPattern[] = [];
  for (const line of lines) {
    const body = line.replace(/^!/, "").replace(/^\//, "");
    if (CHEAP.test(body)) cheap++;
    else if (!/\/./.test(body)) onName++;
    else {onPath.push({
        parts: body.replace(/^\*\*\//, "").split("/**/").map(toPart),
        isAnchored: !/^\*\*\//.test(body),
      });}
  }
  return { cheap, onName, onPath };
}

function toPart(text: string): Part {
  const wild = CHEAP.test(text) ? 0 : text.split("/").filter((component) => component.includes("*")).length;
  return { prefix: /^[^*?[\\/]*/.exec(text)?.[0] ?? "", wild };
}

/** Steps for one question about `path`, whose last part is `name`. */
export function estimateCost(costs: PatternCosts, path: string, name: string): number {
  const steps = costs.cheap + costs.onName * name.length;
  if (costs.onPath.length === 0) return steps;
  const components = path.split("/");
  const longest = components.reduce((longest, component) => Math.max(longest, component.length), 0);
  return costs.onPath.reduce((sum, pattern) => sum + estimatePattern(pattern, components, longest), steps);
}

/** Each place where a part can begin is tried from each place where those before it could: up to depth^n tries. */
function estimatePattern(
  { parts, isAnchored }: PathPattern,
  components: readonly string[],
  longest: number,
): number {
  let steps = 1;
  let tries = 1;
  for (const [i, { prefix, wild }] of parts.entries()) {
    const places = i === 0 && isAnchored ? components.slice(0, 1) : components;
    steps += tries * places.length / 10; // looking for the places, at a tenth of a step each
    tries *= places.filter((component) => component.startsWith(prefix)).length;
    if (tries === 0) break;
    steps += tries * (1 + wild * longest / 4);
  }
  return steps;
}
