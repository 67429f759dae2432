/** The generated tables are what the manifests say, and the packages hold what the manifests pin. */
import { assert, assertEquals } from "@std/assert";
import { renderTables } from "../../../grammars/generate.ts";
import { GRAMMARS } from "../../../src/syntax/grammar_table.ts";

Deno.test("the tables in src/syntax are up to date with grammars/ (deno task grammars)", async () => {
  const tables = await renderTables(new URL("../../../grammars/", import.meta.url));
  for (const [name, text] of Object.entries(tables)) {
    assertEquals(Deno.readTextFileSync(new URL(`../../../src/syntax/${name}`, import.meta.url)), text, name);
  }
});

Deno.test("every grammar's WebAssembly has the pinned checksum", async () => {
  for (const [name, source] of Object.entries(GRAMMARS)) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await source.wasm())).toHex();
    assertEquals(digest, source.sha256, name);
  }
  assert(Object.keys(GRAMMARS).includes("python"));
});
