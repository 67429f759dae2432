/**
 * Outlines and skeletons of texts that no author wrote: edited code of every language, and the shapes that cost
 * parsers their linear time. The seed is fixed; tests/bench/fuzz_syntax.ts is the long form, with other seeds, real
 * repositories, and the clock and memory watched.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import { allLanguages } from "../../src/syntax/languages.ts";
import type { Grammar } from "../../src/syntax/grammar.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { fileSkeleton } from "../../src/syntax/skeleton.ts";
import { type Edit, edited, hostileTexts, TOKENS } from "../bench/hostile_source.ts";
import { specCode } from "../bench/spec_code.ts";
import { outlineFaults } from "./outline_faults.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const edits: fc.Arbitrary<Edit[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("cut" as const), at: share }),
    fc.record({ kind: fc.constant("drop" as const), at: share, length: share }),
    fc.record({ kind: fc.constant("flip" as const), at: share, bit: fc.nat(7) }),
    fc.record({ kind: fc.constant("join" as const), other: fc.nat() }),
    fc.record({ kind: fc.constant("insert" as const), at: share, token: fc.nat(TOKENS.length - 1) }),
    fc.record({
      kind: fc.constant("repeat" as const),
      at: share,
      length: share,
      times: fc.integer({ min: 1, max: 8 }),
    }),
  ),
  { minLength: 1, maxLength: 4 },
);

async function grammarOf(language: string): Promise<Grammar> {
  const outcome = await loadGrammar(language);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.grammar;
}

for (const { name } of allLanguages().filter((one) => one.hasGrammar)) {
  Deno.test(`edited ${name}: outlines keep their invariants, skeletons are made`, async () => {
    const grammar = await grammarOf(name);
    const corpus = specCode(name);
    const check = (base: number, changes: readonly Edit[]): void => {
      const text = edited(corpus[base % corpus.length] ?? "", changes, corpus);
      const outline = outlineOf(grammar, text);
      assertEquals(outlineFaults(outline, text), []);
      fileSkeleton(name, text, outline.definitions);
    };
    fc.assert(fc.property(fc.nat(), edits, check), { seed: 20_261_122, numRuns: 30 });
  });
}

/** `grammar`, whose trees and cursors count themselves in `alive` until they are deleted. */
function counted(grammar: Grammar, alive: { trees: number; cursors: number }): Grammar {
  return {
    ...grammar,
    parse: (text, budget) => {
      const tree = grammar.parse(text, budget);
      if (tree === null) return null;
      alive.trees++;
      return {
        hasError: tree.hasError,
        walk: () => {
          const cursor = tree.walk();
          alive.cursors++;
          const free = cursor.delete.bind(cursor);
          cursor.delete = () => {
            alive.cursors--;
            free();
          };
          return cursor;
        },
        delete: () => {
          alive.trees--;
          tree.delete();
        },
      };
    },
  };
}

Deno.test("whatever a text is, no tree and no cursor of it is left in the parser's memory", async () => {
  for (const language of ["python", "typescript", "c"]) {
    const alive = { trees: 0, cursors: 0 };
    let made = 0;
    const grammar = counted(await grammarOf(language), alive);
    const corpus = specCode(language);
    const check = (base: number, changes: readonly Edit[]): void => {
      outlineOf(grammar, edited(corpus[base % corpus.length] ?? "", changes, corpus));
      made++;
      assertEquals(alive, { trees: 0, cursors: 0 });
    };
    fc.assert(fc.property(fc.nat(), edits, check), { seed: 20_261_123, numRuns: 40 });
    const many = "x = 1\n".repeat(40_000); // a walk that its bound ends
    outlineOf(grammar, many);
    assertEquals([made, alive], [40, { trees: 0, cursors: 0 }]);
  }
});

/** Of the hostile texts, those that cost most or broke something once; the rest is for the long form. */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  python: ["480 KB of import {", "100,000 × (", "lines that hold only a \\", "deeper and deeper defs"],
  typescript: ["480 KB of import {", "100,000 × [", "100,000 × <"],
  c: ["100,000 × {", "macros and blanks", "#if and #endif"],
  javascript: ["one line of 1 MB, one name", "100,000 nested brackets, closed"],
};

for (const [language, titles] of Object.entries(FIXED)) {
  Deno.test(`hostile ${language}: an outline comes back, and the next text is read as ever`, async (t) => {
    const grammar = await grammarOf(language);
    const sound = specCode(language)[0] ?? "";
    const expected = outlineOf(grammar, sound);
    assert(expected.definitions.length > 0);
    for (const title of titles) {
      await t.step(title, () => {
        const found = hostileTexts().find((one) => one.title === title);
        if (found === undefined) throw new Error(`no hostile text ${title}`);
        const outline = outlineOf(grammar, found.text);
        assertEquals(outlineFaults(outline, found.text), []);
        fileSkeleton(language, found.text, outline.definitions);
        assertEquals(outlineOf(grammar, sound), expected);
      });
    }
  });
}

Deno.test("a text that runs past its bounds has an outline with an error at line 1, and is no burden to later ones", async () => {
  const grammar = await grammarOf("python");
  const text = "\\\n".repeat(100_000);
  assertEquals(grammar.parse(text), null);
  assertEquals(outlineOf(grammar, text), { definitions: [], errorLines: [1], isCostly: true });
  const sound = "def f():\n    pass\n";
  assertEquals(outlineOf(grammar, sound).errorLines, []);
});

Deno.test("what stands in a chain of any length does not cost its depth, and what follows is found", async () => {
  const grammar = await grammarOf("typescript");
  const text = `${"a.b".repeat(60_000)};\nfunction after() {}\n`;
  assertEquals(outlineOf(grammar, text).definitions.map((one) => one.qualname), ["after"]);
});

Deno.test("a megabyte in one line has an error at line 1 and is not parsed", async () => {
  const grammar = await grammarOf("javascript");
  let parses = 0;
  const counted: Grammar = {
    ...grammar,
    parse: (...args) => {
      parses++;
      return grammar.parse(...args);
    },
  };
  assertEquals(outlineOf(counted, "function f(a){return a+1}".repeat(40_000)).errorLines, [1]);
  assertEquals(parses, 0);
  assertEquals(outlineOf(counted, "function f(a){return a+1}\n").errorLines, []);
  assertEquals(parses, 1);
});
