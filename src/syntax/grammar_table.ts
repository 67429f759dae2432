// deno-fmt-ignore-file
/**
 * Where each grammar's WebAssembly and rules come from; nothing is loaded until asked for. Generated from
 * grammars/ by `deno task grammars`; edit the manifests instead.
 */

export interface GrammarSource {
  /** Hex digest that the WebAssembly must have. */
  readonly sha256: string;
  /** Whether its scanner begins with whatever stands in memory, so that one text would tell on the next. */
  readonly needsFreshMemory: boolean;
  readonly wasm: () => Promise<Uint8Array<ArrayBuffer>>;
  /** The content of definitions.json. */
  readonly rules: () => Promise<unknown>;
}

export const GRAMMARS: Readonly<Record<string, GrammarSource>> = {
  "bash": {
    sha256: "8292919c88a0f7d3fb31d0cd0253ca5a9531bc1ede82b0537f2c63dd8abe6a7a",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-bash@0.25.1/tree-sitter-bash.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/bash/definitions.json", { with: { type: "json" } })).default,
  },
  "c": {
    sha256: "c852c2a85ebf2beb636aa3b0ef7f7e70458684d74f6741b20dcb296885bed9f9",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-c@0.24.1/tree-sitter-c.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/c/definitions.json", { with: { type: "json" } })).default,
  },
  "cpp": {
    sha256: "174eb0deb75b2ec7881bcacda9f995648d8e683956e5c2267e69ab6dc503fcbf",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-cpp@0.23.4/tree-sitter-cpp.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/cpp/definitions.json", { with: { type: "json" } })).default,
  },
  "csharp": {
    sha256: "6f69e1cae44e1c32c1eccc170dc5a9778fb94ff716f71113fe1f8c4299aa2f40",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-c-sharp@0.23.5/tree-sitter-c_sharp.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/csharp/definitions.json", { with: { type: "json" } })).default,
  },
  "go": {
    sha256: "9504573f352b20be7f2f1911754d710622aedc15afff16d5ed8fb5645681aee7",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-go@0.25.0/tree-sitter-go.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/go/definitions.json", { with: { type: "json" } })).default,
  },
  "java": {
    sha256: "4fdeac4ca6ca089f06c6f7e562abcac1733cd465728cc7031ebb73c2019122c4",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-java@0.23.5/tree-sitter-java.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/java/definitions.json", { with: { type: "json" } })).default,
  },
  "javascript": {
    sha256: "5fb488d0cabb4775a594bab85682de5ad6ce83c0d6ac997a9f82dd084d571240",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-javascript@0.25.0/tree-sitter-javascript.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/javascript/definitions.json", { with: { type: "json" } })).default,
  },
  "kotlin": {
    sha256: "b5cb00c8d06ed0f10f1dbe497205b437809d7e87db1f638721a8cfb30e044449",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-wasms@0.1.13/out/tree-sitter-kotlin.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/kotlin/definitions.json", { with: { type: "json" } })).default,
  },
  "lua": {
    sha256: "6d95607fc7d78964cfdf065ccb1ba76be5ed217c5ec0d0a3cace13c59fa1ae43",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:@tree-sitter-grammars/tree-sitter-lua@0.4.1/tree-sitter-lua.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/lua/definitions.json", { with: { type: "json" } })).default,
  },
  "php": {
    sha256: "d4df6a6ff08c87c3ec4f9cbb785fe09998a0cb570e03f57d7b19b3acfb146aa7",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-php@0.24.2/tree-sitter-php.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/php/definitions.json", { with: { type: "json" } })).default,
  },
  "python": {
    sha256: "16108b50df4ee9a30168794252ab55e7c93bfc5765d7fa0aa3e335752c515f47",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-python@0.25.0/tree-sitter-python.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/python/definitions.json", { with: { type: "json" } })).default,
  },
  "ruby": {
    sha256: "09a96427d7c72f0613ed470cd9812223fc4a91d6a9c025c0235cc6bd59ff96f4",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-ruby@0.23.1/tree-sitter-ruby.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/ruby/definitions.json", { with: { type: "json" } })).default,
  },
  "rust": {
    sha256: "f65f354215611fd94ad34134b3427eb3d58cbb745df7b6509ba722184db73d57",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-rust@0.24.0/tree-sitter-rust.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/rust/definitions.json", { with: { type: "json" } })).default,
  },
  "scala": {
    sha256: "b7ec2bb29c19827abcefd18ed5cb5a43596009f96a5d53c5b9d1f9676d7521c3",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-scala@0.24.0/tree-sitter-scala.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/scala/definitions.json", { with: { type: "json" } })).default,
  },
  "swift": {
    sha256: "41c4fdb2249a3aa6d87eed0d383081ff09725c2248b4977043a43825980ffcc7",
    needsFreshMemory: true,
    wasm: async () => (await import("npm:tree-sitter-wasms@0.1.13/out/tree-sitter-swift.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/swift/definitions.json", { with: { type: "json" } })).default,
  },
  "tsx": {
    sha256: "79e5da75ea62855a0cd67177685f0164eac87d5f630b3cbe1e0a099751ad30f8",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-typescript@0.23.2/tree-sitter-tsx.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/typescript/definitions.json", { with: { type: "json" } })).default,
  },
  "typescript": {
    sha256: "778025db5a8be0e70f8ccc3671e486dfeddd048c25d9e8a70c26de2e1bf6f97d",
    needsFreshMemory: false,
    wasm: async () => (await import("npm:tree-sitter-typescript@0.23.2/tree-sitter-typescript.wasm", { with: { type: "bytes" } })).default,
    rules: async () => (await import("../../grammars/typescript/definitions.json", { with: { type: "json" } })).default,
  },
};
