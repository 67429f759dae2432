import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import type { Chunk } from "../../../src/model/chunk.ts";
import { SYMBOL_KINDS } from "../../../src/model/symbol.ts";
import { decodeOutline, encodeOutline } from "../../../src/pack/outline_codec.ts";
import { encodeNumbers } from "../../../src/pack/number_text.ts";

const small = fc.nat({ max: 5000 });

/** Random outlines that keep the chunk invariants: names inside spans, parents before children. */
const outlines = fc.array(
  fc.record({
    kind: fc.constantFrom<Chunk["kind"]>(...SYMBOL_KINDS, "section", "lines"),
    name: fc.string({ unit: "grapheme", maxLength: 12 }),
    ordinal: fc.integer({ min: 1, max: 9 }),
    qualifier: fc.constantFrom("", "", "Receiver."),
    up: fc.nat({ max: 3 }),
    start: small,
    length: small,
    nameAt: small,
    body: fc.option(fc.tuple(small, small), { nil: null }),
    signature: fc.string({ unit: "grapheme" }),
    doc: fc.string({ unit: "grapheme" }),
    lines: fc.tuple(small, small, small, small, small),
  }),
  { maxLength: 20 },
).map((records): Chunk[] => {
  const chunks: Chunk[] = [];
  for (const [index, item] of records.entries()) {
    const parent = item.up === 0 || index - item.up < 0 ? -1 : index - item.up;
    const outer = chunks[parent]?.qualname;
    const qualname = item.kind === "section"
      ? `A/${item.name}`
      : outer === undefined
      ? `${item.qualifier}${item.name}`
      : `${outer}.${item.qualifier}${item.name}`;
    const [startLine, startColumn, more, endColumn, nameColumn] = item.lines;
    const nameLine = startLine + 1;
    chunks.push({
      kind: item.kind,
      name: item.name,
      qualname,
      ordinal: item.ordinal,
      parent,
      span: { start: item.start, end: item.start + item.length },
      range: { startLine, startColumn, endLine: startLine + more, endColumn },
      nameSpan: { start: item.start + item.nameAt, end: item.start + item.nameAt + item.name.length },
      nameRange: {
        startLine: nameLine,
        startColumn: nameColumn,
        endLine: nameLine,
        endColumn: nameColumn + item.name.length,
      },
      body: item.body === null
        ? null
        : { start: item.start + item.body[0], end: item.start + item.body[0] + item.body[1] },
      signature: item.signature,
      doc: item.doc,
    });
  }
  return chunks;
});

Deno.test("decodeOutline gives back what encodeOutline was given", () => {
  fc.assert(fc.property(outlines, (chunks) => assertEquals(decodeOutline(encodeOutline(chunks)), chunks)));
});

Deno.test("decodeOutline refuses what encodeOutline did not make", () => {
  const valid = encodeOutline([]);
  assertEquals(decodeOutline(valid), []);
  const bad = [
    "",
    "{",
    "{}",
    "[]",
    '["",[1]]',
    '["C",[]]',
    "[[],[]]",
    '["?",[]]',
    "null",
    '["",["a","b","c","d"]]',
  ];
  for (const data of bad) assertEquals(decodeOutline(data), null, data);
});

Deno.test("decodeOutline refuses a parent that comes later, and an unknown kind", () => {
  const row = [0, 0, 1, 0, 5, 0, 1, 0, 6, 0, 1, 0, 1, -1, 0];
  const texts = ["f", "", "f()", ""];
  assertEquals(decodeOutline(JSON.stringify([encodeNumbers(row), texts]))?.[0]?.name, "f");
  assertEquals(decodeOutline(JSON.stringify([encodeNumbers(row.with(1, -1)), texts])), null);
  assertEquals(decodeOutline(JSON.stringify([encodeNumbers(row.with(1, 2)), texts])), null);
  assertEquals(decodeOutline(JSON.stringify([encodeNumbers(row.with(0, 99)), texts])), null);
});
