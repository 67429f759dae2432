/** Languages that are recognised by name but have no grammar here: served as sections, lines and whole files. */

export interface PlainLanguage {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly extensions: readonly string[];
  readonly filenames: readonly string[];
}

const plain = (
  name: string,
  aliases: readonly string[],
  extensions: readonly string[],
  filenames: readonly string[] = [],
): PlainLanguage => ({ name, aliases, extensions, filenames });

export const PLAIN_LANGUAGES: readonly PlainLanguage[] = [
  plain("text", ["txt", "plaintext"], ["txt", "text"], ["LICENSE", "COPYING", "NOTICE", "AUTHORS", "README"]),
  plain("markdown", ["md"], ["md", "markdown", "mdx", "mdown", "mkd"]),
  plain("json", [], ["json", "jsonc", "json5", "geojson", "webmanifest"], [
    ".prettierrc",
    ".babelrc",
    "deno.lock",
  ]),
  plain("yaml", ["yml"], ["yaml", "yml"], [".clang-format"]),
  plain("toml", [], ["toml"], ["Cargo.lock", "poetry.lock", "uv.lock", "Pipfile"]),
  plain("ini", [], ["ini", "cfg", "conf", "properties"], [".editorconfig", ".gitconfig", ".npmrc"]),
  plain("xml", [], ["xml", "xsd", "xsl", "xslt", "svg", "plist", "csproj", "vbproj", "props", "targets"]),
  plain("html", [], ["html", "htm", "xhtml"]),
  plain("css", [], ["css"]),
  plain("scss", ["sass"], ["scss", "sass"]),
  plain("less", [], ["less"]),
  plain("sql", [], ["sql", "ddl", "dml"]),
  plain("graphql", ["gql"], ["graphql", "gql"]),
  plain("protobuf", ["proto"], ["proto"]),
  plain("restructuredtext", ["rst"], ["rst", "rest"]),
  plain("asciidoc", ["adoc"], ["adoc", "asciidoc"]),
  plain("latex", ["tex"], ["tex", "sty", "cls", "bib"]),
  plain("dockerfile", ["docker"], ["dockerfile"], ["Dockerfile", "Containerfile"]),
  plain("makefile", ["make"], ["mk", "mak"], ["Makefile", "makefile", "GNUmakefile"]),
  plain("cmake", [], ["cmake"], ["CMakeLists.txt"]),
  plain("starlark", ["bazel"], ["bzl", "star"], ["BUILD", "WORKSPACE", "BUILD.bazel", "WORKSPACE.bazel"]),
  plain("terraform", ["hcl", "tf"], ["tf", "tfvars", "hcl"]),
  plain("nix", [], ["nix"]),
  plain("vue", [], ["vue"]),
  plain("svelte", [], ["svelte"]),
  plain("astro", [], ["astro"]),
  plain("cython", ["pyx"], ["pyx", "pxd", "pxi"]),
  plain("perl", ["pl"], ["pl", "pm", "t"]),
  plain("r", [], ["r"]),
  plain("julia", ["jl"], ["jl"]),
  plain("haskell", ["hs"], ["hs", "lhs"]),
  plain("ocaml", ["ml"], ["ml", "mli"]),
  plain("fsharp", ["fs"], ["fs", "fsi", "fsx"]),
  plain("elixir", ["ex"], ["ex", "exs"]),
  plain("erlang", ["erl"], ["erl", "hrl"]),
  plain("clojure", ["clj"], ["clj", "cljs", "cljc", "edn"]),
  plain("lisp", ["el"], ["el", "lisp", "lsp", "scm", "rkt"]),
  plain("dart", [], ["dart"]),
  plain("zig", [], ["zig"]),
  plain("nim", [], ["nim"]),
  plain("d", [], ["d"]),
  plain("groovy", ["gradle"], ["groovy", "gradle"], ["Jenkinsfile"]),
  plain("objective-c", ["objc"], ["m", "mm"]),
  plain("visualbasic", ["vb"], ["vb", "bas"]),
  plain("powershell", ["ps1"], ["ps1", "psm1", "psd1"]),
  plain("batch", ["bat"], ["bat", "cmd"]),
  plain("fish", [], ["fish"]),
  plain("vim", ["viml"], ["vim"], [".vimrc"]),
  plain("assembly", ["asm"], ["asm", "s"]),
  plain("glsl", [], ["glsl", "vert", "frag", "comp"]),
  plain("wgsl", [], ["wgsl"]),
  plain("solidity", ["sol"], ["sol"]),
  plain("jinja", ["j2"], ["jinja", "jinja2", "j2"]),
  plain("diff", ["patch"], ["diff", "patch"]),
  plain("csv", ["tsv"], ["csv", "tsv"]),
  plain("notebook", ["ipynb"], ["ipynb"]),
];
