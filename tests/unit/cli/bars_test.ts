import { assertEquals } from "@std/assert";
import { duration, percent, shareBar, sparkline } from "../../../src/cli/render/bars.ts";

Deno.test("a sparkline's bars are as high as their values", () => {
  assertEquals(sparkline([0, 1, 4, 8]), " ▁▄█");
  assertEquals(sparkline([0, 0]), "  ");
  assertEquals(sparkline([]), "");
});

Deno.test("a share fills its part of twenty cells", () => {
  assertEquals([shareBar(0), shareBar(0.5), shareBar(1), shareBar(7)].map((bar) => bar.indexOf("░")), [
    0,
    10,
    -1,
    -1,
  ]);
  assertEquals(shareBar(0.3).length, 20);
});

Deno.test("a share that is not whole is never called whole", () => {
  assertEquals([0, 0.001, 0.5, 0.999, 1].map(percent), ["0 %", "1 %", "50 %", "99 %", "100 %"]);
});

Deno.test("durations have the unit that people would use", () => {
  assertEquals([0, 999, 1000, 4820, 99_900, 180_000].map(duration), [
    "0 ms",
    "999 ms",
    "1.0 s",
    "4.8 s",
    "99.9 s",
    "3 min",
  ]);
});
