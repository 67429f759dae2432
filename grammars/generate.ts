/**
 * Renders src/syntax/language_table.ts and src/syntax/grammar_table.ts from grammars/<language>/. Deno takes only
 * literal specifiers for a package's `.wasm`, hence generated code. `deno task grammars` writes both files;
 * tests/unit/syntax/grammar_table_test.ts fails when they are not what this would write.
 */

/** Raised by hand when the walk itself changes what it finds: part of every language's version. */
const WALK_VERSION = 5;

interface Manifest {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly package: string;
  readonly version: string;
  readonly wasm: string;
  readonly sha256: string;
  /** True where the scanner begins with whatever stands in memory. */
  readonly needs_fresh_memory?: boolean;
  /** The folder whose definitions.json holds; its own where absent. */
  readonly rules?: string;
  readonly extensions: readonly string[];
  readonly filenames: readonly string[];
  readonly lexis: {
    readonly line_comments: readonly string[];
    readonly block_comments: readonly (readonly [string, string])[];
    readonly quotes: readonly string[];
    readonly blocks: string;
  };
}

export interface Tables {
  readonly "language_table.ts": string;
  readonly "grammar_table.ts": string;
}

/** Both tables' text; `grammars` is the folder of the manifests. */
export async function renderTables(grammars: URL): Promise<Tables> {
  const folders = [...Deno.readDirSync(grammars)].filter((one) => one.isDirectory).map((one) => one.name)
    .sort();
  const languages: string[] = [];
  const sources: string[] = [];
  for (const folder of folders) {
    const manifest = JSON.parse(
      Deno.readTextFileSync(new URL(`${folder}/manifest.json`, grammars)),
    ) as Manifest;
    const rulesFolder = manifest.rules ?? folder;
    const rules = Deno.readTextFileSync(new URL(`${rulesFolder}/definitions.json`, grammars));
    const fresh = manifest.needs_fresh_memory === true ? ["fresh memory"] : [];
    const digest = await sha256(JSON.stringify([WALK_VERSION, JSON.parse(rules), manifest.lexis, ...fresh]));
    const lexis = {
      lineComments: manifest.lexis.line_comments,
      blockComments: manifest.lexis.block_comments,
      quotes: manifest.lexis.quotes,
      blocks: manifest.lexis.blocks,
    };
    languages.push(
      "  {",
      `    name: ${JSON.stringify(manifest.name)},`,
      `    aliases: ${JSON.stringify(manifest.aliases)},`,
      `    extensions: ${JSON.stringify(manifest.extensions)},`,
      `    filenames: ${JSON.stringify(manifest.filenames)},`,
      `    grammarVersion: "${manifest.package}@${manifest.version}+${digest.slice(0, 8)}",`,
      `    lexis: ${JSON.stringify(lexis)},`,
      "  },",
    );
    sources.push(
      `  ${JSON.stringify(manifest.name)}: {`,
      `    sha256: "${manifest.sha256}",`,
      `    needsFreshMemory: ${manifest.needs_fresh_memory === true},`,
      `    wasm: async () => (await import("npm:${manifest.package}@${manifest.version}/${manifest.wasm}", { with: { type: "bytes" } })).default,`,
      `    rules: async () => (await import("../../grammars/${rulesFolder}/definitions.json", { with: { type: "json" } })).default,`,
      "  },",
    );
  }
  return {
    "language_table.ts": [
      "// deno-fmt-ignore-file",
      "/**",
      " * The languages with a grammar: names, file names and lexis. Generated from grammars/ by `deno task grammars`;",
      " * edit the manifests instead.",
      " */",
      'import type { Lexis } from "./lexis.ts";',
      "",
      "export interface GrammarLanguage {",
      "  readonly name: string;",
      "  readonly aliases: readonly string[];",
      "  readonly extensions: readonly string[];",
      "  readonly filenames: readonly string[];",
      "  /** Package, its version, and a digest of the rules: what an outline of this language depends on. */",
      "  readonly grammarVersion: string;",
      "  readonly lexis: Lexis;",
      "}",
      "",
      "export const GRAMMAR_LANGUAGES: readonly GrammarLanguage[] = [",
      ...languages,
      "];",
      "",
    ].join("\n"),
    "grammar_table.ts": [
      "// deno-fmt-ignore-file",
      "/**",
      " * Where each grammar's WebAssembly and rules come from; nothing is loaded until asked for. Generated from",
      " * grammars/ by `deno task grammars`; edit the manifests instead.",
      " */",
      "",
      "export interface GrammarSource {",
      "  /** Hex digest that the WebAssembly must have. */",
      "  readonly sha256: string;",
      "  /** Whether its scanner begins with whatever stands in memory, so that one text would tell on the next. */",
      "  readonly needsFreshMemory: boolean;",
      "  readonly wasm: () => Promise<Uint8Array<ArrayBuffer>>;",
      "  /** The content of definitions.json. */",
      "  readonly rules: () => Promise<unknown>;",
      "}",
      "",
      "export const GRAMMARS: Readonly<Record<string, GrammarSource>> = {",
      ...sources,
      "};",
      "",
    ].join("\n"),
  };
}

async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

if (import.meta.main) {
  const tables = await renderTables(new URL("./", import.meta.url));
  for (const [name, text] of Object.entries(tables)) {
    Deno.writeTextFileSync(new URL(`../src/syntax/${name}`, import.meta.url), text);
  }
}
