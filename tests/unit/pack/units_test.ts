import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import type { Chunk } from "../../../src/model/chunk.ts";
import { indexLines } from "../../../src/model/line_index.ts";
import {
  chunkOfWindow,
  chunksOfDefinitions,
  chunksOfLines,
  chunksOfSections,
} from "../../../src/pack/chunks.ts";
import { type Unit, unitsOf } from "../../../src/pack/units.ts";
import type { Definition, SymbolKind } from "../../../src/model/symbol.ts";

/** A definition found by its text, so that the expectations below can be read. */
function define(text: string, kind: SymbolKind, name: string, whole: string, parent = -1): Definition {
  const start = text.indexOf(whole);
  const nameStart = text.indexOf(name, start);
  return {
    kind,
    name,
    qualname: name,
    ordinal: 1,
    parent,
    span: { start, end: start + whole.length },
    nameSpan: { start: nameStart, end: nameStart + name.length },
    body: null,
    signature: `${kind} ${name}`,
    doc: "",
  };
}

const CLASS = "class A:\n    x = 1\n    def m(self):\n        def inner(): pass\n        return inner\n";
const TEXT = `import os\n${CLASS}y = 2\n`;

Deno.test("a unit owns its text less that of the units inside it", () => {
  const chunks = chunksOfDefinitions(TEXT, [
    define(TEXT, "class", "A", CLASS),
    define(TEXT, "field", "x", "x = 1", 0),
    define(TEXT, "method", "m", "def m(self):\n        def inner(): pass\n        return inner\n", 0),
    define(TEXT, "function", "inner", "def inner(): pass", 2),
  ]);
  const bodies = unitsOf(TEXT.length, chunks).map((unit) => [unit.unit, unit.name, bodyOf(TEXT, unit)]);
  assertEquals(bodies, [
    [0, "", "import os\n|y = 2\n"],
    [1, "A", "class A:\n    x = 1\n    "],
    [3, "m", "def m(self):\n        def inner(): pass\n        return inner\n"],
    [4, "inner", ""],
  ]);
});

/** The unit's own text, a bar where another unit's was cut out. */
function bodyOf(text: string, { body }: Unit): string {
  return body.map(({ start, end }) => text.slice(start, end)).join("|");
}

/** Well-formed nested spans over a text of distinct words. */
const trees = fc.tuple(
  fc.integer({ min: 5, max: 60 }),
  fc.array(fc.tuple(fc.nat(), fc.nat(), fc.boolean()), { maxLength: 8 }),
)
  .map(([count, cuts]) => {
    const text = Array.from({ length: count }, (_, index) => `w${index} `).join("");
    const chunks: Chunk[] = [];
    const place = (from: number, to: number, parent: number, depth: number): void => {
      const cut = cuts[depth];
      if (cut === undefined || to - from < 2) return;
      const start = from + cut[0] % (to - from - 1);
      const end = start + 1 + cut[1] % (to - start);
      const kind = cut[2] ? "class" : "function";
      const lines = indexLines(text);
      const span = { start, end };
      chunks.push({
        ...chunkOfWindow(lines, 1, 1),
        kind,
        name: "n",
        parent,
        span,
        range: lines.rangeOf(span),
      });
      place(start, end, chunks.length - 1, depth + 1);
      place(end, to, parent, depth + 2);
    };
    place(0, text.length, -1, 0);
    return { text, chunks };
  });

Deno.test("every character of a file belongs to exactly one unit", () => {
  fc.assert(fc.property(trees, ({ text, chunks }) => {
    const sorted = (value: string): string => [...value.replace(/\|/g, "")].sort().join("");
    assertEquals(
      sorted(unitsOf(text.length, chunks).map((unit) => bodyOf(text, unit)).join("")),
      sorted(text),
    );
  }));
});

Deno.test("a long text without structure is cut into windows that cover it; a short one is not", () => {
  const line = "some words\r\n";
  assertEquals(chunksOfLines(line.repeat(120)), []);
  const chunks = chunksOfLines(line.repeat(121));
  assertEquals(chunks.map(({ range }) => [range.startLine, range.endLine]), [[1, 60], [61, 120], [121, 121]]);
  assertEquals(chunks.map(({ span }) => span.end - span.start), [60 * 12, 60 * 12, 12]);
});

Deno.test("a section's chunk carries its heading path and first line", () => {
  const text = "# Title\nintro\n## Sub\nmore\n";
  const chunks = chunksOfSections(text, [
    { headingPath: "Title", ordinal: 1, title: "Title", span: { start: 0, end: 14 } },
    { headingPath: "Title/Sub", ordinal: 1, title: "Sub", span: { start: 14, end: text.length } },
  ]);
  assertEquals(
    chunks.map(({ qualname, name, signature, range }) => [qualname, name, signature, range.startLine]),
    [
      ["Title", "Title", "# Title", 1],
      ["Title/Sub", "Sub", "## Sub", 3],
    ],
  );
  assert(chunks.every(({ kind }) => kind === "section"));
});
