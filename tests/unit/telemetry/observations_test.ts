import { assertEquals } from "@std/assert";
import { Observations, wholeMs } from "../../../src/telemetry/observations.ts";

/** Nearest rank by its definition, without a formula: the least value that p % of the values do not exceed. */
function byDefinition(values: readonly number[], percent: number): number {
  const candidates = [...values].sort((left, right) => left - right);
  for (const candidate of candidates) {
    const notAbove = values.filter((value) => value <= candidate).length;
    if (notAbove * 100 >= percent * values.length) return candidate;
  }
  return 0;
}

/** Park–Miller: the same numbers on every run. */
function* numbers(seed: number): Generator<number> {
  for (let state = seed;; state = (state * 48271) % 2147483647) yield state;
}

for (const count of [1, 2, 3, 19, 20, 21, 100, 1001]) {
  Deno.test(`percentiles of ${count} observations are nearest-rank`, () => {
    const source = numbers(count + 7);
    const values = Array.from({ length: count }, () => (source.next().value ?? 0) % 500);
    const observations = new Observations();
    for (const value of values) observations.add(value);
    assertEquals(observations.summary(), {
      count,
      p50Ms: byDefinition(values, 50),
      p95Ms: byDefinition(values, 95),
      maxMs: Math.max(...values),
    });
  });
}

Deno.test("without observations all is 0", () => {
  assertEquals(new Observations().summary(), { count: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 });
});

Deno.test("a duration is a whole number of milliseconds and never negative", () => {
  assertEquals([0.4, 0.5, 3.6, -5, NaN, Infinity].map(wholeMs), [0, 1, 4, 0, 0, 0]);
});
