/**
 * The parsers of hostile input (tests/fuzz/parsers.ts) over the kept cases, random bytes, and kept cases put together
 * anew. The long, coverage-guided form is tests/fuzz/run.ts; what it finds becomes a kept case: a file in
 * tests/specs/fuzz/<parser>.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import { PARSERS } from "../fuzz/parsers.ts";

const SPECS = new URL("../specs/fuzz/", import.meta.url);

function casesOf(name: string): Uint8Array[] {
  const folder = new URL(`${name}/`, SPECS);
  const files = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  return files.map((file) => Deno.readFileSync(new URL(file, folder)));
}

Deno.test("every parser has cases, and every folder of cases a parser", () => {
  assertEquals([...Deno.readDirSync(SPECS)].map(({ name }) => name).sort(), Object.keys(PARSERS).sort());
});

for (const [name, parse] of Object.entries(PARSERS)) {
  Deno.test(`${name}: kept cases, and pieces of them in any order`, () => {
    const cases = casesOf(name);
    assert(cases.length > 2);
    cases.forEach(parse);
    const whole = cases.flatMap((bytes) => [...bytes]);
    const piece = fc.tuple(fc.nat(whole.length), fc.nat(40)).map(([at, length]) =>
      whole.slice(at, at + length)
    );
    const bytes = fc.uint8Array({ maxLength: 8 }).map((array) => [...array]);
    const run = fc.tuple(piece, fc.nat(30)).map(([text, times]) =>
      Array.from({ length: times }, () => text).flat()
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, piece, bytes, run), { maxLength: 8 }), (parts) => {
        parse(Uint8Array.from(parts.flat()));
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`${name}: any bytes`, () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), parse), { numRuns: 200 });
  });
}

Deno.test("Markdown: a megabyte of anything in a heading takes no longer than a megabyte", () => {
  // As squares these take from minutes to hours; the test run's own limit is what would end them.
  for (const unit of [" ", "[", "<!--", "[a](", " #", "*", "{#a"]) {
    PARSERS["markdown"]?.(new TextEncoder().encode(`# a${unit.repeat(1_000_000 / unit.length)}b\n`));
    PARSERS["markdown"]?.(new TextEncoder().encode(`a${unit.repeat(1_000_000 / unit.length)}b\n---\n`));
  }
});
