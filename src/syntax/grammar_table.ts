// deno-fmt-ignore-file
/**
 * Where each grammar's WebAssembly and rules come from; nothing is loaded until asked for. Generated from
 * grammars/ by `deno task grammars`; edit the manifests instead.
 */

export interface GrammarSource {
  /** Hex digest that the WebAssembly must have. */
  readonly sha256: string;
  readonly wasm: () => Promise<Uint8Array<ArrayBuffer>>;
  /** The content of definitions.json. */
  readonly rules: () => Promise<unknown>;
}

export const GRAMMARS: Readonly<Record<string, GrammarSource>> = {
  "python": {
    sha256: "16108b50df4ee9a30168794252ab55e7c93bfc5765d7fa0aa3e335752c515f47",
    wasm: async () => (await import("npm:tree-sitter-python@0.25.0/tree-sitter-python.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/python/definitions.json", { with: { type: "json" } })).default,
  },
};
