// deno-fmt-ignore-file
/** Where the grammar of csharp and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-c-sharp@0.23.5/tree-sitter-c_sharp.wasm" with { type: "bytes" };
import rules from "../../../grammars/csharp/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "6f69e1cae44e1c32c1eccc170dc5a9778fb94ff716f71113fe1f8c4299aa2f40",
  wasm,
  needsFreshMemory: false,
  rules,
};
