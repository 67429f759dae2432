/** Modes and budgets, with the real tokenizer as judge. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { countTokens } from "gpt-tokenizer";
import { fillBudget } from "../../../src/disclosure/budget.ts";
import { type Disclosable, discloseChunk } from "../../../src/disclosure/disclose.ts";
import type { DisclosureMode } from "../../../src/model/chunk.ts";
import { indexLines } from "../../../src/model/line_index.ts";
import { PYTHON } from "./sample_source.ts";

const LINES = indexLines(PYTHON);

/** The stretch of the sample from the line that starts with `first` to before the line that starts with `last`. */
function chunk(first: string, last: string, doc = ""): Disclosable {
  const start = PYTHON.indexOf(`\n${first}`) + 1;
  const end = PYTHON.indexOf(`\n${last}`) + 1;
  const bodyStart = PYTHON.indexOf(":\n", start) + 2;
  return {
    id: `catalogue.py#${first}`,
    path: "catalogue.py",
    kind: "function",
    fileText: PYTHON,
    lines: LINES,
    span: { start, end },
    body: { start: bodyStart, end },
    doc,
    skeleton: () => PYTHON.slice(start, bodyStart).trimEnd() + " ...\n",
  };
}

const SHELF = chunk("class Shelf", "def _decode", "An ordered collection of boxes.");
const DECODE = chunk("def _decode", "def load");
const LOAD = chunk("def load", "def save", "Load every shelf of the catalogue at path, in file order.");
const frame = (of: Disclosable) => `${of.id}\n\n`;

function printed(answer: ReturnType<typeof fillBudget>): string {
  return answer.disclosed.map((each) => `${each.id}\n${each.text}\n`).join("");
}

function ask(chunks: readonly Disclosable[], mode: DisclosureMode, budget: number, query = "") {
  return fillBudget({ chunks, mode, budget, query, frame });
}

Deno.test("raw is the file's own text, whole", () => {
  const shown = discloseChunk(DECODE, "raw", "", 10_000);
  assertEquals(shown?.text, PYTHON.slice(DECODE.span.start, DECODE.span.end));
  assertEquals(shown?.truncated, false);
  assertEquals(shown?.range.startColumn, 1);
});

Deno.test("raw that does not fit is not shown at all", () => {
  assertEquals(discloseChunk(SHELF, "raw", "", 100), null);
});

Deno.test("an excerpt gets shorter with its room, and says so", () => {
  const shown = discloseChunk(SHELF, "excerpt", "remove label", 120);
  assert(shown !== null && shown.truncated);
  assert(countTokens(shown.text) <= 120);
  assertStringIncludes(shown.text, "class Shelf:");
  assertStringIncludes(shown.text, " lines\n");
});

Deno.test("everything fits: complete, in the order asked for", () => {
  const answer = ask([LOAD, DECODE, SHELF], "raw", 5000);
  assertEquals(answer.stopReason, "complete");
  assertEquals(answer.disclosed.map(({ id }) => id), [LOAD.id, DECODE.id, SHELF.id]);
  assertEquals(answer.leftOut, []);
});

Deno.test("what does not fit is named with its cost, and a later chunk may still fit", () => {
  const answer = ask([SHELF, DECODE], "raw", 300);
  assertEquals(answer.stopReason, "budget");
  assertEquals(answer.disclosed.map(({ id }) => id), [DECODE.id]);
  assertEquals(answer.leftOut.map(({ id }) => id), [SHELF.id]);
});

Deno.test("a budget of the named cost shows the chunk that was left out", () => {
  for (const mode of ["raw", "skeleton", "excerpt"] as const) {
    const [left] = ask([SHELF], mode, 1).leftOut;
    assert(left !== undefined);
    const answer = ask([SHELF], mode, left.costTokens);
    assertEquals(answer.stopReason, "complete", mode);
    assertEquals(ask([SHELF], mode, left.costTokens - 1).stopReason, "budget", mode);
  }
});

Deno.test("no answer costs more than its budget, whatever the mode and the budget", () => {
  for (const mode of ["raw", "skeleton", "excerpt"] as const) {
    for (let budget = 1; budget < 1500; budget += 13) {
      const answer = ask([SHELF, LOAD, DECODE], mode, budget, "label of a box");
      const real = countTokens(printed(answer));
      assert(real <= budget, `${mode} ${budget}: ${real}`);
      assert(answer.usedTokens <= budget);
      assertEquals(answer.disclosed.length + answer.leftOut.length, 3);
    }
  }
});

Deno.test("excerpts share a budget that is too small for all", () => {
  const answer = ask([SHELF, LOAD, DECODE], "excerpt", 400);
  assertEquals(answer.disclosed.map(({ id }) => id), [SHELF.id, LOAD.id, DECODE.id]);
  assertEquals(answer.stopReason, "budget");
});

Deno.test("when there is not enough to share, the first ids are served first", () => {
  const answer = ask(Array.from({ length: 20 }, () => SHELF), "excerpt", 300);
  assert(answer.disclosed.length >= 1 && answer.disclosed.length < 10);
  assert((answer.disclosed[0]?.tokenEst ?? 0) >= 40);
});

Deno.test("nothing asked for is complete and free", () => {
  const answer = ask([], "raw", 100);
  assertEquals(answer, { disclosed: [], usedTokens: 0, stopReason: "complete", leftOut: [] });
});
