/** What orders the hits. */
import { assert, assertEquals } from "@std/assert";
import { type Candidate, rankHits } from "../../../src/search/rank.ts";
import { queryWords } from "../../../src/search/words.ts";

function candidate(path: string, name: string, bm25: number, startLine = 1): Candidate {
  return { id: `${path}#${name}`, path, kind: "function", name, startLine, bm25 };
}

function order(query: string, candidates: readonly Candidate[]): readonly string[] {
  return rankHits(candidates, queryWords(query), { limit: 10 }).map((hit) => hit.candidate.id);
}

Deno.test("the definition of the very name comes before a chunk that mentions it more", () => {
  assertEquals(
    order("load_config", [candidate("a.py", "main", 9), candidate("b.py", "load_config", 6)])[0],
    "b.py#load_config",
  );
});

Deno.test("a file with several good chunks comes before a file with one", () => {
  const ids = order("alpha beta", [
    candidate("one.py", "x", 5.2),
    candidate("many.py", "y", 5, 1),
    candidate("many.py", "z", 4.9, 20),
  ]);
  assertEquals(ids[0], "many.py#y");
});

Deno.test("tests stay behind sources unless the query speaks of tests", () => {
  const both = [candidate("tests/test_a.py", "f", 6), candidate("src/a.py", "f", 5)];
  assertEquals(order("alpha", both)[0], "src/a.py#f");
  assertEquals(order("alpha test", both)[0], "tests/test_a.py#f");
});

Deno.test("a path in the query puts its file first", () => {
  assertEquals(
    order("crash in pkg/b.py", [candidate("a.py", "f", 6), candidate("src/pkg/b.py", "f", 5)])[0],
    "src/pkg/b.py#f",
  );
});

Deno.test("ties are broken by path, then by place, whatever the order of the candidates", () => {
  const equal = [candidate("b.py", "f", 1), candidate("a.py", "g", 1, 9), candidate("a.py", "f", 1, 2)];
  const expected = ["a.py#f", "a.py#g", "b.py#f"];
  assertEquals(order("zeta", equal), expected);
  assertEquals(order("zeta", equal.toReversed()), expected);
});

Deno.test("the reasons account for the score", () => {
  for (
    const { score, reasons } of rankHits([candidate("tests/a.py", "load", 3)], queryWords("load"), {
      limit: 1,
    })
  ) {
    const product = (reasons.bm25 + reasons.file) * reasons.name * reasons.path * reasons.role;
    assert(Math.abs(score - product) < 1e-9);
  }
});

Deno.test("no more hits than asked for", () => {
  assertEquals(
    rankHits([candidate("a.py", "f", 1), candidate("b.py", "f", 1)], queryWords("f"), { limit: 1 }).length,
    1,
  );
});
