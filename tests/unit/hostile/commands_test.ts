/** The hostile corpus asks every command that there is, and its list of cases is what it says it is. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { ALL, TALK } from "../../hostile/commands.ts";
import { CORPUS } from "../../hostile/corpus.ts";

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
