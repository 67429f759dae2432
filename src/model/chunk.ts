/** Chunks: the smallest things that are served, and the names by which they are asked for. */
import { linesId, symbolId } from "./id.ts";
import type { Range, Span } from "./range.ts";
import type { SymbolKind } from "./symbol.ts";

/** A symbol's kind, or one of the three kinds of chunk that are no symbol. */
export type ChunkKind = SymbolKind | "section" | "file" | "lines";

export const DISCLOSURE_MODES = ["skeleton", "excerpt", "raw"] as const;
export type DisclosureMode = typeof DISCLOSURE_MODES[number];

/**
 * One chunk of a source file as the pack keeps it: a definition (see model/symbol.ts for the fields' meaning), a
 * Markdown section (`qualname` is its heading path, `signature` its heading line) or a window of lines.
 * A file's chunks are in source order, outer before inner; `parent` indexes the same list, -1 at the top.
 */
export interface Chunk {
  readonly kind: Exclude<ChunkKind, "file">;
  readonly name: string;
  readonly qualname: string;
  readonly ordinal: number;
  readonly parent: number;
  readonly span: Span;
  readonly range: Range;
  readonly nameSpan: Span;
  readonly nameRange: Range;
  readonly body: Span | null;
  readonly signature: string;
  readonly doc: string;
}

/** The chunk's stable id in the file at `path`. */
export function chunkId(path: string, chunk: Chunk): string {
  if (chunk.kind === "lines") return linesId(path, chunk.range.startLine, chunk.range.endLine);
  return symbolId(path, chunk.qualname, chunk.ordinal);
}
