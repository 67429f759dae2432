/**
 * The patterns of one ignore file: bounded, and brought into a form in which the `ignore` package agrees with git.
 * Pure; matches nothing itself.
 * Texts are byte strings, one code unit per byte, because git matches bytes: `?` is half of an "é".
 */

/** Patterns of one ignore file that are used; GitHub's largest template has under 500. */
const MAX_PATTERNS = 5_000;
/** Longer ones match only paths that the operating system refuses (PATH_MAX is 4,096). */
const MAX_PATTERN_BYTES = 4_096;
/** Globstars between other parts in one pattern: a regular expression tries them all against each other. */
const MAX_INNER_GLOBSTARS = 3;

export interface Patterns {
  /** In the file's order; the last that matches decides. */
  readonly lines: readonly string[];
  /** Whether patterns were left out because of the limits above. */
  readonly limited: boolean;
}

/** Parses an ignore file's bytes. */
export function parsePatterns(bytes: Uint8Array): Patterns {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; // git skips the mark
  const all = fromBytes(bytes.subarray(start)).split("\n").flatMap(normalize);
  const lines = all.filter(isUsable).slice(0, MAX_PATTERNS);
  return { lines, limited: lines.length < all.length };
}

const NOT_ASCII = /[\u0080-\uffff]/;

/** Makes a byte string of a path; an ASCII one, which nearly all are, is returned as it is. */
export function toByteString(path: string): string {
  return NOT_ASCII.test(path) ? fromBytes(new TextEncoder().encode(path)) : path;
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
  const trimmed = withoutBlanks(folded.replace(/\r$/, ""));
  const sign = trimmed.startsWith("!") ? "!" : "";
  const [, head = "", literal = "", rest = ""] = STARS_AFTER_LITERAL.exec(trimmed.slice(sign.length)) ?? [];
  const isAnchored = head === "/" || literal.includes("/") || rest.length > 1;
  if (literal === "" || !isAnchored) return [folded];
  const beside = rest === "" || rest === "/" ? `*${rest}` : rest.slice(1);
  return [`${sign}/${literal}${beside}`, `${sign}/${literal}*/**${rest}`];
}

/** Without the blanks at its end, but for one that follows a `\`; one look at each unit. */
function withoutBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end--;
  return line.slice(0, end < line.length && line[end - 1] === "\\" ? end + 1 : end);
}

function isUsable(line: string): boolean {
  return line.length <= MAX_PATTERN_BYTES && line.split("/**/").length - 1 <= MAX_INNER_GLOBSTARS;
}
