// deno-fmt-ignore-file
/** Where the grammar of tsx and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-typescript@0.23.2/tree-sitter-tsx.wasm" with { type: "bytes" };
import rules from "../../../grammars/typescript/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "79e5da75ea62855a0cd67177685f0164eac87d5f630b3cbe1e0a099751ad30f8",
  wasm,
  needsFreshMemory: false,
  rules,
};
