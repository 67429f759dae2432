// deno-fmt-ignore-file
/**
 * The module of every grammar, for a bundle, in which modules are no files. Generated from grammars/ by
 * `deno task grammars`; edit the manifests instead.
 */
import type { GrammarModule } from "./grammar.ts";

export const GRAMMAR_MODULES: Readonly<Record<string, () => Promise<GrammarModule>>> = {
  "src/syntax/grammars/bash.ts": () => import("./grammars/bash.ts"),
  "src/syntax/grammars/c.ts": () => import("./grammars/c.ts"),
  "src/syntax/grammars/cpp.ts": () => import("./grammars/cpp.ts"),
  "src/syntax/grammars/csharp.ts": () => import("./grammars/csharp.ts"),
  "src/syntax/grammars/go.ts": () => import("./grammars/go.ts"),
  "src/syntax/grammars/java.ts": () => import("./grammars/java.ts"),
  "src/syntax/grammars/javascript.ts": () => import("./grammars/javascript.ts"),
  "src/syntax/grammars/kotlin.ts": () => import("./grammars/kotlin.ts"),
  "src/syntax/grammars/lua.ts": () => import("./grammars/lua.ts"),
  "src/syntax/grammars/php.ts": () => import("./grammars/php.ts"),
  "src/syntax/grammars/python.ts": () => import("./grammars/python.ts"),
  "src/syntax/grammars/ruby.ts": () => import("./grammars/ruby.ts"),
  "src/syntax/grammars/rust.ts": () => import("./grammars/rust.ts"),
  "src/syntax/grammars/scala.ts": () => import("./grammars/scala.ts"),
  "src/syntax/grammars/swift.ts": () => import("./grammars/swift.ts"),
  "src/syntax/grammars/tsx.ts": () => import("./grammars/tsx.ts"),
  "src/syntax/grammars/typescript.ts": () => import("./grammars/typescript.ts"),
};
