// deno-fmt-ignore-file
/** Where the grammar of c and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-c@0.24.1/tree-sitter-c.wasm" with { type: "bytes" };
import rules from "../../../grammars/c/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "c852c2a85ebf2beb636aa3b0ef7f7e70458684d74f6741b20dcb296885bed9f9",
  wasm,
  needsFreshMemory: false,
  rules,
};
