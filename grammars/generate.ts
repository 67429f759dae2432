/**
 * Renders src/syntax/language_table.ts, a module for each grammar in src/syntax/grammars and the list of these from
 * grammars/<language>/. Deno takes only literal specifiers for a package's `.wasm`, hence generated code; and it looks at
 * everything that a module names, needed or not, hence one module a grammar. `deno task grammars` writes the files;
 * tests/unit/syntax/grammar_table_test.ts fails when they are not what this would write.
 */

/** Raised by hand when the walk itself changes what it finds: part of every language's version. */
const WALK_VERSION = 9;

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

/** Text of every generated file, by its path in src/syntax; `grammars` is the folder of the manifests. */
export async function renderTables(grammars: URL): Promise<ReadonlyMap<string, string>> {
  const folders = [...Deno.readDirSync(grammars)].filter((one) => one.isDirectory).map((one) => one.name)
    .sort();
  const languages: string[] = [];
  const modules: string[] = [];
  const files = new Map<string, string>();
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
    modules.push(
      `  "src/syntax/grammars/${manifest.name}.ts": () => import("./grammars/${manifest.name}.ts"),`,
    );
    files.set(`grammars/${manifest.name}.ts`, renderGrammar(manifest, rulesFolder));
  }
  files.set(
    "language_table.ts",
    [
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
  );
  files.set(
    "grammar_modules.ts",
    [
      "// deno-fmt-ignore-file",
      "/**",
      " * The module of every grammar, for a bundle, in which modules are no files. Generated from grammars/ by",
      " * `deno task grammars`; edit the manifests instead.",
      " */",
      'import type { GrammarModule } from "./grammar.ts";',
      "",
      "export const GRAMMAR_MODULES: Readonly<Record<string, () => Promise<GrammarModule>>> = {",
      ...modules,
      "};",
      "",
    ].join("\n"),
  );
  return files;
}

function renderGrammar(manifest: Manifest, rulesFolder: string): string {
  return [
    "// deno-fmt-ignore-file",
    `/** Where the grammar of ${manifest.name} and its rules come from. Generated from grammars/ by \`deno task grammars\`. */`,
    `import wasm from "npm:${manifest.package}@${manifest.version}/${manifest.wasm}" with { type: "bytes" };`,
    `import rules from "../../../grammars/${rulesFolder}/definitions.json" with { type: "json" };`,
    'import type { GrammarSource } from "../grammar.ts";',
    "",
    "export const SOURCE: GrammarSource = {",
    `  sha256: "${manifest.sha256}",`,
    "  wasm,",
    `  needsFreshMemory: ${manifest.needs_fresh_memory === true},`,
    "  rules,",
    "};",
    "",
  ].join("\n");
}

async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}

if (import.meta.main) {
  const tables = await renderTables(new URL("./", import.meta.url));
  Deno.mkdirSync(new URL("../src/syntax/grammars", import.meta.url), { recursive: true });
  for (const [path, text] of tables) {
    Deno.writeTextFileSync(new URL(`../src/syntax/${path}`, import.meta.url), text);
  }
}
