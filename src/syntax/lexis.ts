/**
 * The little that is known of a language's tokens without a grammar: where comments and strings begin and end.
 * Enough to fold a header onto one line, never to decide what a definition is.
 * Invariant: no text between quotes is ever changed, and every function ends after one pass over its input.
 */

/** How a language's blocks are written: by indentation, in braces, or closed by a word such as `end`. */
export type BlockStyle = "indent" | "brace" | "word";

export interface Lexis {
  /** Tokens that begin a comment that runs to the end of the line. */
  readonly lineComments: readonly string[];
  /** Opening and closing tokens of comments; they do not nest. */
  readonly blockComments: readonly (readonly [string, string])[];
  /** String delimiters, longer ones first; each closes itself and knows `\` escapes. */
  readonly quotes: readonly string[];
  readonly blocks: BlockStyle;
}

export const PLAIN_LEXIS: Lexis = { lineComments: [], blockComments: [], quotes: [], blocks: "brace" };

/** Offset just past the string literal that opens with `quote` at `at`; a one-line literal stops at its line's end. */
export function endOfString(code: string, at: number, quote: string): number {
  const multiline = quote.length > 1 || quote === "`";
  for (let i = at + quote.length; i < code.length; i++) {
    const unit = code[i];
    if (unit === "\\") i++;
    else if (!multiline && unit === "\n") return i;
    else if (code.startsWith(quote, i)) return i + quote.length;
  }
  return code.length;
}

/** The quote of `lexis` that stands at `at`, or "". */
export function quoteAt(code: string, at: number, lexis: Lexis): string {
  for (const quote of lexis.quotes) if (code.startsWith(quote, at)) return quote;
  return "";
}

/** Finds the next unit, from its `lastIndex` on, that may begin a comment or a string. */
export function markOf(lexis: Lexis): RegExp {
  const tokens = [...lexis.quotes, ...lexis.lineComments, ...lexis.blockComments.map(([open]) => open)];
  const units = new Set(tokens.map((token) => token.slice(0, 1)));
  return new RegExp(`[${[...units].map((unit) => unit.replace(/[\\\]^-]/, "\\$&")).join("")}]`, "g");
}

/** Offset just past the comment at `at` (the line end of a line comment stays), or `at` when there is none. */
export function endOfComment(code: string, at: number, lexis: Lexis): number {
  for (const [open, close] of lexis.blockComments) {
    if (!code.startsWith(open, at)) continue;
    const end = code.indexOf(close, at + open.length);
    return end < 0 ? code.length : end + close.length;
  }
  for (const token of lexis.lineComments) {
    if (!code.startsWith(token, at)) continue;
    const end = code.indexOf("\n", at);
    return end < 0 ? code.length : end;
  }
  return at;
}

const OPENING = "([{";
const CLOSING = ")]}";

/** Units that begin no comment or string in any lexis here and mean nothing to folding. */
const PLAIN_RUN = /[\p{L}\p{N}_.:]+/uy;

/**
 * `code` without comments, each run of white space outside strings one blank (none just inside `(` and `[`), split at
 * the line ends that stand outside brackets; blank lines are left out. A `\` before a line end joins the lines.
 */
export function foldLines(code: string, lexis: Lexis): string[] {
  const lines: string[] = [];
  // In parts: to ask a string that grew for its last unit costs its whole length.
  let line: string[] = [];
  let depth = 0;
  let blank = false;
  for (let i = 0; i < code.length;) {
    PLAIN_RUN.lastIndex = i;
    const run = blank ? undefined : PLAIN_RUN.exec(code)?.[0];
    if (run !== undefined) {
      line.push(run);
      i += run.length;
      continue;
    }
    const unit = code[i] ?? "";
    if (unit === "\n" || unit === "\r") {
      if (depth === 0 && line.length > 0) {
        lines.push(line.join(""));
        line = [];
      }
      blank = line.length > 0;
      i++;
      continue;
    }
    if (unit === " " || unit === "\t" || unit === "\f" || unit === "\v") {
      blank = line.length > 0;
      i++;
      continue;
    }
    if (unit === "\\" && /^\\\r?\n/.test(code.slice(i, i + 3))) {
      blank = line.length > 0;
      i += code[i + 1] === "\r" ? 3 : 2;
      continue;
    }
    const afterComment = endOfComment(code, i, lexis);
    if (afterComment > i) {
      blank = line.length > 0;
      i = afterComment;
      continue;
    }
    const quote = quoteAt(code, i, lexis);
    const end = quote === "" ? i + 1 : endOfString(code, i, quote);
    const closes = CLOSING.includes(unit);
    if (OPENING.includes(unit)) depth++;
    else if (closes && depth > 0) depth--;
    if (blank) {
      const part = line[line.length - 1] ?? "";
      const last = part[part.length - 1] ?? "";
      if (closes && last === "," && depth === 0 && unit === ")") {
        line.pop();
        if (part.length > 1) line.push(part.slice(0, -1));
      } else if (unit === "}" || last === "{" || (!closes && unit !== "," && last !== "(" && last !== "[")) {
        line.push(" ");
      }
    }
    blank = false;
    line.push(quote === "" ? unit : code.slice(i, end));
    i = end;
  }
  if (line.length > 0) lines.push(line.join(""));
  return lines;
}

const NEEDS_FOLDING = /[\s\\#]{2}|[\n\r\t\f\v#]|\/[*/]|--|^\s|\s$/;

/** `code` as one line: comments out, white space folded, line ends inside strings too. */
export function foldCode(code: string, lexis: Lexis): string {
  if (!NEEDS_FOLDING.test(code)) return code;
  // Across a line end, `<` and `>` are brackets too: nobody breaks a line inside a comparison in a header.
  return onOneLine(foldLines(code, lexis).join("\n").replace(/<\n/g, "<").replace(/,?\n>/g, ">"));
}

/** The first logical line of `code` as one line: what heads a block where line ends mean something. */
export function foldHeader(code: string, lexis: Lexis): string {
  if (!NEEDS_FOLDING.test(code)) return code;
  return onOneLine(foldLines(code, lexis)[0] ?? "");
}

/** Every run of line ends, with the white space around it, as one blank; each run of white space is looked at once. */
function onOneLine(code: string): string {
  if (!/[\r\n]/.test(code)) return code;
  const lines = code.split(/[\r\n]+/);
  const last = lines.length - 1;
  const bare = lines.map((line, i) => i === 0 ? line.trimEnd() : i === last ? line.trimStart() : line.trim());
  return bare.filter((line, i) => line !== "" || i === 0 || i === last).join(" ");
}
