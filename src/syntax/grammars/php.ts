// deno-fmt-ignore-file
/** Where the grammar of php and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-php@0.24.2/tree-sitter-php.wasm" with { type: "bytes" };
import rules from "../../../grammars/php/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "d4df6a6ff08c87c3ec4f9cbb785fe09998a0cb570e03f57d7b19b3acfb146aa7",
  wasm,
  needsFreshMemory: false,
  rules,
};
