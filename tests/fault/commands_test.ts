/** Every effect on the file system that a command has fails once: what a command then says, serves and leaves behind. */
import { assert, assertEquals } from "@std/assert";
import { linesOf } from "./in_a_folder.ts";

Deno.test("whatever fails: one clear error or a true answer, nothing open, nothing left, and the next sync mends", async () => {
  const lines = await linesOf("commands_under_faults.ts");
  assertEquals(lines.slice(0, -1), []);
  assert(lines.at(-1).runs > 400, JSON.stringify(lines));
});
