import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { isCommandEvent } from "../../../src/telemetry/vocabulary.ts";

Deno.test("every command has its event in the vocabulary", () => {
  const without = COMMANDS.filter(({ name }) => !isCommandEvent(`ctx.${name.replaceAll(" ", ".")}`));
  assertEquals(without.map(({ name }) => name), []);
});
