// deno-fmt-ignore-file
/** Where the grammar of scala and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-scala@0.24.0/tree-sitter-scala.wasm" with { type: "bytes" };
import rules from "../../../grammars/scala/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "b7ec2bb29c19827abcefd18ed5cb5a43596009f96a5d53c5b9d1f9676d7521c3",
  wasm,
  needsFreshMemory: false,
  rules,
};
