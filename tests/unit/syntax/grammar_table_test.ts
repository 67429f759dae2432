/** The generated modules are what the manifests say, and the packages hold what the manifests pin. */
import { assert, assertEquals } from "@std/assert";
import { renderTables } from "../../../grammars/generate.ts";
import { GRAMMAR_MODULES } from "../../../src/syntax/grammar_modules.ts";
import { allLanguages } from "../../../src/syntax/languages.ts";

Deno.test("what is generated in src/syntax is up to date with grammars/ (deno task grammars)", async () => {
  const tables = await renderTables(new URL("../../../grammars/", import.meta.url));
  for (const [path, text] of tables) {
    assertEquals(Deno.readTextFileSync(new URL(`../../../src/syntax/${path}`, import.meta.url)), text, path);
  }
  const there = [...Deno.readDirSync(new URL("../../../src/syntax/grammars/", import.meta.url))];
  assertEquals(there.map(({ name }) => tables.has(`grammars/${name}`)), there.map(() => true));
});

Deno.test("every language with a grammar has its module, with WebAssembly that has the pinned checksum", async () => {
  const names = allLanguages().filter((one) => one.hasGrammar).map((one) => one.name);
  assert(names.includes("python"));
  assertEquals(Object.keys(GRAMMAR_MODULES), names.map((name) => `src/syntax/grammars/${name}.ts`));
  for (const [path, load] of Object.entries(GRAMMAR_MODULES)) {
    const { SOURCE } = await load();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", SOURCE.wasm)).toHex();
    assertEquals(digest, SOURCE.sha256, path);
  }
});
