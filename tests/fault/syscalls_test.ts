/** The short form of tests/fault/syscalls.ts: a middle call of each kind fails under a sync. */
import { assert, assertEquals } from "@std/assert";
import { failSystemCalls } from "./syscalls.ts";

Deno.test("whatever the system refuses SQLite or us: a clear error or an answer, and the next sync mends", async () => {
  const { runs, problems } = await failSystemCalls("one");
  assertEquals(problems, []);
  assert(runs > 8, `${runs} runs`);
});
