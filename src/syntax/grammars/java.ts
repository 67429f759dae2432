// deno-fmt-ignore-file
/** Where the grammar of java and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-java@0.23.5/tree-sitter-java.wasm" with { type: "bytes" };
import rules from "../../../grammars/java/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "4fdeac4ca6ca089f06c6f7e562abcac1733cd465728cc7031ebb73c2019122c4",
  wasm,
  needsFreshMemory: false,
  rules,
};
