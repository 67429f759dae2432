/**
 * The innermost symbols or sections at a place of a file. Pure.
 * Invariant: nothing in the answer holds another symbol that is at the place too.
 */
import type { Chunk } from "../model/chunk.ts";
import type { Range } from "../model/range.ts";

/**
 * The innermost of `chunks` (a file's, in source order) that hold the place; several where none of them is inside
 * another, as with two one-line definitions on one line. Without a column the place is the whole line.
 */
export function spanningChunks(chunks: readonly Chunk[], line: number, column: number | null): Chunk[] {
  const holding = chunks.filter((chunk) => chunk.kind !== "lines" && holds(chunk.range, line, column));
  const innermost: Chunk[] = [];
  // Backwards: spans nest or are apart, so what follows the chunks of one span is inside them or beside them.
  let follower: Chunk | undefined;
  let current: Chunk | undefined;
  for (const chunk of holding.toReversed()) {
    if (current !== undefined && !hasSameSpan(chunk, current)) follower = current;
    current = chunk;
    if (follower === undefined || follower.span.start >= chunk.span.end) innermost.unshift(chunk);
  }
  const named = innermost.filter((chunk) => column !== null && holds(chunk.nameRange, line, column));
  return named.length > 0 ? named : innermost;
}

function hasSameSpan(a: Chunk, b: Chunk): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end;
}

function holds(range: Range, line: number, column: number | null): boolean {
  const endsBefore = range.endColumn === 1 && range.endLine > range.startLine; // the end is exclusive
  if (line < range.startLine || line > (endsBefore ? range.endLine - 1 : range.endLine)) return false;
  if (column === null) return true;
  return (line > range.startLine || column >= range.startColumn) &&
    (line < range.endLine || column < range.endColumn);
}
