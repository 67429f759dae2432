// deno-fmt-ignore-file
/** Where the grammar of python and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-python@0.25.0/tree-sitter-python.wasm" with { type: "bytes" };
import rules from "../../../grammars/python/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "16108b50df4ee9a30168794252ab55e7c93bfc5765d7fa0aa3e335752c515f47",
  wasm,
  needsFreshMemory: false,
  rules,
};
