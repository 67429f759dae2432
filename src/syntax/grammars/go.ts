// deno-fmt-ignore-file
/** Where the grammar of go and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-go@0.25.0/tree-sitter-go.wasm" with { type: "bytes" };
import rules from "../../../grammars/go/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "9504573f352b20be7f2f1911754d710622aedc15afff16d5ed8fb5645681aee7",
  wasm,
  needsFreshMemory: false,
  rules,
};
