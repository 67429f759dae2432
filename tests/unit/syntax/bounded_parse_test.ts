/** Each bound by itself, with parsers that misbehave in one way, and a budget that is told of pauses. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  hasEndlessLines,
  measurePace,
  parseBounded,
  ParseBudget,
  type ParseChunks,
} from "../../../src/syntax/bounded_parse.ts";
import type { SyntaxTree } from "../../../src/syntax/grammar.ts";

const memory = { memory: new WebAssembly.Memory({ initial: 1, maximum: 4000 }), limitBytes: Infinity };

function fakeTree(): SyntaxTree & { deleted: boolean } {
  return {
    deleted: false,
    hasError: false,
    walk: () => {
      throw new Error("nobody walks this");
    },
    delete() {
      this.deleted = true;
    },
  };
}

function parse(run: ParseChunks, text = "text"): SyntaxTree | null {
  return parseBounded(run, text, memory, new ParseBudget(text, () => 1));
}

Deno.test("a parser that reads the text once has its tree", () => {
  const tree = fakeTree();
  let read = "";
  const text = "abc".repeat(5000);
  const result = parse((chunk, isOver) => {
    while (chunk(read.length) !== "") {
      read += chunk(read.length);
      assertEquals(isOver(), false);
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
  assertEquals([result, tree.deleted, reads < 4000], [null, true, true]);
});

Deno.test("a parser that goes on for ever is told to stop", () => {
  let steps = 0;
  const result = parse((_chunk, isOver) => {
    while (!isOver() && steps < 1e6) steps++;
    return null;
  });
  assertEquals([result, steps < 2000], [null, true]);
});

Deno.test("the memory may grow to its bound while a parser runs, and freely afterwards", () => {
  const limits: number[] = [];
  const trap = new WebAssembly.RuntimeError("no memory");
  assertThrows(() =>
    parse(() => {
      limits.push(memory.limitBytes);
      throw trap;
    })
  );
  limits.push(memory.limitBytes);
  parse(() => {
    limits.push(memory.limitBytes);
    return null;
  }, "x".repeat(1e6));
  const [small = 0, after, large = 0] = limits;
  assertEquals(after, Infinity);
  assert(small < 20 * 2 ** 20 && large > small + 100e6 && large < 200 * 2 ** 20, `${small}, ${large}`);
});

Deno.test("being held up by other processes costs little of the budget, working costs all of it", () => {
  const heldUp = new ParseBudget("", () => 1);
  let worked = 0;
  // 20 steps of 0.05 ms, then 20 ms without the processor: 1.4 s of waiting for 0.07 s of work.
  for (let round = 0; round < 70; round++) {
    for (let step = 0; step < 20; step++) {
      assert(heldUp.spend(0.05), `round ${round}`);
      worked += 0.05;
    }
    assert(heldUp.spend(20), `round ${round}`);
  }
  assert(worked > 69);
  const working = new ParseBudget("", () => 1);
  let spent = 0;
  while (working.spend(5) && spent < 5000) spent += 5;
  assert(spent < 1000, `${spent} ms`);
});

function stepsOf(budget: ParseBudget): number {
  let steps = 0;
  while (budget.spend(0.1)) steps++;
  return steps;
}

Deno.test("a longer text may take longer, and two parses share what there is", () => {
  const usual = (): number => 1;
  assert(stepsOf(new ParseBudget("x".repeat(1e6), usual)) > 1.5 * stepsOf(new ParseBudget("x", usual)));
  const shared = new ParseBudget("x", usual);
  stepsOf(shared);
  assertEquals(shared.spend(0.1), false);
});

Deno.test("a slow machine has more time, and its pace is measured only where time runs out", () => {
  let measured = 0;
  const slow = new ParseBudget("x", () => {
    measured++;
    return 3;
  });
  assert(slow.spend(1));
  assertEquals(measured, 0);
  const usual = stepsOf(new ParseBudget("x", () => 1));
  const steps = stepsOf(slow);
  assertEquals(measured, 1);
  assert(steps > 2.9 * usual && steps < 3.1 * usual, `${steps} of ${usual}`);
  const pace = measurePace();
  assert(pace >= 1 && pace <= 8);
});

Deno.test("walking over a tree takes of the same steps as parsing, and no time", () => {
  const text = "x".repeat(10_000);
  const walking = new ParseBudget(text, () => 1);
  let nodes = 0;
  while (walking.walked(100) && nodes < 1e6) nodes += 100;
  assert(nodes > 100_000 && nodes < 200_000, `${nodes}`);
  const parsed = new ParseBudget(text, () => 1);
  parsed.steps += walking.steps;
  assertEquals(parsed.walked(100), false);
  const late = new ParseBudget(text, () => 1);
  while (late.spend(5));
  assertEquals(late.walked(100), true);
});

Deno.test("a text is costly from half of its steps or reads on, whatever the time", () => {
  const text = "x".repeat(10_000); // 1,400 steps, 2.5 million units to be read
  const walked = new ParseBudget(text, () => 1);
  while (walked.spend(5));
  walked.walked(70_000);
  assertEquals(walked.isCostly(), false);
  walked.walked(100);
  assertEquals(walked.isCostly(), true);
  const read = new ParseBudget(text, () => 1);
  read.read = 1_250_000;
  assertEquals(read.isCostly(), false);
  read.read++;
  assertEquals(read.isCostly(), true);
});

Deno.test("only a long text can have lines too long for a tree", () => {
  const line = "x".repeat(2000);
  assertEquals(hasEndlessLines(`${line}\n`.repeat(100)), false);
  assertEquals(hasEndlessLines(`${line}\n`.repeat(500)), true);
  assertEquals(hasEndlessLines(`${line.slice(0, 500)}\n`.repeat(2000)), false);
  assertEquals(hasEndlessLines("x".repeat(1_000_000)), true);
});
