/** The hostile corpus asks every command that there is, and its list of cases is what it says it is. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { ALL, TALK } from "../../hostile/commands.ts";
import { PROJECT } from "../../harness.ts";
import { CORPUS } from "../../hostile/corpus.ts";
import { REMOVALS } from "../../hostile/removals.ts";

Deno.test("no command is left out", () => {
  const asked = [["sync"], ...ALL, ...TALK].map((words) => `${words.join(" ")} `);
  const missing = COMMANDS.filter(({ name }) => !asked.some((line) => line.startsWith(`${name} `)));
  assertEquals(missing.map(({ name }) => name), []);
});

Deno.test("cases have names of their own", () => {
  const names = CORPUS.map(({ name }) => name);
  assertEquals(new Set(names).size, names.length);
  assert(names.length >= 30);
});

Deno.test("every defence that can be taken out is where the list says, and its proof exists", () => {
  for (const { defence, edits, proof } of REMOVALS) {
    for (const { file, from } of edits) {
      const found = Deno.readTextFileSync(`${PROJECT}/${file}`).split(from).length - 1;
      assertEquals(found, 1, `${defence}: ${file} holds ${found} times: ${from}`);
    }
    const exists = "item" in proof
      ? CORPUS.some(({ name }) => name.startsWith(proof.item))
      : Deno.readTextFileSync(`${PROJECT}/${proof.test}`).includes(proof.filter);
    assert(exists, `${defence}: ${JSON.stringify(proof)}`);
  }
});
