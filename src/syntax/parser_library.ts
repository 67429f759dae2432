/**
 * web-tree-sitter as the one self-contained function that it is, with its WebAssembly. Deno keeps no compiled code for
 * modules of packages, but compiles them whole and writes that away at every run, for nothing: 9 of 94 ms of a
 * command that parses one file (Deno 2.9.6). Read as text it is compiled once; version and integrity are pinned all
 * the same. Only runtime.ts uses it.
 */
import source from "web-tree-sitter/source.js" with { type: "text" };
import wasm from "web-tree-sitter/runtime.wasm" with { type: "bytes" };

export type TreeSitter = typeof import("web-tree-sitter");

/** The library's WebAssembly. */
export const LIBRARY_WASM: Uint8Array<ArrayBuffer> = wasm;

/** A new instance of the library, which shares nothing with any other. Throws when its text is not as expected. */
export function makeLibrary(): TreeSitter {
  const names = /\nexport \{([\w\s,]+)\};\n(?:\/\/.*\n?)*$/.exec(source);
  if (names === null) throw new TypeError("the package web-tree-sitter exports nothing");
  // What it asks of its own address and of `import()` it needs in Node.js alone.
  const body = source.slice(0, names.index).replaceAll("import.meta.url", '""').replace(
    /\bimport\(/g,
    "absent(",
  );
  // Getters, because some of it has its value only after Parser.init, as a module's exports may.
  const exported = (names[1] ?? "").split(",").map((name) =>
    `get ${name.trim()}() { return ${name.trim()}; }`
  );
  return new Function(`${body}\nreturn {${exported.join(",")}};`)() as TreeSitter;
}
