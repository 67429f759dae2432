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
    name: "bash",
    aliases: ["sh","shell","zsh"],
    extensions: ["sh","bash","zsh","ksh","bats"],
    filenames: [".bashrc",".bash_profile",".profile",".zshrc","PKGBUILD"],
    grammarVersion: "tree-sitter-bash@0.25.1+0910d69c",
    lexis: {"lineComments":["#"],"blockComments":[],"quotes":["\"","'"],"blocks":"brace"},
  },
  {
    name: "c",
    aliases: [],
    extensions: ["c"],
    filenames: [],
    grammarVersion: "tree-sitter-c@0.24.1+8c6d3646",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'"],"blocks":"brace"},
  },
  {
    name: "cpp",
    aliases: ["c++","cxx"],
    extensions: ["cpp","cc","cxx","c++","hpp","hh","hxx","h++","h","ipp","inl","tpp","cu","cuh","ino"],
    filenames: [],
    grammarVersion: "tree-sitter-cpp@0.23.4+82c527e0",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'"],"blocks":"brace"},
  },
  {
    name: "csharp",
    aliases: ["c#","cs"],
    extensions: ["cs","csx"],
    filenames: [],
    grammarVersion: "tree-sitter-c-sharp@0.23.5+b1dca361",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"\"\"","\"","'"],"blocks":"brace"},
  },
  {
    name: "go",
    aliases: ["golang"],
    extensions: ["go"],
    filenames: [],
    grammarVersion: "tree-sitter-go@0.25.0+a3557429",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","`"],"blocks":"brace"},
  },
  {
    name: "java",
    aliases: [],
    extensions: ["java"],
    filenames: [],
    grammarVersion: "tree-sitter-java@0.23.5+fd48f7e5",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"\"\"","\"","'"],"blocks":"brace"},
  },
  {
    name: "javascript",
    aliases: ["js","jsx","node"],
    extensions: ["js","mjs","cjs","jsx","es6"],
    filenames: ["Jakefile"],
    grammarVersion: "tree-sitter-javascript@0.25.0+235e6f7f",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
  {
    name: "kotlin",
    aliases: ["kt"],
    extensions: ["kt","kts"],
    filenames: [],
    grammarVersion: "tree-sitter-wasms@0.1.13+208dcfd1",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"\"\"","\"","'"],"blocks":"brace"},
  },
  {
    name: "lua",
    aliases: [],
    extensions: ["lua"],
    filenames: [],
    grammarVersion: "@tree-sitter-grammars/tree-sitter-lua@0.4.1+4f6f4671",
    lexis: {"lineComments":["--"],"blockComments":[["--[[","]]"]],"quotes":["\"","'"],"blocks":"word"},
  },
  {
    name: "php",
    aliases: [],
    extensions: ["php","phtml","php5","php7","inc"],
    filenames: [],
    grammarVersion: "tree-sitter-php@0.24.2+88c633a4",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'"],"blocks":"brace"},
  },
  {
    name: "python",
    aliases: ["py"],
    extensions: ["py","pyi","pyw"],
    filenames: ["SConstruct","SConscript","wscript"],
    grammarVersion: "tree-sitter-python@0.25.0+e8866477",
    lexis: {"lineComments":["#"],"blockComments":[],"quotes":["\"\"\"","'''","\"","'"],"blocks":"indent"},
  },
  {
    name: "ruby",
    aliases: ["rb"],
    extensions: ["rb","rake","gemspec","ru","podspec"],
    filenames: ["Rakefile","Gemfile","Podfile","Vagrantfile","Guardfile","Capfile"],
    grammarVersion: "tree-sitter-ruby@0.23.1+8107b465",
    lexis: {"lineComments":["#"],"blockComments":[["=begin","=end"]],"quotes":["\"","'"],"blocks":"word"},
  },
  {
    name: "rust",
    aliases: ["rs"],
    extensions: ["rs"],
    filenames: [],
    grammarVersion: "tree-sitter-rust@0.24.0+0cad400f",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\""],"blocks":"brace"},
  },
  {
    name: "scala",
    aliases: [],
    extensions: ["scala","sc","sbt"],
    filenames: [],
    grammarVersion: "tree-sitter-scala@0.24.0+0702aaa1",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"\"\"","\""],"blocks":"brace"},
  },
  {
    name: "swift",
    aliases: [],
    extensions: ["swift"],
    filenames: [],
    grammarVersion: "tree-sitter-wasms@0.1.13+cd66537a",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"\"\"","\""],"blocks":"brace"},
  },
  {
    name: "tsx",
    aliases: [],
    extensions: ["tsx"],
    filenames: [],
    grammarVersion: "tree-sitter-typescript@0.23.2+15422a22",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
  {
    name: "typescript",
    aliases: ["ts"],
    extensions: ["ts","mts","cts"],
    filenames: [],
    grammarVersion: "tree-sitter-typescript@0.23.2+15422a22",
    lexis: {"lineComments":["//"],"blockComments":[["/*","*/"]],"quotes":["\"","'","`"],"blocks":"brace"},
  },
];
