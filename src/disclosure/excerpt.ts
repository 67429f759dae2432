/**
 * Chooses the lines of a chunk that matter most and marks the gaps between them. Does not count tokens: the caller
 * asks for fewer lines until the text fits. Invariant: the lines that are shown are the chunk's own, in order, and
 * every run of lines left out is one mark with its number; a line too long to show is cut, and says so.
 */
import { wordsOf } from "../model/words.ts";

export interface ExcerptSource {
  /** The chunk's text. */
  readonly text: string;
  /** Length of its head (decorators and signature) in `text`; 0 where it has none. */
  readonly headLength: number;
  /** First line of its docstring; "" where there is none. */
  readonly doc: string;
}

/** An excerpt's lines in the order in which they are worth their room. */
export interface ExcerptPlan {
  readonly lines: readonly string[];
  /** Indices into `lines`: the first ones matter most. */
  readonly byWorth: readonly number[];
}

/** A chunk of at most this many lines is shown whole: marks would cost as much as they save. */
const WHOLE_LINES = 16;
/** Lines shown after head and docstring: as many as a screen has beside them. */
const BODY_LINES = 24;
/** Without a match, the lines after head and docstring. */
const OPENING_LINES = 12;
const DOC_LINES = 6;
const CONTEXT_LINES = 1;
/** A line this short stands for itself where it alone would be left out. */
const LONE_UNITS = 40;
/** Longer lines are data or minified; UTF-16 units. */
const LINE_UNITS = 240;

/** Plans an excerpt of `source` for `query` ("" for none). Pure; linear in the text. */
export function planExcerpt(source: ExcerptSource, query: string): ExcerptPlan {
  const lines = source.text.split(/(?<=\n|\r(?!\n))/);
  if (lines.length <= WHOLE_LINES) return { lines, byWorth: lines.map((_, line) => line) };
  const worth = new Set<number>();
  const headEnd = headLines(lines, source.headLength);
  for (let line = 0; line < headEnd; line++) worth.add(line);
  const docEnd = docLines(lines, headEnd, source.doc);
  for (let line = headEnd; line < Math.min(docEnd, headEnd + DOC_LINES); line++) worth.add(line);
  const room = worth.size + BODY_LINES;
  const matches = matchingLines(lines, docEnd, new Set(wordsOf(query)));
  for (const match of matches) {
    if (worth.size >= room) break;
    for (let line = match - CONTEXT_LINES; line <= match + CONTEXT_LINES; line++) {
      if (line >= docEnd && line < lines.length) worth.add(line);
    }
  }
  if (matches.length === 0) {
    for (let line = docEnd; line < Math.min(docEnd + OPENING_LINES, lines.length); line++) worth.add(line);
  }
  return { lines, byWorth: [...worth] };
}

/** The excerpt that shows the `count` lines that are worth most. */
export function renderExcerpt(plan: ExcerptPlan, count: number): string {
  const shown = new Set(plan.byWorth.slice(0, count));
  const parts: string[] = [];
  let gap = 0;
  const closeGap = (indent: string, next: number) => {
    const lone = gap === 1 ? plan.lines[next - 1] ?? "" : "";
    // A mark costs as much as a short line, and says less.
    if (gap === 1 && lone.length <= LONE_UNITS) parts.push(lone);
    else if (gap > 0) parts.push(`${indent}… ${gap} ${gap === 1 ? "line" : "lines"}\n`);
    gap = 0;
  };
  for (const [index, line] of plan.lines.entries()) {
    if (!shown.has(index)) gap++;
    else {
      closeGap(/^[ \t]*/.exec(line)?.[0] ?? "", index);
      parts.push(cutLine(line));
    }
  }
  const endsOpen = parts.length > 0 && !/[\n\r]$/.test(parts[parts.length - 1] ?? "");
  if (gap > 0 && endsOpen) parts.push("\n");
  closeGap("", plan.lines.length);
  return parts.join("");
}

function cutLine(line: string): string {
  if (line.length <= LINE_UNITS) return line;
  const end = /[\r\n]*$/.exec(line)?.[0] ?? "";
  const left = line.length - end.length - LINE_UNITS;
  return left > 0 ? `${line.slice(0, LINE_UNITS).toWellFormed()}… ${left} characters${end}` : line;
}

/** Number of lines that the first `headLength` units touch; at least the first line. */
function headLines(lines: readonly string[], headLength: number): number {
  let units = 0;
  let count = 0;
  while (count < lines.length && (count === 0 || units < headLength)) units += lines[count++]?.length ?? 0;
  return count;
}

/** The line after the docstring that starts within two lines of `from`; `from` where there is none. */
function docLines(lines: readonly string[], from: number, doc: string): number {
  if (doc === "") return from;
  for (let line = Math.max(0, from - 1); line < Math.min(from + 2, lines.length); line++) {
    const text = lines[line] ?? "";
    const at = text.indexOf(doc.slice(0, 40));
    const opening = /^\s*[A-Za-z]{0,2}("""|''')/.exec(text) ??
      /^\s*[A-Za-z]{0,2}("""|''')/.exec(lines[line - 1] ?? "");
    if (at < 0) continue;
    const quote = opening?.[1];
    if (quote === undefined || text.indexOf(quote, at) >= 0) return Math.max(from, line + 1);
    const close = lines.findIndex((later, index) => index > line && later.includes(quote));
    return close < 0 ? line + 1 : close + 1;
  }
  return from;
}

/** Lines from `from` on that hold a query word, those with the rarest words first, then in order. */
function matchingLines(
  lines: readonly string[],
  from: number,
  query: ReadonlySet<string>,
): readonly number[] {
  if (query.size === 0) return [];
  const found = new Map<number, readonly string[]>();
  const linesWith = new Map<string, number>();
  for (let line = from; line < lines.length; line++) {
    const words = [...new Set(wordsOf(lines[line] ?? ""))].filter((word) => query.has(word));
    if (words.length === 0) continue;
    found.set(line, words);
    for (const word of words) linesWith.set(word, (linesWith.get(word) ?? 0) + 1);
  }
  const score = (line: number) =>
    (found.get(line) ?? []).reduce((sum, word) => sum + 1 / (linesWith.get(word) ?? 1), 0);
  return [...found.keys()].sort((a, b) => score(b) - score(a) || a - b);
}
