/**
 * Which paths the repository itself wants left out: `.ctxignore`, `.gitignore` and `.git/info/exclude`, with git's
 * rules of precedence. The `ignore` package matches the patterns; this module orders the files that they come from,
 * and asks the package only about names that a pattern can match. Never reads the user's global ignore file.
 * Invariant: a path that is asked about has no ignored folder above it, because the walk never enters one.
 */
import type { Ignore } from "ignore";
import { newIgnore } from "./ignore_package.ts";
import { estimateCost, type Meter, type PatternCosts, planCosts } from "./ignore_cost.ts";
import { IgnoreIndex } from "./ignore_index.ts";
import { parsePatterns, type Patterns, toByteString } from "./ignore_patterns.ts";

/** The sources that apply to a folder's entries, in order of precedence: the first that has a say decides. */
export interface IgnoreScope {
  /** `.ctxignore` files, the deepest first. */
  readonly own: readonly IgnoreSource[];
  /** `.gitignore` files, the deepest first, then the repository's `info/exclude`. */
  readonly git: readonly IgnoreSource[];
}

export const EMPTY_SCOPE: IgnoreScope = { own: [], git: [] };

/** Steps that compiling one byte of an ignore file costs: the worst patterns take 2.4 µs a byte. */
const STEPS_PER_BYTE = 20;

/** Some patterns of one file, compiled together. */
interface RuleSet {
  readonly rules: Ignore;
  readonly costs: PatternCosts;
}

/** One ignore file. Only the patterns that can match a name are compiled, when the name turns up. */
export class IgnoreSource {
  readonly limited: boolean;
  readonly #base: string;
  readonly #patterns: Patterns;
  readonly #index: IgnoreIndex;
  readonly #meter: Meter;
  /** Folders that were let in: patterns as the package takes them. */
  readonly #admitted: readonly string[];
  /** By the numbers of their patterns. */
  readonly #sets = new Map<string, RuleSet>();

  private constructor(
    base: string,
    patterns: Patterns,
    index: IgnoreIndex,
    meter: Meter,
    admitted: readonly string[],
  ) {
    this.#base = base;
    this.#patterns = patterns;
    this.#index = index;
    this.#meter = meter;
    this.#admitted = admitted;
    this.limited = patterns.limited;
  }

  /** Parses the bytes of the ignore file that stands in the folder `base` ("" or ending in "/"). */
  static parse(base: string, bytes: Uint8Array, meter: Meter): IgnoreSource {
    meter.spend(bytes.length);
    const patterns = parsePatterns(bytes);
    return new IgnoreSource(toByteString(base), patterns, new IgnoreIndex(patterns.lines), meter, []);
  }

  /** True: ignored; false: a `!` pattern lets it in; null: no pattern has a say. A folder's `path` ends in "/". */
  test(path: string, name: string): boolean | null {
    const numbers = this.#index.find(toByteString(name), this.#meter);
    return numbers.length === 0 ? null : this.#ask(numbers, toByteString(path), name);
  }

  /** Whether a pattern ignores `folder` itself, a later `!` pattern notwithstanding. */
  bars(folder: string, name: string): boolean {
    const numbers = this.#index.find(toByteString(name), this.#meter);
    const positive = numbers.filter((number) => this.#patterns.lines[number]?.startsWith("!") === false);
    return positive.length > 0 && this.#ask(positive, toByteString(folder), name) === true;
  }

  /** This source, made to forget that it ignores `folder` itself; not what it says about the files in it. */
  admitting(folder: string): IgnoreSource {
    const pattern = `!/${toByteString(folder).slice(this.#base.length).replace(/[\\*?[\] ]/g, "\\$&")}`;
    const admitted = [...this.#admitted, pattern];
    return new IgnoreSource(this.#base, this.#patterns, this.#index, this.#meter, admitted);
  }

  #ask(numbers: readonly number[], path: string, name: string): boolean | null {
    const { rules, costs } = this.#ruleSet(numbers);
    if (!this.#meter.spend(estimateCost(costs, path, name))) return null;
    const { ignored, unignored } = rules.test(path.slice(this.#base.length));
    return ignored ? true : unignored ? false : null;
  }

  #ruleSet(numbers: readonly number[]): RuleSet {
    const key = numbers.join();
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    const lines = numbers.map((number) => this.#patterns.lines[number] ?? "");
    const text = lines.join("\n");
    this.#meter.spend(text.length * STEPS_PER_BYTE);
    const rules = newIgnore().add(text).add(this.#admitted.map((pattern) => ({ pattern })));
    const set = { rules, costs: planCosts(lines) };
    this.#sets.set(key, set);
    return set;
  }
}

/** Whether the file at `path` (relative to the segment) called `name` is ignored. */
export function hidesFile(scope: IgnoreScope, path: string, name: string): boolean {
  if (scope.own.length === 0 && scope.git.length === 0) return false;
  return decide(scope, path, name) ?? false;
}

/**
 * The scope that holds inside the folder `path` (relative, no slash at the end) called `name`, or null when it is
 * ignored. Where a `!` pattern lets the folder in, the patterns that bar it forget that: the package would go on to
 * hide what is below, and git asks about each file anew.
 */
export function enterFolder(scope: IgnoreScope, path: string, name: string): IgnoreScope | null {
  if (scope.own.length === 0 && scope.git.length === 0) return scope;
  const folder = `${path}/`;
  const verdict = decide(scope, folder, name);
  if (verdict === true) return null;
  if (verdict === null) return scope;
  const admit = (source: IgnoreSource): IgnoreSource =>
    source.bars(folder, name) ? source.admitting(folder) : source;
  return { own: scope.own.map(admit), git: scope.git.map(admit) };
}

function decide(scope: IgnoreScope, path: string, name: string): boolean | null {
  for (const source of scope.own) {
    const verdict = source.test(path, name);
    if (verdict !== null) return verdict;
  }
  for (const source of scope.git) {
    const verdict = source.test(path, name);
    if (verdict !== null) return verdict;
  }
  return null;
}
