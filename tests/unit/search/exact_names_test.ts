/** The short form of tests/bench/exact_names.ts: the figures that it prints are of what was found. */
import { assertEquals } from "@std/assert";
import { measureNames, scoreOf } from "../../bench/exact_names.ts";
import { Fixture } from "../../harness.ts";

Deno.test("a score counts the first hit that is called so, and those among ten", () => {
  const questions = new Map([["a", new Set(["1"])], ["b", new Set(["2"])], ["c", new Set(["3"])]]);
  const found: Record<string, string[]> = { a: ["1", "2"], b: ["1", "2"], c: [] };
  const score = scoreOf(["a", "b", "c"], questions, (question) => found[question] ?? []);
  assertEquals(score, { asked: 3, at1: 1 / 3, at10: 2 / 3 });
});

Deno.test("names of a repository are asked for, and found by ctx where bm25 finds others", async () => {
  using repo = new Fixture({
    "a.py": "class Store:\n    def save(self):\n        return 1\n",
    "b.py": "class Other:\n    def save(self):\n        Store.save(self)\n        Store.save(self)\n",
  });
  assertEquals((await repo.ctx(["sync", "--quiet"])).status, 0);
  const { "qualified, ctx": ctx, "qualified, bm25": plain } = measureNames(repo.root, 10);
  // Who calls `Store.save` says more of it than it does; `Other.save` speaks of itself.
  assertEquals([ctx, plain], [{ asked: 2, at1: 1, at10: 1 }, { asked: 2, at1: 0.5, at10: 1 }]);
});
