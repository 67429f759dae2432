import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import { isFault, parseSelector, printReading } from "../../src/selector/parse.ts";
import type { Reading } from "../../src/selector/selector.ts";

/** Texts that are thick with what selectors give a meaning to. */
const dense = fc.string({
  unit: fc.constantFrom(
    "a",
    "b",
    "B",
    ".",
    "..",
    "/",
    "#",
    ":",
    "@",
    "-",
    "1",
    "2",
    "0",
    "%",
    "%23",
    "é",
    " ",
    "\n",
  ),
  maxLength: 14,
});
const part = fc.string({
  unit: fc.constantFrom("a", "b", ".", "#", ":", "@", "-", "1", "2", "é", " "),
  minLength: 1,
  maxLength: 6,
})
  .filter((text) => text !== "." && text !== "..");
const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"))
  .filter((text) => !text.startsWith("sym:"));
const name = fc.oneof(part, dense.filter((text) => text !== ""), fc.constantFrom("/", "..", "a/../b", "é.b"));
const ordinal = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 99 }));
const line = fc.integer({ min: 1, max: 2 ** 31 });

const pathReading: fc.Arbitrary<Reading> = fc.oneof(
  fc.record({ kind: fc.constant("file"), path } as const),
  fc.record({ kind: fc.constant("symbol"), path, qualname: name, ordinal } as const),
  fc.tuple(path, line, line).map(([path, a, b]): Reading => ({
    kind: "lines",
    path,
    startLine: Math.min(a, b),
    endLine: Math.max(a, b),
  })),
  fc.record({ kind: fc.constant("place"), path, line, column: fc.option(line) } as const),
);

const module = fc.array(
  fc.string({
    unit: fc.constantFrom("a", "b", "#", "%", "@", "é", " ", "-", "1"),
    minLength: 1,
    maxLength: 4,
  }),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const uriReading: fc.Arbitrary<Reading> = fc.oneof(
  fc.tuple(module.map((parts) => parts.join(".")), fc.constant("python")),
  fc.tuple(module.map((parts) => parts.join("/")), fc.constantFrom("go", "typescript")),
).chain(([module, lang]) =>
  fc.oneof(
    fc.record(
      {
        kind: fc.constant("uri"),
        lang: fc.constant(lang),
        module: fc.constant(module),
        qualname: name,
        ordinal,
      } as const,
    ),
    fc.constant<Reading>({ kind: "uri", lang, module, qualname: null, ordinal: 1 }),
  )
);

Deno.test("every reading of a text prints to that text", () => {
  fc.assert(
    fc.property(fc.oneof(dense, fc.string({ unit: "binary" })), (text) => {
      const parsed = parseSelector(text);
      if (isFault(parsed) || text.startsWith("sym://")) return;
      for (const reading of parsed.readings) assertEquals(printReading(reading), text);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("what a reading prints to reads as that reading", () => {
  fc.assert(
    fc.property(fc.oneof(pathReading, uriReading), (reading) => {
      const parsed = parseSelector(printReading(reading));
      assert(!isFault(parsed), `${printReading(reading)}: a fault`);
      assert(
        parsed.readings.some((other) => JSON.stringify(other) === JSON.stringify(sorted(reading, other))),
        `${JSON.stringify(reading)} is not among ${JSON.stringify(parsed.readings)}`,
      );
    }),
    { numRuns: 3000 },
  );
});

/** The fields of `reading` in the order of `like`. */
function sorted(reading: Reading, like: Reading): Record<string, unknown> {
  const fields = new Map<string, unknown>(Object.entries(reading));
  return Object.fromEntries(Object.keys(like).map((key) => [key, fields.get(key)]));
}

Deno.test("a URI's canonical spelling is stable", () => {
  fc.assert(
    fc.property(fc.oneof(dense, fc.string()).map((rest) => `sym://py/${rest}`), (text) => {
      const parsed = parseSelector(text);
      if (isFault(parsed)) return;
      for (const reading of parsed.readings) {
        const printed = printReading(reading);
        const again = parseSelector(printed);
        assert(!isFault(again), printed);
        assert(again.readings.some((other) => printReading(other) === printed), printed);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("any text at all gives a value", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", size: "large" }), (text) => {
    for (const whole of [text, `sym://py/${text}`, `a#${text}`, `${text}:1:2`]) {
      const parsed = parseSelector(whole);
      assert(isFault(parsed) || parsed.readings.length > 0);
    }
  }));
});
