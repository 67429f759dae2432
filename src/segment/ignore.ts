/**
 * Which paths the repository itself wants left out: `.ctxignore`, `.gitignore` and `.git/info/exclude`, with git's
 * rules of precedence. The patterns are matched by the `ignore` package; this module orders the files they come
 * from. Does not read the user's global ignore file and never runs git.
 * Invariant: a folder that is asked about has no ignored ancestor, because the walk never enters one.
 */
import ignore from "ignore";

/** One ignore file, compiled. `base` is the folder it stands in: "" or ending in "/". */
export interface IgnoreSource {
  readonly base: string;
  readonly rules: ignore.Ignore;
}

/** The sources that apply to a folder's entries, in order of precedence: the first that has a say decides. */
export interface IgnoreScope {
  /** `.ctxignore` files, the deepest first. */
  readonly own: readonly IgnoreSource[];
  /** `.gitignore` files, the deepest first, then the repository's `info/exclude`. */
  readonly git: readonly IgnoreSource[];
}

export const EMPTY_SCOPE: IgnoreScope = { own: [], git: [] };

/** Bytes of an ignore file that are looked at. The largest of GitHub's templates has 12 KB. */
export const MAX_IGNORE_BYTES = 256 * 1024;
/** Patterns of one ignore file that are used. */
export const MAX_PATTERNS = 5_000;
const MAX_PATTERN_LENGTH = 1_024;
const MAX_GLOBSTARS = 3;

export interface CompiledIgnore {
  readonly source: IgnoreSource;
  /** Whether patterns were left out because of the limits above. */
  readonly limited: boolean;
}

/** Compiles the text of an ignore file that stands in `base`. Git ends a line's pattern at a NUL. */
export function compileIgnore(base: string, text: string): CompiledIgnore {
  const patterns = text.replace(/\0[^\n]*/g, "").split("\n")
    .filter((line) => line !== "" && line !== "\r" && !line.startsWith("#"))
    .map((line) => line.replace(/(?:\*\*\/){2,}/g, "**/"));
  const usable = patterns.filter((pattern) => pattern.length <= MAX_PATTERN_LENGTH && !isBomb(pattern));
  const used = usable.slice(0, MAX_PATTERNS);
  const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(used.join("\n"));
  return { source: { base, rules }, limited: used.length < patterns.length };
}

/** Matching costs up to depth^n for n globstars with something between them. */
function isBomb(pattern: string): boolean {
  return pattern.split("**").length - 1 > MAX_GLOBSTARS;
}

/** Whether the file at `path` (relative to the segment) is ignored. */
export function hidesFile(scope: IgnoreScope, path: string): boolean {
  return decide(scope.own, path) ?? decide(scope.git, path) ?? false;
}

/**
 * The scope that holds inside the folder `path` (relative, no slash at the end), or null when it is ignored. Where
 * a source of higher rank re-includes the folder, the others forget that they had ignored it: below it git asks
 * each file's own rules again.
 */
export function enterFolder(scope: IgnoreScope, path: string): IgnoreScope | null {
  const folder = `${path}/`;
  const verdict = decide(scope.own, folder) ?? decide(scope.git, folder);
  if (verdict === true) return null;
  if (verdict === null) return scope;
  return {
    own: scope.own.map((source) => admit(source, folder)),
    git: scope.git.map((source) => admit(source, folder)),
  };
}

function decide(sources: readonly IgnoreSource[], path: string): boolean | null {
  for (const { base, rules } of sources) {
    const { ignored, unignored } = rules.test(path.slice(base.length));
    if (ignored) return true;
    if (unignored) return false;
  }
  return null;
}

function admit(source: IgnoreSource, folder: string): IgnoreSource {
  const path = folder.slice(source.base.length);
  if (!source.rules.test(path).ignored) return source;
  const pattern = `!/${path.replace(/[\\*?[\]\s]/g, "\\$&")}`;
  const rules = ignore({ ignorecase: false, allowRelativePaths: true }).add(source.rules).add({ pattern });
  return { base: source.base, rules };
}
