// deno-fmt-ignore-file
/**
 * The languages with a grammar: names, file names and lexis. Generated from grammars/ by `deno task grammars`;
 * edit the manifests instead.
 */
import type { Lexis } from "./lexis.ts";

export interface GrammarLanguage {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly extensions: readonly string[];
  readonly filenames: readonly string[];
  /** Package, its version, and a digest of the rules: what an outline of this language depends on. */
  readonly grammarVersion: string;
  readonly lexis: Lexis;
}

export const GRAMMAR_LANGUAGES: readonly GrammarLanguage[] = [
  {
    name: "javascript",
    aliases: ["js","jsx","node"],
    extensions: ["js","mjs","cjs","jsx","es6"],
    filenames: ["Jakefile"],
    grammarVersion: "tree-sitter-javascript@0.25.0+8b07f6ed",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
  {
    name: "python",
    aliases: ["py"],
    extensions: ["py","pyi","pyw"],
    filenames: ["SConstruct","SConscript","wscript"],
    grammarVersion: "tree-sitter-python@0.25.0+c01ccaa2",
    lexis: {"lineComments":["#"],"blockComments":[],"quotes":["\"\"\"","'''","\"","'"],"blocks":"indent"},
  },
  {
    name: "tsx",
    aliases: [],
    extensions: ["tsx"],
    filenames: [],
    grammarVersion: "tree-sitter-typescript@0.23.2+4354b01d",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
  {
    name: "typescript",
    aliases: ["ts"],
    extensions: ["ts","mts","cts"],
    filenames: [],
    grammarVersion: "tree-sitter-typescript@0.23.2+4354b01d",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
];
