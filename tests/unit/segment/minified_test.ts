import { assertEquals } from "@std/assert";
import { isMinified } from "../../../src/segment/minified.ts";

const dense = "!function(t){var e=t.a;return e&&e.b?e.b(1):void 0}(this);".repeat(100);
const picture = `const picture = "data:image/png;base64,${"iVBORw0KGgo".repeat(900)}";\n`;
const code = "  const value = compute(first, second);\n".repeat(40);

Deno.test("scripts with hardly a short line are minified, also under a licence", () => {
  for (const path of ["a.js", "a.mjs", "dist/a.cjs", "a.css"]) {
    assertEquals(isMinified(path, dense), true, path);
  }
  assertEquals(isMinified("a.js", `/*! Licence */\n${dense}\n//# sourceMappingURL=a.js.map\n`), true);
  const licence = "/* permission is hereby granted to any person */\n".repeat(40);
  assertEquals(isMinified("a.min.js", licence + dense), true);
  assertEquals(isMinified("a.js", licence + dense), false);
});

Deno.test("code that a person wrote is not, whatever it embeds", () => {
  assertEquals(isMinified("a.js", code), false);
  assertEquals(isMinified("a.js", code + picture), false);
  assertEquals(isMinified("admin.js", code), false);
  assertEquals(isMinified("a.min.js", code), false);
  assertEquals(isMinified("a.js", ""), false);
});

Deno.test("other languages are never taken for minified", () => {
  for (const path of ["a.py", "a.ts", "a.md", "Makefile", "json"]) {
    assertEquals(isMinified(path, "x".repeat(500_000)), false, path);
  }
});

Deno.test("data is, when it is large and without line ends", () => {
  assertEquals(isMinified("a.js.map", JSON.stringify({ mappings: "A".repeat(20_000) })), true);
  assertEquals(isMinified("logo.svg", `<svg>${"M1 1".repeat(5_000)}</svg>\n`), true);
  assertEquals(isMinified("a.json", JSON.stringify({ a: "b".repeat(8_000) })), false);
  assertEquals(isMinified("a.json", '{\n  "a": 1\n}\n'.repeat(5_000)), false);
});
