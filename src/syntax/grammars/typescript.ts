// deno-fmt-ignore-file
/** Where the grammar of typescript and its rules come from. Generated from grammars/ by `deno task grammars`. */
import wasm from "npm:tree-sitter-typescript@0.23.2/tree-sitter-typescript.wasm" with { type: "bytes" };
import rules from "../../../grammars/typescript/definitions.json" with { type: "json" };
import type { GrammarSource } from "../grammar.ts";

export const SOURCE: GrammarSource = {
  sha256: "778025db5a8be0e70f8ccc3671e486dfeddd048c25d9e8a70c26de2e1bf6f97d",
  wasm,
  needsFreshMemory: false,
  rules,
};
