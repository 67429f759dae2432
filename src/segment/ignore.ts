/**
 * Which paths the repository itself wants left out: `.ctxignore`, `.gitignore` and `.git/info/exclude`, with git's
 * rules of precedence. The `ignore` package matches the patterns; this module orders the files that they come from,
 * and asks the package only about names that a pattern can match. Never reads the user's global ignore file.
 * Invariant: a path that is asked about has no ignored folder above it, because the walk never enters one.
 */
import type { Ignore } from "ignore";
import { newIgnore } from "./ignore_package.ts";
import { parsePatterns, type Patterns, toByteString } from "./ignore_patterns.ts";

/** The sources that apply to a folder's entries, in order of precedence: the first that has a say decides. */
export interface IgnoreScope {
  /** `.ctxignore` files, the deepest first. */
  readonly own: readonly IgnoreSource[];
  /** `.gitignore` files, the deepest first, then the repository's `info/exclude`. */
  readonly git: readonly IgnoreSource[];
}

export const EMPTY_SCOPE: IgnoreScope = { own: [], git: [] };

/** One ignore file. Its patterns are compiled when a name turns up that one of them can match. */
export class IgnoreSource {
  readonly limited: boolean;
  readonly #base: string;
  readonly #patterns: Patterns;
  /** Folders that were let in: patterns as the package takes them. */
  readonly #admitted: readonly string[];
  #all: Ignore | null = null;
  #open: Ignore | null = null;

  /** `base` is the folder that the file stands in, as a byte string: "" or ending in "/". */
  private constructor(base: string, patterns: Patterns, admitted: readonly string[]) {
    this.#base = base;
    this.#patterns = patterns;
    this.#admitted = admitted;
    this.limited = patterns.limited;
  }

  /** Parses the bytes of the ignore file that stands in the folder `base` ("" or ending in "/"). */
  static parse(base: string, bytes: Uint8Array): IgnoreSource {
    return new IgnoreSource(toByteString(base), parsePatterns(bytes), []);
  }

  /** True: ignored; false: a `!` pattern lets it in; null: no pattern has a say. `path` as a byte string. */
  test(path: string, name: string): boolean | null {
    const rules = this.#rulesFor(name);
    if (rules === null) return null;
    const { ignored, unignored } = rules.test(path.slice(this.#base.length));
    return ignored ? true : unignored ? false : null;
  }

  /** Whether any pattern, or any subset of them that is asked below the folder, ignores `folder` itself. */
  bars(folder: string): boolean {
    const { lines, open } = this.#patterns;
    const path = folder.slice(this.#base.length);
    if ((this.#all ??= this.#compile(lines)).test(path).ignored) return true;
    return open.length > 0 && (this.#open ??= this.#compile(open)).test(path).ignored;
  }

  /** This source, made to forget that it ignores `folder` itself; not what it says about the files in it. */
  admitting(folder: string): IgnoreSource {
    const pattern = `!/${folder.slice(this.#base.length).replace(/[\\*?[\] ]/g, "\\$&")}`;
    return new IgnoreSource(this.#base, this.#patterns, [...this.#admitted, pattern]);
  }

  /** What one question costs at a nesting depth, in regular expressions tried; a globstar tries each depth. */
  costAt(depth: number): number {
    return this.#patterns.byGlobstars.reduce((sum, count, n) => sum + count * Math.max(1, depth) ** n, 0);
  }

  #rulesFor(name: string): Ignore | null {
    const { lines, open, names, extensions } = this.#patterns;
    const dot = name.lastIndexOf(".");
    if (names.has(name) || (dot !== -1 && extensions.has(name.slice(dot)))) {
      return this.#all ??= this.#compile(lines);
    }
    return open.length === 0 ? null : this.#open ??= this.#compile(open);
  }

  #compile(lines: readonly string[]): Ignore {
    return newIgnore().add(lines.join("\n")).add(this.#admitted.map((pattern) => ({ pattern })));
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
    source.bars(folder) ? source.admitting(folder) : source;
  return { own: scope.own.map(admit), git: scope.git.map(admit) };
}

/** Regular expressions that one question in this scope may try, at a nesting depth. */
export function costOf(scope: IgnoreScope, depth: number): number {
  return [...scope.own, ...scope.git].reduce((sum, source) => sum + source.costAt(depth), 0);
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
