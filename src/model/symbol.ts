/** Symbols: the named definitions of source files, as the syntax layer finds them and the pack stores them. */
import type { Range, Span } from "./range.ts";

/** What a definition is. One closed list for all languages; each grammar maps its own constructs onto it. */
export const SYMBOL_KINDS = [
  "class",
  "constant",
  "constructor",
  "enum",
  "enum_member",
  "field",
  "function",
  "interface",
  "macro",
  "method",
  "module",
  "namespace",
  "property",
  "struct",
  "trait",
  "type",
  "union",
  "variable",
] as const;

export type SymbolKind = typeof SYMBOL_KINDS[number];

/**
 * One named definition of one file, in source order (by `span.start`, outer before inner).
 * Invariant: `span` holds `nameSpan` and `body`; children lie inside their parent's span.
 */
export interface Definition {
  readonly kind: SymbolKind;
  readonly name: string;
  /** Names of the enclosing definitions and this one, joined by dots. */
  readonly qualname: string;
  /** 1 for the first definition of this qualname in the file, 2 for the second, … */
  readonly ordinal: number;
  /** Index of the enclosing definition in the same list; -1 at the top of the file. */
  readonly parent: number;
  /** The whole definition, decorators and attached modifiers included. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** The part that a skeleton elides (a function's body, a class's member block); null where there is none. */
  readonly body: Span | null;
  /** Header as one line: white space folded, decorators left out, no trailing `:` or `{`. */
  readonly signature: string;
  /** First line of the docstring or of the doc comment before the definition; "" where there is none. */
  readonly doc: string;
}

/** A definition with its address: what selectors resolve to. */
export interface SymbolRecord {
  readonly id: string;
  readonly kind: SymbolKind;
  readonly name: string;
  readonly qualname: string;
  readonly path: string;
  readonly lang: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly signature: string;
  readonly doc: string;
}
