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
  "javascript": {
    sha256: "5fb488d0cabb4775a594bab85682de5ad6ce83c0d6ac997a9f82dd084d571240",
    wasm: async () => (await import("npm:tree-sitter-javascript@0.25.0/tree-sitter-javascript.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/javascript/definitions.json", { with: { type: "json" } })).default,
  },
  "python": {
    sha256: "16108b50df4ee9a30168794252ab55e7c93bfc5765d7fa0aa3e335752c515f47",
    wasm: async () => (await import("npm:tree-sitter-python@0.25.0/tree-sitter-python.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/python/definitions.json", { with: { type: "json" } })).default,
  },
  "tsx": {
    sha256: "79e5da75ea62855a0cd67177685f0164eac87d5f630b3cbe1e0a099751ad30f8",
    wasm: async () => (await import("npm:tree-sitter-typescript@0.23.2/tree-sitter-tsx.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/typescript/definitions.json", { with: { type: "json" } })).default,
  },
  "typescript": {
    sha256: "778025db5a8be0e70f8ccc3671e486dfeddd048c25d9e8a70c26de2e1bf6f97d",
    wasm: async () => (await import("npm:tree-sitter-typescript@0.23.2/tree-sitter-typescript.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/typescript/definitions.json", { with: { type: "json" } })).default,
  },
};
