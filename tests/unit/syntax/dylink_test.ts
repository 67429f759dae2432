/** The `dylink` section of old grammars against the tool conventions (WebAssembly/tool-conventions DynamicLinking.md). */
import { assertEquals } from "@std/assert";
import { modernizeDylink } from "../../../src/syntax/dylink.ts";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const ascii = (text: string): number[] => [...new TextEncoder().encode(text)];

Deno.test("memory and table needs move into subsection 1, libraries into subsection 2", () => {
  // 300 (0xac 0x02) bytes of memory aligned to 2^4, 5 table slots, one library.
  const old = [...[6], ...ascii("dylink"), 0xac, 2, 4, 5, 0, 1, 2, ...ascii("m1")];
  const rest = [1, 4, 1, 0x60, 0, 0];
  const modern = modernizeDylink(Uint8Array.from([...HEADER, 0, old.length, ...old, ...rest]));
  const expected = [8, ...ascii("dylink.0"), 1, 5, 0xac, 2, 4, 5, 0, 2, 4, 1, 2, ...ascii("m1")];
  assertEquals([...modern], [...HEADER, 0, expected.length, ...expected, ...rest]);
  const sections = WebAssembly.Module.customSections(new WebAssembly.Module(modern), "dylink.0");
  assertEquals(sections.length, 1);
});

Deno.test("anything else comes back as it is", () => {
  const name = [8, ...ascii("dylink.0"), 1, 4, 0, 0, 0, 0];
  for (
    const bytes of [
      [],
      HEADER,
      HEADER.slice(0, 5),
      [...HEADER, 0, name.length, ...name],
      [...HEADER, 0, 100, 6, ...ascii("dylink"), 1],
      [...HEADER, 1, 4, 1, 0x60, 0, 0],
    ]
  ) {
    const wasm = Uint8Array.from(bytes);
    assertEquals(modernizeDylink(wasm), wasm);
  }
});
