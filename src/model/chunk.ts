/** Chunks: the smallest things that are served. */
import type { SymbolKind } from "./symbol.ts";

/** A symbol's kind, or one of the three kinds of chunk that are no symbol. */
export type ChunkKind = SymbolKind | "section" | "file" | "lines";

export const DISCLOSURE_MODES = ["skeleton", "excerpt", "raw"] as const;
export type DisclosureMode = typeof DISCLOSURE_MODES[number];
