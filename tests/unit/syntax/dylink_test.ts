/** Libraries made by hand, by the tool conventions (WebAssembly/tool-conventions DynamicLinking.md). */
import { assertEquals, assertThrows } from "@std/assert";
import { findUnknownAddress, link, needsOf } from "../../../src/syntax/dylink.ts";

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];
const sized = (bytes: readonly number[]): number[] => [bytes.length, ...bytes];

function moduleOf(
  ...sections: readonly (readonly [id: number, bytes: readonly number[]])[]
): WebAssembly.Module {
  return new WebAssembly.Module(
    Uint8Array.from([...HEADER, ...sections.flatMap(([id, bytes]) => [id, ...sized(bytes)])]),
  );
}

// 300 (0xac 0x02) bytes of memory aligned to 2^4, 5 table slots aligned to 2^0.
const NUMBERS = [0xac, 2, 4, 5, 0];
const NEEDS = { bytes: 300, alignment: 16, slots: 5 };

Deno.test("what a library needs stands in subsection 1, wherever that is, and in the old form at the beginning", () => {
  const info = [1, ...sized(NUMBERS)];
  const exportInfo = [3, ...sized([1, ...text("f"), 0])];
  assertEquals(needsOf(moduleOf([0, [...text("dylink.0"), ...info]])), NEEDS);
  assertEquals(needsOf(moduleOf([0, [...text("dylink.0"), ...exportInfo, ...info]])), NEEDS);
  assertEquals(needsOf(moduleOf([0, [...text("dylink"), ...NUMBERS, 0]])), NEEDS);
  assertEquals(needsOf(moduleOf([0, [...text("dylink.0"), ...exportInfo]])), {
    bytes: 0,
    alignment: 1,
    slots: 0,
  });
  assertEquals(needsOf(moduleOf()), null);
});

const I32 = 0x7f;

/**
 * A library with a function `here`, which gives the address that it asked for as `GOT.mem.own`, a function `calls`, which
 * calls `env.outside`, and `own` at 8 of its data.
 */
const LIBRARY = moduleOf(
  [0, [...text("dylink.0"), 1, ...sized(NUMBERS)]],
  [1, [2, 0x60, 0, 1, I32, 0x60, 0, 0]], // () → i32, () → ()
  [2, [
    3,
    ...[...text("GOT.mem"), ...text("own"), 3, I32, 1],
    ...[...text("GOT.func"), ...text("calls"), 3, I32, 1],
    ...[...text("env"), ...text("outside"), 0, 0],
  ]],
  [3, [3, 0, 0, 0]], // here, calls, slot
  [6, [1, I32, 0, 0x41, 8, 0x0b]], // a constant 8
  [7, [
    4,
    ...[...text("own"), 3, 2],
    ...[...text("here"), 0, 1],
    ...[...text("calls"), 0, 2],
    ...[...text("slot"), 0, 3],
  ]],
  [10, [3, ...sized([0, 0x23, 0, 0x0b]), ...sized([0, 0x10, 0, 0x0b]), ...sized([0, 0x23, 1, 0x0b])]],
);

function surroundings(outside?: () => number) {
  return {
    memory: new WebAssembly.Memory({ initial: 1 }),
    table: new WebAssembly.Table({ element: "anyfunc", initial: 1 }),
    stackPointer: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
    functions: outside === undefined ? {} : { outside },
    addresses: {},
  };
}

function run(exports: WebAssembly.Exports, name: string): unknown {
  const value = exports[name];
  return typeof value === "function" ? value() : undefined;
}

Deno.test("a library learns where its data and its functions lie, and calls what it is given", () => {
  const around = surroundings(() => 42);
  const exports = link(LIBRARY, 1000, around);
  assertEquals(run(exports, "here"), 1008);
  assertEquals(run(exports, "calls"), 42);
  // Its five slots come first.
  assertEquals([run(exports, "slot"), around.table.length], [6, 7]);
  assertEquals(around.table.get(6), exports["calls"]);
  assertEquals(run(link(LIBRARY, 2000, around), "here"), 2008, "a second one shares nothing with the first");
});

Deno.test("a function that nobody gives traps when it is called, and not before", () => {
  const exports = link(LIBRARY, 0, surroundings());
  assertThrows(() => run(exports, "calls"), WebAssembly.RuntimeError, "outside was called");
});

Deno.test("an address that no one can tell is found", () => {
  assertEquals(findUnknownAddress(LIBRARY), null);
  const lost = moduleOf([2, [1, ...text("GOT.mem"), ...text("lost"), 3, I32, 1]]);
  assertEquals(findUnknownAddress(lost), "lost");
});
