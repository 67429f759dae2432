import { assert, assertEquals } from "@std/assert";
import { isFault, parseSelector, SELECTOR_LIMIT } from "../../../src/selector/parse.ts";
import type { Reading } from "../../../src/selector/selector.ts";

function readings(text: string): readonly Reading[] {
  const parsed = parseSelector(text);
  assert(!isFault(parsed), `${text}: a fault`);
  return parsed.readings;
}

function fault(text: string): string {
  const parsed = parseSelector(text);
  return isFault(parsed) ? parsed.fault : "none";
}

function kinds(text: string): string[] {
  return readings(text).map((reading) => reading.kind);
}

Deno.test("an id reads as a symbol of a file, with its ordinal apart", () => {
  assertEquals(readings("src/config.py#Config.load"), [
    { kind: "file", path: "src/config.py#Config.load" },
    { kind: "symbol", path: "src/config.py", qualname: "Config.load", ordinal: 1 },
    { kind: "name", name: "src/config.py#Config.load" },
  ]);
  const repeated = readings("a.py#f@2").filter((reading) => reading.kind === "symbol");
  assertEquals(repeated, [
    { kind: "symbol", path: "a.py", qualname: "f@2", ordinal: 1 },
    { kind: "symbol", path: "a.py", qualname: "f", ordinal: 2 },
  ]);
});

Deno.test("only a suffix that an id prints is an ordinal", () => {
  for (const text of ["a#f@1", "a#f@0", "a#f@02", "a#f@-2", "a#f@2.0", "a#@2", "a#f@99999999999999999999"]) {
    const symbols = readings(text).filter((reading) => reading.kind === "symbol");
    assertEquals(symbols.map((reading) => reading.ordinal), [1], text);
  }
});

Deno.test("every # may be the one that ends the path", () => {
  const pairs = readings("a#b.py#C.#d").flatMap((reading) =>
    reading.kind === "symbol" ? [[reading.path, reading.qualname]] : []
  );
  assertEquals(pairs, [["a", "b.py#C.#d"], ["a#b.py", "C.#d"], ["a#b.py#C.", "d"]]);
});

Deno.test("lines and places end the path at a colon, which the path may hold too", () => {
  assertEquals(readings("src/a.py:10-42").filter((reading) => reading.kind === "lines"), [
    { kind: "lines", path: "src/a.py", startLine: 10, endLine: 42 },
  ]);
  assertEquals(readings("a:1:2").filter((reading) => reading.kind === "place"), [
    { kind: "place", path: "a:1", line: 2, column: null },
    { kind: "place", path: "a", line: 1, column: 2 },
  ]);
  assertEquals(kinds("a:10-9"), ["file", "name"]);
  assertEquals(kinds("a:0"), ["file", "name"]);
  assertEquals(kinds("a:01"), ["file", "name"]);
  assertEquals(kinds("a:1-"), ["file", "name"]);
  assertEquals(kinds(":5"), ["file", "name"]);
});

Deno.test("a dotted name, an operator and a heading read as names", () => {
  assertEquals(kinds("Config.load"), ["file", "name"]);
  assertEquals(kinds("/"), ["name"]);
  assertEquals(kinds("Vec.operator/="), ["file", "name"]);
  assertEquals(kinds("src/"), ["name"]);
});

Deno.test("what no segment can hold is a fault, whatever follows", () => {
  assertEquals(fault(""), "empty");
  assertEquals(fault("a\0b"), "nul");
  assertEquals(fault("/etc/passwd"), "outside");
  assertEquals(fault("/etc/passwd#root"), "outside");
  assertEquals(fault("../a.py"), "outside");
  assertEquals(fault("src/../../a.py:3"), "outside");
  assertEquals(fault(".."), "outside");
  assertEquals(fault("x".repeat(SELECTOR_LIMIT)), "none");
  assertEquals(fault("x".repeat(SELECTOR_LIMIT + 1)), "too-long");
});

Deno.test("dots in a name or heading lead nowhere", () => {
  assertEquals(fault("README.md#a/../b"), "none");
  assertEquals(fault("a..b"), "none");
});

Deno.test("a text of nothing but # stays cheap", () => {
  assert(readings("a".padEnd(SELECTOR_LIMIT, "#")).length < 100);
});
