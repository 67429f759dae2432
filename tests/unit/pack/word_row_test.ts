/** Numbers of word rows. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { decodeWordRow, encodeWordRow, sizeClassOf, wordRowsOf } from "../../../src/pack/word_row.ts";

const anyRow = fc.record({
  fileId: fc.integer({ min: 1, max: 2 ** 29 - 1 }),
  unit: fc.integer({ min: 0, max: 2 ** 20 - 1 }),
  sizeClass: fc.integer({ min: 0, max: 15 }),
});

Deno.test("a row's number gives back its parts and lies in its file's range", () => {
  fc.assert(
    fc.property(anyRow, (row) => {
      const rowid = encodeWordRow(row);
      assert(rowid !== null && Number.isSafeInteger(rowid));
      assertEquals(decodeWordRow(rowid), row);
      const [first, last] = wordRowsOf(row.fileId);
      assert(first <= rowid && rowid <= last);
    }),
  );
});

Deno.test("a unit beyond the last number has none", () => {
  assertEquals(encodeWordRow({ fileId: 1, unit: 2 ** 20, sizeClass: 0 }), null);
});

Deno.test("size classes are powers of two, 15 at most", () => {
  assertEquals([0, 1, 2, 3, 7, 1000, 32767, 1e9].map(sizeClassOf), [0, 1, 1, 2, 3, 9, 15, 15]);
});
