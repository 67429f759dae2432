/**
 * What is written about a definition, in one line: the first line of its docstring, or the first sentence of the
 * comment that stands right before it. Works on text alone.
 * Invariant: one line, trimmed, never longer than MAX_DOC; "" where there is nothing.
 */
import { endOfString, type Lexis, quoteAt } from "./lexis.ts";

/** A doc line is shown beside a hit; more than this is a paragraph without line ends. */
export const MAX_DOC = 300;

/** A docstring's place in a text. */
export interface Docstring {
  /** Offset of its prefix or opening quote. */
  readonly start: number;
  /** Just past the closing quote. */
  readonly end: number;
  readonly prefix: string;
  readonly quote: string;
  /** The first line that is not blank, as written between the quotes. */
  readonly line: string;
}

const STRING_PREFIX = /[rRuU]?(?=["'])/y;
const AFTER_DOCSTRING = /[ \t\f]*(?:\\\r?\n[ \t\f]*)*(?:[#;\r\n]|$|[rRuU]?["'])/y;

/** The docstring that stands at `at` (the first statement of a body or file), as CPython would see it, or null. */
export function findDocstring(text: string, at: number, lexis: Lexis): Docstring | null {
  STRING_PREFIX.lastIndex = at;
  const prefix = STRING_PREFIX.exec(text)?.[0];
  if (prefix === undefined) return null;
  const open = at + prefix.length;
  const quote = quoteAt(text, open, lexis);
  if (quote === "") return null;
  const end = endOfString(text, open, quote);
  if (!text.startsWith(quote, end - quote.length) || end < open + 2 * quote.length) return null;
  AFTER_DOCSTRING.lastIndex = end;
  if (!AFTER_DOCSTRING.test(text)) return null;
  const content = text.slice(open + quote.length, end - quote.length);
  return { start: at, end, prefix, quote, line: firstLine(content, /r/i.test(prefix)) };
}

/** The first line that is not blank; a line end after a `\` is none unless the string is raw. */
function firstLine(content: string, raw: boolean): string {
  const joined = raw ? content : content.replace(/(?<!\\)((?:\\\\)*)\\\r?\n/g, "$1");
  const line = /\S[^\r\n]*/.exec(joined)?.[0] ?? "";
  let backslashes = 0;
  while (line[line.length - 1 - backslashes] === "\\") backslashes++;
  return cut((backslashes % 2 === 1 ? line.slice(0, -1) : line).trim());
}

/** A carriage return alone ends no line of the text, but one of the answer. */
function cut(written: string): string {
  const line = written.replace(/\r+/g, " ");
  if (line.length <= MAX_DOC) return line;
  const end = /[\ud800-\udbff]/.test(line[MAX_DOC - 2] ?? "") ? MAX_DOC - 2 : MAX_DOC - 1;
  return `${line.slice(0, end)}…`;
}

/** Comments that speak to tools, not to readers. */
const NOT_DOC =
  /^(?:eslint|prettier|deno-|@ts-|ts-|biome-|istanbul|c8 |v8 |jshint|jslint|tslint|go:|\+build|nolint|noinspection|rubocop|shellcheck|phpcs|phpstan|psalm|clang-format|NOLINT|!|#region|region|endregion|-\*-|vim:|SPDX|Copyright)/i;

/** A longer comment has no doc line: text that closes many and opens none would be searched for each of them. */
const LONGEST_COMMENT = 20_000;

/** First sentence of the comment that ends on the line before `start` (or on it, before `start`), or "". */
export function findDocComment(text: string, start: number, lexis: Lexis): string {
  let end = start;
  let lineEnds = 0;
  while (end > 0) {
    const unit = text[end - 1];
    if (unit === "\n") lineEnds++;
    else if (unit !== " " && unit !== "\t" && unit !== "\r") break;
    if (lineEnds > 1) return "";
    end--;
  }
  for (const [open, close] of lexis.blockComments) {
    if (!text.startsWith(close, end - close.length)) continue;
    const stretch = text.slice(Math.max(0, end - LONGEST_COMMENT), end - close.length);
    const at = stretch.lastIndexOf(open);
    if (at < 0 || !startsLine(text, end - close.length - stretch.length + at)) return "";
    return firstOf(stretch.slice(at + open.length).split(/\r?\n/));
  }
  return lineEnds === 1 ? lineComments(text, end, lexis) : "";
}

/** The run of line comments whose last line ends at `end`, read from its first line on. */
function lineComments(text: string, end: number, lexis: Lexis): string {
  const lines: string[] = [];
  for (let lineEnd = end; lineEnd > 0;) {
    const lineStart = text.lastIndexOf("\n", lineEnd - 1) + 1;
    const line = text.slice(lineStart, lineEnd).trim();
    const token = lexis.lineComments.find((one) => line.startsWith(one));
    if (token === undefined || line.startsWith("#!")) break;
    if (end - lineStart > LONGEST_COMMENT) return "";
    lines.push(line.slice(token.length));
    lineEnd = lineStart - 1;
  }
  return firstOf(lines.reverse());
}

/** The first sentence of a comment's lines; all of the paragraph where no sentence ends in it. */
function firstOf(lines: readonly string[]): string {
  const parts: string[] = [];
  let units = 0;
  for (const line of lines) {
    if (parts.length > 0 && BEGINS_ANEW.test(line.trimStart())) break;
    const bare = withoutMarks(line).replace(NAMING_TAG, "$1").replace(/<\/?[A-Za-z][^<>]*>/g, "").trim();
    if (parts.length > 0 && (bare === "" || TAG.test(bare))) break;
    if (bare === "" || !/[\p{L}\p{N}]/u.test(bare)) continue;
    if (parts.length === 0 && NOT_DOC.test(bare)) return "";
    const end = sentenceEnd(bare);
    parts.push(end < 0 ? bare : bare.slice(0, end));
    units += bare.length + 1;
    if (end >= 0 || units > MAX_DOC) break;
  }
  return cut(parts.join(" ").replace(/\s+/g, " "));
}

/** What a line of a comment begins with that goes on with no sentence: an item, a heading, a paragraph of HTML. */
const BEGINS_ANEW =
  /^(?:[/!*;#]+\s+[-*+•]\s|[-+•]\s|[/!*;]*\s*(?:#{1,6}\s|<(?:p|ul|ol|li|pre|br|h\d|table|summary|remarks)\b))/i;
/** What begins the fields of a comment, and quoted code or tables in it. */
const TAG = /^(?:[@\\][A-Za-z]|:\w{1,40}[: ]|```|~~~|\||\d{1,3}[.)]\s)/;
/** Tags of C#'s and Javadoc's comments that stand for the name they hold. */
const NAMING_TAG = /<(?:see|seealso|paramref|typeparamref)\s+\w+="(?:[A-Z]:)?([^"<>]*)"\s*\/?>/g;

const SENTENCE_END = /[.!?][)"'’”`]?(?=\s+[^\sa-z]|\s*$)/g;
/** Words whose full stop ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:e\.?g|i\.?e|etc|vs|cf|resp|approx|incl|no|fig|mr|dr|st|[A-Za-z])\.$/i;

/** Offset just past the first sentence that ends in `line`, or -1. */
function sentenceEnd(line: string): number {
  for (const { 0: mark, index } of line.matchAll(SENTENCE_END)) {
    const end = index + mark.length;
    if (mark !== "." || end === line.length || !ABBREVIATION.test(line.slice(Math.max(0, end - 12), end))) {
      return end;
    }
  }
  return -1;
}

/** Without the marks of the comment around it. Not one pattern: a long run of blanks inside would be tried from each. */
function withoutMarks(line: string): string {
  let end = line.length;
  while (end > 0 && (line[end - 1] === "*" || line[end - 1]?.trim() === "")) end--;
  return line.slice(0, end).replace(/^[\s*/!#;-]+/, "");
}

/** Whether nothing but blanks stands before `at` in its line. */
function startsLine(text: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && text[before] !== "\n" && text[before]?.trim() === "") before--;
  return before < 0 || text[before] === "\n";
}
