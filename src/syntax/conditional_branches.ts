/**
 * `#if … #else … #endif` inside a declaration or with unbalanced braces is beyond any grammar of C, C++ and C#. Keeps
 * the first branch of such groups and blanks the rest; groups of whole declarations stay as they are. Used only on
 * text that does not parse (repair.ts).
 * Invariant: the result is exactly as long as the input; line ends stay.
 */

interface Branch {
  /** Start of its directive's line, of its first line, and of the line of the directive that ends it. */
  readonly directive: number;
  readonly start: number;
  end: number;
  /** How many more `{` than `}` stand between `start` and `end`. */
  excess: number;
}

/** Lines without code before a directive that are looked past, and groups inside groups: beyond that, no source. */
const MAX_LOOK_BACK = 60;
const MAX_DEPTH = 200;

const DIRECTIVE =
  /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b(?:\\\r?\n|[^\r\n])*(?:\r?\n|$)/gm;

/** `text` with one branch left of every group that no grammar could read whole. Linear in the text. */
export function keepFirstBranches(text: string): string {
  const open: Branch[][] = [];
  const blanked: [number, number][] = [];
  let countedTo = 0;
  let excess = 0;
  for (const match of text.matchAll(DIRECTIVE)) {
    const after = match.index + match[0].length;
    excess += excessOf(text.slice(countedTo, match.index));
    countedTo = after;
    const begun = { directive: match.index, start: after, end: after, excess };
    const word = match[1] ?? "";
    if (word.startsWith("if")) {
      if (open.push([begun]) > MAX_DEPTH) return text;
      continue;
    }
    const group = open[open.length - 1];
    const last = group?.[group.length - 1];
    if (group === undefined || last === undefined) continue;
    last.end = match.index;
    last.excess = excess - last.excess;
    if (word !== "endif") {
      group.push(begun);
      continue;
    }
    open.pop();
    if (!isInline(text, group)) continue;
    const first = group[0];
    if (first === undefined) continue;
    blanked.push([first.directive, first.start], [first.end, after]);
  }
  return blankAll(text, blanked);
}

/** Whether the group cuts through a declaration: where it begins, where a branch ends, or in the braces of one. */
function isInline(text: string, group: readonly Branch[]): boolean {
  const before = lastCodeUnit(text, 0, group[0]?.directive ?? 0);
  if (!';{}*/"'.includes(before)) return true;
  return group.some((branch) => {
    const last = lastCodeUnit(text, branch.start, branch.end);
    return !';{}]*/"'.includes(last) || branch.excess !== 0;
  });
}

/** The last unit before `to` that is neither white space nor in a line comment or directive; "" for none within reach. */
export function lastCodeUnit(text: string, from: number, to: number): string {
  let lines = 0;
  for (let end = to; end > from && lines < MAX_LOOK_BACK; lines++) {
    const lineStart = Math.max(from, text.lastIndexOf("\n", end - 2) + 1);
    const line = text.slice(lineStart, end).replace(/\/\/.*$/m, "").trim();
    end = lineStart;
    // A line that a `\` continues is a part of a macro here: the directive that it belongs to is further up.
    if (line === "" || line.startsWith("#") || isContinued(text, lineStart)) continue;
    return line[line.length - 1] ?? "";
  }
  return "";
}

/** Whether the line before the one that begins at `lineStart` ends in a `\`. */
function isContinued(text: string, lineStart: number): boolean {
  const last = text[lineStart - 2] === "\r" ? lineStart - 3 : lineStart - 2;
  return text[last] === "\\";
}

function excessOf(code: string): number {
  let excess = 0;
  for (const [brace] of code.matchAll(/[{}]/g)) excess += brace === "{" ? 1 : -1;
  return excess;
}

function blankAll(text: string, spans: readonly (readonly [number, number])[]): string {
  const out: string[] = [];
  let copiedTo = 0;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    if (end <= copiedTo) continue;
    const from = Math.max(start, copiedTo);
    out.push(text.slice(copiedTo, from), text.slice(from, end).replace(/[^\r\n]/g, " "));
    copiedTo = end;
  }
  out.push(text.slice(copiedTo));
  return out.join("");
}
