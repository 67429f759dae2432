// deno-fmt-ignore-file
/** Where the grammar of cpp and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-cpp@0.23.4/tree-sitter-cpp.wasm" with { type: "bytes" };
import rules from "../../../grammars/cpp/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "174eb0deb75b2ec7881bcacda9f995648d8e683956e5c2267e69ab6dc503fcbf",
  wasm,
  needsFreshMemory: false,
  rules,
};
