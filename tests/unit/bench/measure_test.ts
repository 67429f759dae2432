/** The benchmarks' own arithmetic, and that a run which did not do its work is never taken for a fast one. */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { inventTree, multiplyTree } from "../../bench/corpus.ts";
import { BrokenBenchmark, type Contender, isInstalled, measure, median } from "../../bench/measure.ts";
import { figureRow, renderReport, timingRows } from "../../bench/report.ts";

function evaluated(name: string, code: string): Contender {
  return { name, command: Deno.execPath(), args: ["eval", "--no-config", code] };
}

Deno.test("median: odd, even, unsorted", () => {
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([9, 1, 5, 3]), 4);
});

Deno.test("measure: contenders take turns in being first too, the first round is not counted", async () => {
  const order: string[] = [];
  const noted = (name: string): Contender => ({ ...evaluated(name, ""), prepare: () => order.push(name) });
  const timings = await measure([noted("a"), noted("b")], 2);
  assertEquals(order, ["a", "b", "b", "a", "a", "b"]);
  assertEquals(timings.map(({ name, timesMs }) => [name, timesMs.length]), [["a", 2], ["b", 2]]);
});

Deno.test("measure: an unexpected exit status is a broken benchmark, with what the program said", async () => {
  const broken = evaluated("broken", "console.error('no such tree'); Deno.exit(3)");
  const error = await assertRejects(() => measure([broken], 1), BrokenBenchmark);
  assertStringIncludes(error.message, "status 3");
  assertStringIncludes(error.message, "no such tree");
});

Deno.test("a missing peer is noticed, not timed", async () => {
  assertEquals(await isInstalled("ctx-no-such-program"), false);
});

Deno.test("ratios are of medians, and a target is marked, never enforced", () => {
  const rows = timingRows(
    [{ name: "base", timesMs: [10, 30, 20] }, { name: "mine", timesMs: [60, 50, 70] }],
    "base",
    { mine: 2.5 },
  );
  assertEquals(rows.map(({ name, ratio }) => [name, ratio]), [["base", null], ["mine", 3]]);
  const text = renderReport([{
    title: "T",
    rows: [...rows, figureRow("size", "bytes", 2e6, { to: "base", base: 4e6, target: 1 })],
  }]);
  assertStringIncludes(text, "3.00 × base, target 2.5: MISSED");
  assertStringIncludes(text, "0.50 × base, target 1: met");
});

Deno.test("a multiplied tree has other names in its copies, and all of its files", () => {
  const scratch = Deno.makeTempDirSync();
  try {
    const corpus = inventTree(`${scratch}/one`, 3);
    const tripled = multiplyTree(corpus, `${scratch}/three`, 3);
    assertEquals(tripled.files.length, 9);
    const name = /class (\w+)/.exec(Deno.readTextFileSync(`${corpus.root}/${corpus.files[0]}`))?.[1];
    const copy = Deno.readTextFileSync(`${tripled.root}/copy2/${corpus.files[0]}`);
    assertStringIncludes(copy, `class ${name}_v2`);
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
});
