import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/host/clock.ts";

Deno.test("a pause blocks the thread for at least its time and returns", () => {
  const start = systemClock.monotonicMs();
  systemClock.pause(5);
  assert(systemClock.monotonicMs() - start >= 4.5);
});

Deno.test("the wall clock is the calendar's", () => {
  assertEquals(Math.abs(systemClock.now().getTime() - Date.now()) < 1000, true);
});
