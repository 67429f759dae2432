/** What resolving a selector reads of a pack. src/context adapts the pack's reader to it; tests use plain lists. */
import type { Chunk } from "../model/chunk.ts";

export interface IndexedPath {
  readonly path: string;
  readonly lang: string;
  readonly lineCount: number;
}

export interface SymbolIndex {
  /** Every indexed file, by path in code-unit order. Costs a pass over the pack: asked for only when needed. */
  files(): readonly IndexedPath[];
  file(path: string): IndexedPath | null;
  /** The file's chunks in source order; none for a path that is not indexed. */
  chunksOf(path: string): readonly Chunk[];
  /** Paths of the files that hold a symbol or section of exactly this name (not qualified name). */
  pathsDefining(name: string): readonly string[];
  /** Every such name, once. */
  names(): readonly string[];
}
