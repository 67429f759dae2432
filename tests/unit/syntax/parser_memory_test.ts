/** The parser's memory grows as far as it is let, also inside one operation that makes no report. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { withoutProcess } from "../../../src/host/hidden_process.ts";
import { LIBRARY_WASM, makeLibrary } from "../../../src/syntax/parser_library.ts";
import { ParserMemory } from "../../../src/syntax/parser_memory.ts";

Deno.test("an allocation beyond the limit fails, and one after the limit is lifted does not", async () => {
  const memory = new ParserMemory();
  const library = makeLibrary();
  const options = {
    wasmMemory: memory.memory,
    instantiateWasm: memory.instantiator(LIBRARY_WASM),
    printErr: () => {},
  };
  await withoutProcess(() => library.Parser.init(options));
  const bytes = (): number => memory.memory.buffer.byteLength;
  const start = bytes();
  memory.limitBytes = start + 20 * 2 ** 20;
  // Each takes 8 MB for good.
  assertThrows(() => {
    for (let round = 0; round < 20; round++) memory.enlargeStack();
  }, RangeError);
  assert(bytes() <= 1.2 * memory.limitBytes, `${bytes()} bytes`);
  memory.limitBytes = Infinity;
  for (let round = 0; round < 5; round++) memory.enlargeStack();
  assertEquals(bytes() > start, true);
});
