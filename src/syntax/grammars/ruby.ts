// deno-fmt-ignore-file
/** Where the grammar of ruby and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-ruby@0.23.1/tree-sitter-ruby.wasm" with { type: "bytes" };
import rules from "../../../grammars/ruby/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "09a96427d7c72f0613ed470cd9812223fc4a91d6a9c025c0235cc6bd59ff96f4",
  wasm,
  needsFreshMemory: false,
  rules,
};
