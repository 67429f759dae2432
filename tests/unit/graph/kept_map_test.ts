import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { decodeKeptMap, encodeKeptMap, type KeptMap } from "../../../src/graph/kept_map.ts";

const line = fc.record({
  place: fc.nat({ max: 1000 }),
  depth: fc.nat({ max: 20 }),
  signature: fc.string({ unit: "grapheme" }),
});
const entry = fc.tuple(
  line,
  fc.record({
    id: fc.string({ unit: "grapheme" }),
    path: fc.string({ unit: "grapheme" }),
    rank: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
    around: fc.array(line, { maxLength: 3 }),
  }),
).map(([own, rest]) => ({ ...own, ...rest }));

const kept: fc.Arbitrary<KeptMap> = fc.record({
  packSha: fc.stringMatching(/^[0-9a-f]{16}$/),
  entries: fc.array(entry, { maxLength: 6 }),
  isWhole: fc.boolean(),
  budget: fc.integer({ min: 1, max: 1_000_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
}).map(({ budget, share, ...map }) => ({
  ...map,
  fitted: { budget, count: Math.floor(share * map.entries.length) },
}));

Deno.test("a kept map comes back as it was", () => {
  fc.assert(fc.property(kept, (map) => assertEquals(decodeKeptMap(encodeKeptMap(map)), map)));
});

Deno.test("any part of the text, and the text with one value exchanged, is no map or a well-formed one", () => {
  const values = fc.constantFrom(null, -1, 0.5, "", "x", [], {}, true, 1e300);
  fc.assert(
    fc.property(kept, fc.nat(), fc.nat(), values, (map, cut, at, value) => {
      const text = encodeKeptMap(map);
      const shorter = cut % text.length;
      assertEquals(decodeKeptMap(text.slice(0, shorter)), null);
      let place = 0;
      let count = 0;
      JSON.parse(text, () => void count++);
      const exchanged = JSON.parse(text, (_, old: unknown) => place++ === at % count ? value : old);
      const decoded = decodeKeptMap(JSON.stringify(exchanged));
      if (decoded !== null) assertEquals(decodeKeptMap(encodeKeptMap(decoded)), decoded);
    }),
  );
});

Deno.test("another version, no state of the sources, and more fitted than there are, are no map", () => {
  const map: KeptMap = { packSha: "00ff", entries: [], isWhole: true, fitted: { budget: 10, count: 0 } };
  const text = encodeKeptMap(map);
  assertEquals(decodeKeptMap(text), map);
  assertEquals(decodeKeptMap(text.replace(/"version":\d+/, '"version":0')), null);
  assertEquals(decodeKeptMap(text.replace('"00ff"', '""')), null);
  assertEquals(decodeKeptMap(text.replace('"fitted":[10,0]', '"fitted":[10,1]')), null);
});
