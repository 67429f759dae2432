/** Where a definition stands among those of its file. */
import type { SymbolKind } from "./symbol.ts";

interface Nested {
  readonly kind: string;
  /** Index in the same list; -1 at the top. */
  readonly parent: number;
}

/** Kinds whose inner definitions are details of theirs. */
const CLOSED: ReadonlySet<string> = new Set<SymbolKind>(["function", "method", "constructor", "macro"]);

export function isClosed(kind: string): boolean {
  return CLOSED.has(kind);
}

/** Whether nothing that encloses `one` is a function: what is inside one is nobody else's business. */
export function isOpen(one: Nested, all: readonly Nested[]): boolean {
  for (let outer = all[one.parent]; outer !== undefined; outer = all[outer.parent]) {
    if (CLOSED.has(outer.kind)) return false;
  }
  return true;
}

/** How many definitions enclose `one`. */
export function depthOf(one: Nested, all: readonly Nested[]): number {
  let depth = 0;
  for (let outer = all[one.parent]; outer !== undefined; outer = all[outer.parent]) depth++;
  return depth;
}
