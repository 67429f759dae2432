/** Questions while another process writes the pack, with a clock that the test moves: never a real one. */
import { assertEquals } from "@std/assert";
import { linesOf } from "./in_a_folder.ts";

Deno.test("while another ctx writes the pack, a question answers from the pack as it stands, and says so", async () => {
  const steps = await linesOf("another_writer.ts");
  assertEquals(steps, [
    {
      step: "a question answers from the pack as it stands",
      status: 0,
      ids: ["a.py#early", "b.py#early_too"],
      sha: "string",
      warnings: [
        "stale answer: another ctx is writing the pack, which does not know how these are now: b.py",
      ],
      within: true,
    },
    { step: "no is no answer of an old pack", status: 3 },
    { step: "no text of another state is shown", status: 3, shown: 0 },
    { step: "nobody waits for what does not matter", status: 0, warnings: [], waited: false },
    { step: "of much that has changed, sooner", status: 0, within: true },
    {
      step: "a pack that leaves out what this question admits is none",
      status: 3,
      code: "pack-busy",
      within: true,
    },
    { step: "a pack that cannot be read for now is none", status: 3, code: "pack-busy" },
    { step: "without a pack: an error, and later", status: 3, code: "pack-busy", within: true },
    {
      step: "a pack that appears is answered from",
      status: 0,
      ids: ["a.py#early", "b.py#early_too"],
      within: true,
    },
    { step: "a sync waits for as long as it is told", status: 3, code: "pack-busy", within: true },
    { step: "or a quarter of an hour", status: 3, code: "pack-busy", within: true },
    { step: "one that is let in is whole", status: 0, ids: ["b.py#later"], warnings: [] },
    { step: "what the other one has done is no old answer", status: 0, ids: ["b.py#last"], warnings: [] },
  ]);
});
