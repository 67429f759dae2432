/** The parser's memory grows as far as it is let, comes back to what it was, and its stack ends in a trap. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { loadSource } from "../../../src/syntax/runtime.ts";
import { TreeSitter } from "../../../src/syntax/tree_sitter.ts";

const MB = 2 ** 20;

Deno.test("an allocation beyond the limit fails, and one after the limit is lifted does not", () => {
  const { memory, calls } = new TreeSitter();
  const bytes = (): number => memory.memory.buffer.byteLength;
  const start = bytes();
  memory.limitBytes = start + 20 * MB;
  let last = 1;
  for (let round = 0; round < 20 && last !== 0; round++) last = calls.malloc(8 * MB);
  assertEquals(last, 0);
  assert(bytes() > start && bytes() <= 1.2 * memory.limitBytes, `${bytes()} bytes`);
  memory.limitBytes = Infinity;
  const before = bytes();
  for (let round = 0; round < 5; round++) assert(calls.malloc(8 * MB) > 0);
  assert(bytes() > before);
});

Deno.test("no memory is given beyond its end, whatever the limit", () => {
  const { memory, calls } = new TreeSitter();
  let rounds = 0;
  while (calls.malloc(256 * MB) !== 0) rounds++;
  assertEquals(rounds, 3);
  assert(memory.memory.buffer.byteLength <= 1024 * MB);
  assertEquals(memory.resize(-1), 0, "an unsigned number of bytes");
});

Deno.test("what was saved comes back, and what lies above can be cleared", () => {
  const { memory, calls } = new TreeSitter();
  const kept = calls.malloc(100);
  const bytes = new Uint8Array(memory.memory.buffer);
  bytes.fill(7, kept, kept + 100);
  memory.save(calls);
  memory.restoreCleared(); // the first time there is nothing to clear
  const later = calls.malloc(4 * MB);
  bytes.fill(9, kept, kept + 100);
  bytes.fill(9, later, later + 4 * MB);
  memory.stackPointer.value = 16;
  memory.restore();
  assertEquals(new Set(bytes.subarray(kept, kept + 100)), new Set([7]));
  assertEquals(memory.stackPointer.value, memory.base);
  assertEquals(calls.malloc(4 * MB), later, "the allocator knows nothing of what came after");
  assert(bytes.subarray(later + 2 * MB, later + 4 * MB).every((byte) => byte === 9));
  memory.restoreCleared();
  assert(bytes.subarray(later + 2 * MB, later + 4 * MB).every((byte) => byte === 0));
});

Deno.test("a stack that overflows traps", async () => {
  const library = new TreeSitter();
  const { wasm } = await loadSource("python");
  const parse = library.makeParser(library.loadLanguage(new WebAssembly.Module(wasm)));
  const text = (index: number): string => "def f(): pass\n".slice(index);
  const tree = parse(text, () => false);
  assertEquals(tree?.hasError, false);
  tree?.delete();
  library.memory.stackPointer.value = 32;
  assertThrows(() => parse(text, () => false), WebAssembly.RuntimeError);
});
