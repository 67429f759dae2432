// deno-fmt-ignore-file
/** Where the grammar of javascript and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-javascript@0.25.0/tree-sitter-javascript.wasm" with { type: "bytes" };
import rules from "../../../grammars/javascript/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "5fb488d0cabb4775a594bab85682de5ad6ce83c0d6ac997a9f82dd084d571240",
  wasm,
  needsFreshMemory: false,
  rules,
};
