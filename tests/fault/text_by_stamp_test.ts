/** Texts that are served because their stamp is the pack's: such texts only, and without a look at every byte. */
import { assertEquals } from "@std/assert";
import { linesOf } from "./in_a_folder.ts";

const EARLY = 'def early():\n    return "early"';
const NOW = 'def early():\n    return "now"';

Deno.test("a text is served for its stamp where that proves it, for its digest elsewhere, and else not at all", async () => {
  const served = { status: 0, missing: null };
  assertEquals(await linesOf("text_by_stamp.ts"), [
    {
      ...served,
      step: "what is new is indexed, by its digest, and served by its stamp",
      text: EARLY,
      digests: 1,
    },
    { ...served, step: "a stamp that is the pack's proves the text", text: EARLY, digests: 0 },
    {
      step: "a file that is exchanged after it was looked at is not served, though as long and as old",
      status: 1,
      missing: "stale",
      text: null,
      digests: 1,
    },
    { ...served, step: "the next command knows it", text: NOW, digests: 1 },
    { ...served, step: "a young file is indexed", text: EARLY, digests: 2 },
    { ...served, step: "a young file's stamp proves nothing, its digest does", text: EARLY, digests: 2 },
  ]);
});
