/**
 * The rows of the word index for one file. Pure.
 * Invariant: every character of the file belongs to exactly one unit's body, so that the index grows with the text
 * and a word counts once: a unit owns its text less what the units inside it own; unit 0, the file, owns the rest.
 */
import type { Chunk } from "../model/chunk.ts";
import { isClosed } from "../model/nesting.ts";
import type { Span } from "../model/range.ts";
import type { SymbolKind } from "../model/symbol.ts";

/** One row: `unit` 0 is the file itself, n its chunk n - 1. */
export interface Unit {
  readonly unit: number;
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  /** Stretches of the file's text that the unit owns, in order. */
  readonly body: readonly Span[];
}

/** Kinds that get a row of their own. The others are one-liners that belong to what encloses them. */
const ROW_KINDS: ReadonlySet<string> = new Set<SymbolKind | "section" | "lines">([
  "class",
  "constructor",
  "enum",
  "function",
  "interface",
  "lines",
  "macro",
  "method",
  "section",
  "struct",
  "trait",
  "type",
  "union",
]);

/** The word rows of a file of `length` UTF-16 units, from its chunks. */
export function unitsOf(length: number, chunks: readonly Chunk[]): Unit[] {
  const owners: number[] = []; // by chunk: the unit that owns its text
  const closed: boolean[] = [];
  const cuts = new Map<number, Span[]>(); // by unit: what the units inside it took
  for (const [index, chunk] of chunks.entries()) {
    const insideClosed = closed[chunk.parent] ?? false;
    const outer = owners[chunk.parent] ?? 0;
    const owns = ROW_KINDS.has(chunk.kind) && !insideClosed;
    closed.push(insideClosed || isClosed(chunk.kind));
    owners.push(owns ? index + 1 : outer);
    if (!owns) continue;
    const list = cuts.get(outer);
    if (list === undefined) cuts.set(outer, [chunk.span]);
    else list.push(chunk.span);
  }

  const whole = { start: 0, end: length };
  const units: Unit[] = [{
    unit: 0,
    name: "",
    signature: "",
    doc: "",
    body: without(whole, cuts.get(0)),
  }];
  for (const [index, chunk] of chunks.entries()) {
    if (!ROW_KINDS.has(chunk.kind)) continue;
    const unit = index + 1;
    units.push({
      unit,
      name: chunk.name,
      signature: chunk.kind === "section" ? chunk.qualname : chunk.signature,
      doc: chunk.doc,
      body: owners[index] === unit ? without(chunk.span, cuts.get(unit)) : [],
    });
  }
  return units;
}

function without(span: Span, cuts: readonly Span[] | undefined): Span[] {
  const kept: Span[] = [];
  let from = span.start;
  for (const cut of cuts ?? []) {
    if (cut.start > from) kept.push({ start: from, end: cut.start });
    from = Math.max(from, cut.end);
  }
  if (from < span.end) kept.push({ start: from, end: span.end });
  return kept;
}
