/**
 * A loaded grammar as the rest of the syntax layer sees it. src/syntax/runtime.ts makes these;
 * everything else works with the few calls below, so that a test can hand in a tree of its own.
 * Types alone: nothing is loaded for it.
 */
import type { ParseBudget } from "./bounded_parse.ts";
import type { CompiledRules } from "./compiled_rules.ts";
import type { Lexis } from "./lexis.ts";

/** A place in a tree that moves; offsets are UTF-16 code units. */
export interface SyntaxCursor {
  readonly nodeTypeId: number;
  readonly nodeType: string;
  readonly currentFieldName: string | null;
  readonly currentFieldId: number;
  readonly nodeIsMissing: boolean;
  readonly nodeIsNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly nodeHasError: boolean;
  gotoFirstChild(): boolean;
  gotoLastChild(): boolean;
  gotoNextSibling(): boolean;
  gotoPreviousSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

export interface SyntaxTree {
  readonly hasError: boolean;
  walk(): SyntaxCursor;
  delete(): void;
}

export interface Grammar {
  readonly language: string;
  readonly lexis: Lexis;
  readonly rules: CompiledRules;
  /** Null when a bound of bounded_parse.ts was met. The caller deletes the tree. */
  parse(text: string, budget?: ParseBudget): SyntaxTree | null;
}

/** Where one grammar comes from; src/syntax/grammars has one module for each. */
export interface GrammarSource {
  /** Hex digest that `wasm` must have. */
  readonly sha256: string;
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** Whether its scanner begins with whatever stands in memory, so that one text would tell on the next. */
  readonly needsFreshMemory: boolean;
  /** The content of definitions.json. */
  readonly rules: unknown;
}

export interface GrammarModule {
  readonly SOURCE: GrammarSource;
}
