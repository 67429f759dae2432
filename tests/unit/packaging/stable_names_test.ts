import { assertEquals, assertNotEquals } from "@std/assert";
import { stableNames } from "../../../packaging/stable_names.ts";

/** A bundle as two checkouts would make it: other digests in the names, the same code. */
function bundled(one: string, two: string, code = "1"): Map<string, string> {
  return new Map([
    ["main.js", `import{a}from"./chunk-${one}.js";import("./late-${two}.js");`],
    [`chunk-${one}.js`, `export const a=${code};`],
    [`late-${two}.js`, `import{a}from"./chunk-${one}.js";`],
  ]);
}

Deno.test("names follow from what modules hold, not from the bundler's digests", async () => {
  const here = await stableNames(bundled("AAAAAAAA", "BBBBBBBB"));
  assertEquals([...await stableNames(bundled("0000ZZZZ", "12345678"))], [...here]);
  const changed = await stableNames(bundled("AAAAAAAA", "BBBBBBBB", "2"));
  for (const name of [...here.keys()].filter((path) => path !== "main.js")) {
    assertEquals(changed.has(name), false, "a changed module has another name, and so has what imports it");
  }
  const names = [...here.keys()];
  for (const [, text] of here) {
    for (const [, path = ""] of text.matchAll(/"\.\/([^"]+)"/g)) {
      assertNotEquals(names.indexOf(path), -1, path);
    }
  }
});
