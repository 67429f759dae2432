/**
 * Which paths the repository itself wants left out: `.ctxignore`, `.gitignore` and `.git/info/exclude`, with git's
 * rules of precedence. The `ignore` package matches the patterns; this module orders the files that they come from,
 * and asks the package only about names that a pattern can match. Never reads the user's global ignore file.
 * Invariant: a path that is asked about has no ignored folder above it, because the walk never enters one.
 */
import type { Ignore } from "ignore";
import { newIgnore } from "./ignore_package.ts";
import { estimateCost } from "./ignore_cost.ts";
import { parsePatterns, type Patterns, type PatternSet, toByteString } from "./ignore_patterns.ts";

/** The sources that apply to a folder's entries, in order of precedence: the first that has a say decides. */
export interface IgnoreScope {
  /** `.ctxignore` files, the deepest first. */
  readonly own: readonly IgnoreSource[];
  /** `.gitignore` files, the deepest first, then the repository's `info/exclude`. */
  readonly git: readonly IgnoreSource[];
}

export const EMPTY_SCOPE: IgnoreScope = { own: [], git: [] };

/**
 * What a walk may spend on ignore rules, in the steps of `estimateCost`: hostile rules must not cost minutes. Once it is
 * spent no question is answered any more, and the walk has to stop.
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

/** Steps that compiling one byte of an ignore file costs: the worst patterns take 2.4 µs a byte. */
const STEPS_PER_BYTE = 20;

/** One ignore file. Its patterns are compiled when a name turns up that one of them can match. */
export class IgnoreSource {
  readonly limited: boolean;
  readonly #base: string;
  readonly #patterns: Patterns;
  readonly #meter: Meter;
  /** Folders that were let in: patterns as the package takes them. */
  readonly #admitted: readonly string[];
  #all: Ignore | null = null;
  #open: Ignore | null = null;

  private constructor(base: string, patterns: Patterns, meter: Meter, admitted: readonly string[]) {
    this.#base = base;
    this.#patterns = patterns;
    this.#meter = meter;
    this.#admitted = admitted;
    this.limited = patterns.limited;
  }

  /** Parses the bytes of the ignore file that stands in the folder `base` ("" or ending in "/"). */
  static parse(base: string, bytes: Uint8Array, meter: Meter): IgnoreSource {
    meter.spend(bytes.length);
    return new IgnoreSource(toByteString(base), parsePatterns(bytes), meter, []);
  }

  /** True: ignored; false: a `!` pattern lets it in; null: no pattern has a say. Both as byte strings. */
  test(path: string, name: string): boolean | null {
    const { all, open, index } = this.#patterns;
    this.#meter.spend(index.costOf(name));
    const set = index.admits(name) ? all : open;
    if (!this.#pay(set, path, name)) return null;
    const { ignored, unignored } = this.#rules(set).test(path.slice(this.#base.length));
    return ignored ? true : unignored ? false : null;
  }

  /** Whether any pattern, or any subset of them that is asked below the folder, ignores `folder` itself. */
  bars(folder: string, name: string): boolean {
    const { all, open } = this.#patterns;
    const path = folder.slice(this.#base.length);
    return [all, open].some((set) => this.#pay(set, folder, name) && this.#rules(set).test(path).ignored);
  }

  /** This source, made to forget that it ignores `folder` itself; not what it says about the files in it. */
  admitting(folder: string): IgnoreSource {
    const pattern = `!/${folder.slice(this.#base.length).replace(/[\\*?[\] ]/g, "\\$&")}`;
    return new IgnoreSource(this.#base, this.#patterns, this.#meter, [...this.#admitted, pattern]);
  }

  /** False when there is nothing to ask, or no right to ask it any more. */
  #pay({ lines, costs }: PatternSet, path: string, name: string): boolean {
    return lines.length > 0 && this.#meter.spend(estimateCost(costs, path, name));
  }

  #rules(set: PatternSet): Ignore {
    return set === this.#patterns.all ? this.#all ??= this.#compile(set) : this.#open ??= this.#compile(set);
  }

  #compile({ lines }: PatternSet): Ignore {
    const text = lines.join("\n");
    this.#meter.spend(text.length * STEPS_PER_BYTE);
    return newIgnore().add(text).add(this.#admitted.map((pattern) => ({ pattern })));
  }
}

/** Whether the file at `path` (relative to the segment) called `name` is ignored. */
export function hidesFile(scope: IgnoreScope, path: string, name: string): boolean {
  if (scope.own.length === 0 && scope.git.length === 0) return false;
  return decide(scope, toByteString(path), toByteString(name)) ?? false;
}

/**
 * The scope that holds inside the folder `path` (relative, no slash at the end) called `name`, or null when it is
 * ignored. Where a `!` pattern lets the folder in, the patterns that bar it forget that: the package would go on to
 * hide what is below, and git asks about each file anew.
 */
export function enterFolder(scope: IgnoreScope, path: string, name: string): IgnoreScope | null {
  if (scope.own.length === 0 && scope.git.length === 0) return scope;
  const folder = `${toByteString(path)}/`;
  const key = toByteString(name);
  const verdict = decide(scope, folder, key);
  if (verdict === true) return null;
  if (verdict === null) return scope;
  const admit = (source: IgnoreSource): IgnoreSource =>
    source.bars(folder, key) ? source.admitting(folder) : source;
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
