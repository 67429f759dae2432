import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { fitMap, type MapEntry, renderMap } from "../../../src/graph/map_text.ts";

function entry(path: string, place: number, depth: number, signature: string): MapEntry {
  return { id: `${path}#${place}`, path, place, depth, signature, around: [], rank: 1 };
}

Deno.test("a method brings the line of its class, once", () => {
  const around = [{ place: 1, depth: 0, signature: "class B" }];
  const entries = [
    { ...entry("b.py", 4, 1, "def n(self)"), around },
    { ...entry("b.py", 3, 1, "def m(self)"), around },
    entry("b.py", 7, 0, "def f()"),
  ];
  const text = "b.py:\n  class B\n    def m(self)\n    def n(self)\n  def f()\n";
  assertEquals(renderMap(entries), text);
  assertEquals(renderMap([...entries, entry("b.py", 1, 0, "class B")]), text);
});

Deno.test("files stand in the order of their best entry, signatures in source order", () => {
  const entries = [
    entry("b.py", 5, 1, "def m(self)"),
    entry("a.py", 0, 0, "def f()"),
    entry("b.py", 2, 0, "class B"),
  ];
  assertEquals(renderMap(entries), "b.py:\n  class B\n    def m(self)\n\na.py:\n  def f()\n");
  assertEquals(renderMap([]), "");
});

Deno.test("as many of the best as fit, and never more than the budget", () => {
  const entries = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 9 }), fc.string({ maxLength: 100 })), {
    maxLength: 150,
  })
    .map((list) => list.map(([file, place, signature]) => entry(`f${file}`, place, 0, signature)));
  fc.assert(fc.property(entries, fc.nat({ max: 5_000 }), (ranked, budget) => {
    const { entries: shown, text } = fitMap(
      (count) => ranked.slice(0, count),
      budget,
      (value) => value.length,
    );
    assertEquals(text, renderMap(shown));
    assertEquals(text.length <= budget, true);
    assertEquals(shown, ranked.slice(0, shown.length));
    const next = ranked.slice(0, shown.length + 1);
    if (next.length > shown.length) assertEquals(renderMap(next).length > budget, true);
  }));
});
