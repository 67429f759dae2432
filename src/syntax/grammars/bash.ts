// deno-fmt-ignore-file
/** Where the grammar of bash and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-bash@0.25.1/tree-sitter-bash.wasm" with { type: "bytes" };
import rules from "../../../grammars/bash/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "8292919c88a0f7d3fb31d0cd0253ca5a9531bc1ede82b0537f2c63dd8abe6a7a",
  wasm,
  needsFreshMemory: false,
  rules,
};
