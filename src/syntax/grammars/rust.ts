// deno-fmt-ignore-file
/** Where the grammar of rust and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-rust@0.24.0/tree-sitter-rust.wasm" with { type: "bytes" };
import rules from "../../../grammars/rust/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "f65f354215611fd94ad34134b3427eb3d58cbb745df7b6509ba722184db73d57",
  wasm,
  needsFreshMemory: false,
  rules,
};
