/**
 * The patterns of one ignore file: bounded, brought into a form in which the `ignore` package agrees with git, and
 * indexed by what the last part of a path must look like. Pure; matches nothing itself.
 * Texts are byte strings, one code unit per byte, because git matches bytes: `?` is half of an "é".
 */

/** Patterns of one ignore file that are used; GitHub's largest template has under 500. */
export const MAX_PATTERNS = 5_000;
/** Longer ones match only paths that the operating system refuses (PATH_MAX is 4,096). */
const MAX_PATTERN_BYTES = 4_096;
/** Globstars between other parts in one pattern: matching costs up to depth^n. Real ones have at most one. */
const MAX_INNER_GLOBSTARS = 2;

export interface Patterns {
  /** Every pattern, in the file's order. */
  readonly lines: readonly string[];
  /** Those of `lines` that can match a name that is in neither `names` nor `extensions`, in the same order. */
  readonly open: readonly string[];
  /** Last parts without a wildcard: the pattern matches no path that ends otherwise. */
  readonly names: ReadonlySet<string>;
  /** The same for `*.ext`: from the last dot on. */
  readonly extensions: ReadonlySet<string>;
  /** How many of `lines` have n globstars between other parts, by n. */
  readonly byGlobstars: readonly number[];
  /** Whether patterns were left out because of the limits above. */
  readonly limited: boolean;
}

/** Parses an ignore file's bytes. */
export function parsePatterns(bytes: Uint8Array): Patterns {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; // git skips the mark
  const lines: string[] = [];
  const open: string[] = [];
  const names = new Set<string>();
  const extensions = new Set<string>();
  const byGlobstars: number[] = new Array(MAX_INNER_GLOBSTARS + 1).fill(0);
  let limited = false;
  for (const raw of fromBytes(bytes.subarray(start)).split("\n")) {
    for (const line of normalize(raw)) {
      const globstars = countInnerGlobstars(line);
      const count = byGlobstars[globstars];
      if (count === undefined || lines.length >= MAX_PATTERNS || line.length > MAX_PATTERN_BYTES) {
        limited = true;
        continue;
      }
      byGlobstars[globstars] = count + 1;
      lines.push(line);
      if (!index(line, names, extensions)) open.push(line);
    }
  }
  return { lines, open, names, extensions, byGlobstars, limited };
}

/** Makes a byte string of a path; an ASCII one, which nearly all are, is returned as it is. */
export function toByteString(path: string): string {
  for (let i = 0; i < path.length; i++) {
    if (path.charCodeAt(i) > 0x7f) return fromBytes(new TextEncoder().encode(path));
  }
  return path;
}

/** One code unit per byte. */
function fromBytes(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  }
  return parts.join("");
}

/** A literal start that does not end in "/", then a run of stars, then nothing or a "/": see `normalize`. */
const STARS_AFTER_LITERAL = /^(\/?)([^*?[\\]*[^*?[\\/])\*{2,}(\/.*)?$/;

/**
 * A line as none, one or several patterns. Git ends a pattern at a NUL; runs of globstars are one globstar; and where
 * a literal start runs into two stars (`/a**`), git cuts the start off before it matches (dir.c, `match_pathname`),
 * so that the stars cross folders there and nowhere else.
 */
function normalize(raw: string): string[] {
  const nul = raw.indexOf("\0");
  const line = nul === -1 ? raw : raw.slice(0, nul);
  if (line === "" || line === "\r" || line.startsWith("#")) return [];
  if (!line.includes("**")) return [line];
  const folded = line.replace(/(^!?|\/)(?:\*\*\/){2,}/g, "$1**/");
  const trimmed = folded.replace(/\r$/, "").replace(/(?<!\\) +$/, "");
  const sign = trimmed.startsWith("!") ? "!" : "";
  const [, head = "", literal = "", rest = ""] = STARS_AFTER_LITERAL.exec(trimmed.slice(sign.length)) ?? [];
  const isAnchored = head === "/" || literal.includes("/") || rest.length > 1;
  if (literal === "" || !isAnchored) return [folded];
  const beside = rest === "" || rest === "/" ? `*${rest}` : rest.slice(1);
  return [`${sign}/${literal}${beside}`, `${sign}/${literal}*/**${rest}`];
}

/** Globstars that are neither the first nor the last part of the pattern. */
function countInnerGlobstars(line: string): number {
  return line.split("/**/").length - 1;
}

/** A last part without a wildcard. */
const NAME = /^[\w.@+~,=$ -]+$/;
/** `*.ext`, also with one set of letters or digits in the extension (`*.py[cod]`). */
const EXTENSION = /^\*[\w.@+~,=$-]*(\.[\w@+~,=$-]*)(?:\[(\w+)\]([\w@+~,=$-]*))?$/;

/** Files the pattern under its last part; false when that part has wildcards that say nothing definite. */
function index(line: string, names: Set<string>, extensions: Set<string>): boolean {
  const body = line.replace(/\r$/, "").replace(/ +$/, "").replace(/^!/, "").replace(/\/$/, "");
  const last = body.slice(body.lastIndexOf("/") + 1);
  if (NAME.test(last)) {
    names.add(last);
    return true;
  }
  const match = EXTENSION.exec(last);
  if (match === null) return false;
  const [, start = "", members = "", end = ""] = match;
  if (members === "") extensions.add(start);
  for (const member of members) extensions.add(start + member + end);
  return true;
}
