/** Questions about more files than there is time for, with a clock that the test moves: never a real one. */
import { assertEquals } from "@std/assert";
import { linesOf } from "./in_a_folder.ts";

Deno.test("where there is no time to index all: a true answer of a part, and each command goes on", async () => {
  const steps = await linesOf("little_time.ts");
  assertEquals(steps, [
    {
      step: "a named file comes first",
      status: 0,
      text: 'def early_299():\n    return "early"',
      left: true,
    },
    { step: "no is no answer of a part", status: 3, hits: 0 },
    { step: "as it is", status: 0, sha: null, warning: true },
    { step: "validate", status: 1, errors: [], stale: 298, sha: null },
    { step: "each question goes on", rises: true, several: true, status: 0, hits: 300 },
    { step: "no", status: 1 },
    { step: "the same pack", same: true },
    { step: "an ordinary pace is waited for", long: true, warnings: [], hits: 300 },
    { step: "nothing old is served", status: 3, hits: 0 },
    { step: "a limit for sync", status: 3, left: 298, files: 2 },
    { step: "what an ended sync did is kept", status: 4, stale: 288 },
    { step: "sync does it all", status: 0, files: 300, valid: 0 },
    { step: "what is hard to parse is not waited for", status: 0, partial: true, sha: null },
  ]);
});
