/** The growth benchmark's own arithmetic and drawing. */
import { assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { renderGrowth, slopeOf } from "../../bench/growth.ts";
import { drawGrowth } from "../../bench/growth_plot.ts";

Deno.test("a slope is the exponent: flat 0, linear 1, quadratic 2, whatever the factor", () => {
  const files = [150, 450, 1500, 4500];
  assertAlmostEquals(slopeOf(files, [7, 7, 7, 7]), 0);
  assertAlmostEquals(slopeOf(files, files.map((count) => 3 * count)), 1);
  assertAlmostEquals(slopeOf(files, files.map((count) => count * count / 9)), 2);
});

const GROWTH = {
  files: [10, 100],
  curves: [
    { name: "search", unit: "ms", values: [20, 40] },
    { name: "pack", unit: "MB", values: [1, 10] },
  ],
} as const;

Deno.test("the table has a column for each size and the slope at its end", () => {
  assertEquals(
    renderGrowth(GROWTH),
    "| files | 10 | 100 | slope |\n| --- | --- | --- | --- |\n" +
      "| search (ms) | 20.0 | 40.0 | 0.30 |\n| pack (MB) | 1.0 | 10.0 | 1.00 |\n",
  );
});

Deno.test("the plot shows the times within its frame, and only these", () => {
  const svg = drawGrowth(GROWTH);
  assertStringIncludes(svg, ">search<");
  assertEquals(svg.includes("pack"), false);
  const points = /points="([^"]+)"/.exec(svg)?.[1]?.split(" ").map((point) => point.split(",").map(Number)) ??
    [];
  assertEquals(points.length, 2);
  for (const [x = -1, y = -1] of points) assertEquals(x >= 0 && x <= 640 && y >= 0 && y <= 400, true);
  // 20 to 40 on a scale from 10 to 100: higher, so a smaller y.
  assertEquals((points[1]?.[1] ?? 0) < (points[0]?.[1] ?? 0), true);
});
