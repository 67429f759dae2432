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
    name: "python",
    aliases: ["py"],
    extensions: ["py","pyi","pyw"],
    filenames: ["SConstruct","SConscript","wscript"],
    grammarVersion: "tree-sitter-python@0.25.0+93a2eec0",
    lexis: {"lineComments":["#"],"blockComments":[],"quotes":["\"\"\"","'''","\"","'"],"blocks":"indent"},
  },
];
