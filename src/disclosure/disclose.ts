/**
 * Shows one chunk in one disclosure mode. Does not choose between chunks (src/disclosure/budget.ts). Invariant: raw is
 * the file's own text at the chunk's place, whole or not at all; only an excerpt gets shorter for want of room.
 */
import type { ChunkKind, DisclosureMode } from "../model/chunk.ts";
import type { LineIndex } from "../model/line_index.ts";
import type { Range, Span } from "../model/range.ts";
import { type ExcerptPlan, planExcerpt, renderExcerpt } from "./excerpt.ts";
import { boundTokens, estimateTokens } from "./tokens.ts";

/** A chunk with all that any mode needs of it. */
export interface Disclosable {
  readonly id: string;
  readonly path: string;
  readonly kind: ChunkKind;
  /** The whole decoded file. */
  readonly fileText: string;
  /** Lines of `fileText`. */
  readonly lines: LineIndex;
  /** The chunk's place in `fileText`. */
  readonly span: Span;
  /** What a skeleton elides, in `fileText`; null where there is nothing. */
  readonly body: Span | null;
  /** First line of the docstring; "" where there is none. */
  readonly doc: string;
  /** The chunk's skeleton; asked for in skeleton mode only. */
  readonly skeleton: () => string;
}

/** A chunk as an answer shows it. */
export interface Disclosed {
  readonly id: string;
  readonly path: string;
  /** The chunk's place, whatever part of it is shown. */
  readonly range: Range;
  readonly mode: DisclosureMode;
  readonly text: string;
  /** Expected o200k tokens of `text`. */
  readonly tokenEst: number;
  /** Whether want of room made it shorter than its mode alone does. */
  readonly truncated: boolean;
}

/** What a chunk looks like in a mode with no want of room, and shorter forms of it where the mode has any. */
export interface Draft {
  readonly text: string;
  /** The longest text of at most `roomTokens` (by boundTokens), null where none fits. */
  readonly shorten: (roomTokens: number) => string | null;
}

/** Fewer lines than these say nothing that the id does not: the signature, or a line and the mark of a gap. */
const LEAST_LINES = 1;

/** Drafts `chunk` in `mode`; `query` ("" for none) steers an excerpt. */
export function draftChunk(chunk: Disclosable, mode: DisclosureMode, query: string): Draft {
  if (mode === "excerpt") {
    const start = startWithIndent(chunk.fileText, chunk.span.start);
    const text = chunk.fileText.slice(start, chunk.span.end);
    const headLength = chunk.body === null ? 0 : Math.max(0, chunk.body.start - start);
    const plan = planExcerpt({ text, headLength, doc: chunk.doc }, query);
    return {
      text: renderExcerpt(plan, plan.byWorth.length),
      shorten: (roomTokens) => shortenExcerpt(plan, roomTokens),
    };
  }
  const text = mode === "raw" ? chunk.fileText.slice(chunk.span.start, chunk.span.end) : chunk.skeleton();
  return { text, shorten: (roomTokens) => boundTokens(text) <= roomTokens ? text : null };
}

/** Where the line of `offset` begins when only blanks lie between: an excerpt's first line is indented like the rest. */
function startWithIndent(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && (text[start - 1] === " " || text[start - 1] === "\t")) start--;
  return start === 0 || text[start - 1] === "\n" || text[start - 1] === "\r" ? start : offset;
}

/** The answer's form of `chunk` with `text` shown of it. */
export function discloseText(
  chunk: Disclosable,
  mode: DisclosureMode,
  text: string,
  truncated: boolean,
): Disclosed {
  return {
    id: chunk.id,
    path: chunk.path,
    range: chunk.lines.rangeOf(chunk.span),
    mode,
    text,
    tokenEst: estimateTokens(text),
    truncated,
  };
}

/** Shows `chunk` in at most `roomTokens`; null where the mode has no form of it that fits. */
export function discloseChunk(
  chunk: Disclosable,
  mode: DisclosureMode,
  query: string,
  roomTokens: number,
): Disclosed | null {
  const draft = draftChunk(chunk, mode, query);
  const text = draft.shorten(roomTokens);
  return text === null ? null : discloseText(chunk, mode, text, text !== draft.text);
}

function shortenExcerpt(plan: ExcerptPlan, roomTokens: number): string | null {
  let best: string | null = null;
  let low = LEAST_LINES;
  let high = plan.byWorth.length;
  while (low <= high) {
    const count = (low + high + 1) >> 1;
    const text = renderExcerpt(plan, count);
    if (boundTokens(text) <= roomTokens) {
      best = text;
      low = count + 1;
    } else high = count - 1;
  }
  return best;
}
