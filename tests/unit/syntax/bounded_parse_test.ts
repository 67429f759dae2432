/** Each bound by itself, with parsers that misbehave in one way, and a budget that is told of pauses. */
import { assert, assertEquals } from "@std/assert";
import { type ChunkParser, parseBounded, ParseBudget } from "../../../src/syntax/bounded_parse.ts";
import type { SyntaxTree } from "../../../src/syntax/grammar.ts";

const memory = new WebAssembly.Memory({ initial: 1, maximum: 4000 });

function fakeTree(): SyntaxTree & { deleted: boolean } {
  return {
    deleted: false,
    rootNode: { hasError: false },
    walk: () => {
      throw new Error("nobody walks this");
    },
    delete() {
      this.deleted = true;
    },
  };
}

function parse(run: ChunkParser["parse"], text = "text"): SyntaxTree | null {
  return parseBounded({ parse: run }, text, memory, new ParseBudget(text));
}

Deno.test("a parser that reads the text once has its tree", () => {
  const tree = fakeTree();
  let read = "";
  const text = "abc".repeat(5000);
  const result = parse((chunk, _old, { progressCallback }) => {
    while (chunk(read.length) !== "") {
      read += chunk(read.length);
      assertEquals(progressCallback(), false);
    }
    return tree;
  }, text);
  assertEquals([result, read, tree.deleted], [tree, text, false]);
});

Deno.test("a scanner that never stops reading is shown the end of the text, and its tree is thrown away", () => {
  const tree = fakeTree();
  let reads = 0;
  const result = parse((chunk) => {
    while (chunk(0) !== "" && reads < 1e6) reads++;
    return tree;
  });
  assertEquals([result, tree.deleted, reads < 2000], [null, true, true]);
});

Deno.test("a parser that goes on for ever is told to stop", () => {
  let steps = 0;
  const result = parse((_chunk, _old, { progressCallback }) => {
    while (!progressCallback() && steps < 1e6) steps++;
    return null;
  });
  assertEquals([result, steps < 2000], [null, true]);
});

Deno.test("a parser that takes memory without end is told to stop", () => {
  let pages = 0;
  const result = parse((_chunk, _old, { progressCallback }) => {
    for (; !progressCallback() && pages < 3900; pages += 100) memory.grow(100);
    return null;
  });
  assertEquals(result, null);
  assert(pages * 64 < 120 * 1024, `${pages} pages of 64 KiB`);
});

Deno.test("being held up by other processes costs little of the budget, working costs all of it", () => {
  const heldUp = new ParseBudget("");
  let worked = 0;
  // 20 steps of 0.05 ms, then 20 ms without the processor: 2.5 s of waiting for 0.12 s of work.
  for (let round = 0; round < 125; round++) {
    for (let step = 0; step < 20; step++) {
      assert(heldUp.spend(0.05), `round ${round}`);
      worked += 0.05;
    }
    assert(heldUp.spend(20), `round ${round}`);
  }
  assert(worked > 120);
  const working = new ParseBudget("");
  let spent = 0;
  while (working.spend(5) && spent < 5000) spent += 5;
  assert(spent < 1000, `${spent} ms`);
});

Deno.test("a longer text may take longer, and two parses share what there is", () => {
  const count = (budget: ParseBudget): number => {
    let steps = 0;
    while (budget.spend(0.1)) steps++;
    return steps;
  };
  assert(count(new ParseBudget("x".repeat(1e6))) > 2 * count(new ParseBudget("x")));
  const shared = new ParseBudget("x");
  count(shared);
  assertEquals(shared.spend(0.1), false);
});
