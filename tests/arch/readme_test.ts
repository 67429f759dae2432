/** README and the command table say the same. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import { commandUsage } from "../../src/cli/help.ts";
import { PROJECT } from "../harness.ts";

const README = Deno.readTextFileSync(`${PROJECT}/README.md`);

Deno.test("the README lists every command with the table's own words, and no other", () => {
  const listed = [...README.matchAll(/^\| `(ctx [^`]+)` +\| (.+?) +\|$/gm)].map((row) => [row[1], row[2]]);
  assertEquals(
    listed,
    COMMANDS.map((command) =>
      [commandUsage(command), command.summary].map((cell) => cell.replaceAll("|", "\\|"))
    ),
  );
});

Deno.test("every command's example begins with the command itself", () => {
  for (const { name, example } of COMMANDS) assert(example.startsWith(`ctx ${name}`), example);
});

Deno.test("the README's relative links lead somewhere", () => {
  for (const [, target] of README.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)) {
    assert(target !== undefined && Deno.statSync(`${PROJECT}/${target}`) !== null, target);
  }
});
