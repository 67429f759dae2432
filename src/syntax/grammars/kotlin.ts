// deno-fmt-ignore-file
/** Where the grammar of kotlin and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-wasms@0.1.13/out/tree-sitter-kotlin.wasm" with { type: "bytes" };
import rules from "../../../grammars/kotlin/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "b5cb00c8d06ed0f10f1dbe497205b437809d7e87db1f638721a8cfb30e044449",
  wasm,
  needsFreshMemory: false,
  rules,
};
