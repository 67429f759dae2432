// deno-fmt-ignore-file
/** Where the grammar of swift and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-wasms@0.1.13/out/tree-sitter-swift.wasm" with { type: "bytes" };
import rules from "../../../grammars/swift/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "41c4fdb2249a3aa6d87eed0d383081ff09725c2248b4977043a43825980ffcc7",
  wasm,
  needsFreshMemory: true,
  rules,
};
