// deno-fmt-ignore-file
/** Where the grammar of lua and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:@tree-sitter-grammars/tree-sitter-lua@0.4.1/tree-sitter-lua.wasm" with { type: "bytes" };
import rules from "../../../grammars/lua/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "6d95607fc7d78964cfdf065ccb1ba76be5ed217c5ec0d0a3cace13c59fa1ae43",
  wasm,
  needsFreshMemory: false,
  rules,
};
