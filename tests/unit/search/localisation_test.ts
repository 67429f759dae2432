/** The parts of the localisation benchmark that decide what is asked and how answers are counted. */
import { assertEquals } from "@std/assert";
import { isSource, queryOf } from "../../bench/localisation_history.ts";
import { Score } from "../../bench/localisation_score.ts";

Deno.test("a subject becomes a query without its ticket number", () => {
  assertEquals(
    queryOf("Fix crash on double yielding iterators (#21826)"),
    "Fix crash on double yielding iterators",
  );
  assertEquals(
    queryOf("Fixes #12: session leaks sockets on redirect"),
    "session leaks sockets on redirect",
  );
});

Deno.test("what fixes no program, or says too little, is no case", () => {
  for (
    const subject of [
      "Fix typo in loader",
      "fix test",
      "Add a session cache",
      "Fix docs of the session cache",
    ]
  ) {
    assertEquals(queryOf(subject), null, subject);
  }
});

Deno.test("answers are sources, not what stands beside them", () => {
  const paths = [
    "src/app.py",
    "tests/test_app.py",
    "docs/conf.py",
    "lib/a.ts",
    "lib/a.test.ts",
    "README.md",
    "setup.py",
  ];
  assertEquals(paths.filter(isSource), ["src/app.py", "lib/a.ts"]);
});

Deno.test("figures count the first right answer, and the share of all", () => {
  const score = new Score();
  score.add(["a", "b", "c"], ["a"]);
  score.add(["a", "b", "c"], ["c", "z"]);
  score.add(["a"], ["q"]);
  score.add([], ["q"]);
  assertEquals(score.figures, { cases: 4, at1: 0.25, at5: 0.5, at10: 0.5, mrr: 0.333, share10: 0.375 });
});
