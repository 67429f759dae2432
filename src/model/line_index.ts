/**
 * Offsets to lines and back, for one text. Lines end at LF, CRLF or a lone CR (as Python's tokenizer and LSP
 * count them); form feed, U+2028 and the like do not end a line.
 */
import type { Range, Span } from "./range.ts";

export interface LineIndex {
  /** Number of lines; a text that ends with a line end has no extra empty line, an empty text has one. */
  readonly lineCount: number;
  /** Offset of the first unit of `line` (1-based); the text's length for a line past the end. */
  startOf(line: number): number;
  /** Offset just past `line`'s last unit, its line end included. */
  endOf(line: number): number;
  /** 1-based line that holds `offset`. */
  lineAt(offset: number): number;
  rangeOf(span: Span): Range;
}

const LF = 10;
const CR = 13;

/**
 * Where the line begins that holds an offset, for offsets that never go back; lines end at LF. One pass over the text
 * for all of them, where a look back from each costs the length of its line.
 */
export function followLines(text: string): (offset: number) => number {
  let start = 0;
  let next = text.indexOf("\n");
  return (offset) => {
    while (next >= 0 && next < offset) {
      start = next + 1;
      next = text.indexOf("\n", start);
    }
    return start;
  };
}

function startsAfterLf(text: string): number[] {
  const starts: number[] = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function startsOfAny(text: string): number[] {
  const starts: number[] = [0];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === LF || (unit === CR && text.charCodeAt(i + 1) !== LF)) starts.push(i + 1);
  }
  return starts;
}

/** Builds the index of `text`; cost is one pass. */
export function indexLines(text: string): LineIndex {
  const starts = text.includes("\r") ? startsOfAny(text) : startsAfterLf(text);
  if (starts.length > 1 && starts[starts.length - 1] === text.length) starts.pop();
  const lineCount = starts.length;

  const startOf = (line: number): number => starts[line - 1] ?? text.length;
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = lineCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  return {
    lineCount,
    startOf,
    endOf: (line) => startOf(line + 1),
    lineAt,
    rangeOf: (span) => {
      const startLine = lineAt(span.start);
      const endLine = lineAt(span.end);
      return {
        startLine,
        startColumn: span.start - startOf(startLine) + 1,
        endLine,
        endColumn: span.end - startOf(endLine) + 1,
      };
    },
  };
}
