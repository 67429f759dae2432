/**
 * A loaded grammar as the rest of the syntax layer sees it. src/syntax/runtime.ts makes these from web-tree-sitter;
 * everything else works with the few calls below, so that a test can hand in a tree of its own.
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
  readonly currentNode: { readonly hasError: boolean };
  gotoFirstChild(): boolean;
  gotoLastChild(): boolean;
  gotoNextSibling(): boolean;
  gotoPreviousSibling(): boolean;
  gotoParent(): boolean;
  delete(): void;
}

export interface SyntaxTree {
  readonly rootNode: { readonly hasError: boolean };
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

/** The type id of ERROR nodes in every grammar (ts_builtin_sym_error). */
export const ERROR_TYPE = 0xffff;
