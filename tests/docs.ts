/**
 * Writes the parts of README.md that the program knows best: the command table. Run after a change to the table:
 * `deno run -RW tests/docs.ts`. tests/arch/readme_test.ts fails while the two differ.
 */
import { COMMANDS } from "../src/cli/commands.ts";
import { commandUsage } from "../src/cli/help.ts";

const path = decodeURIComponent(new URL("../README.md", import.meta.url).pathname);
const rows = COMMANDS.map((command) =>
  `| \`${commandUsage(command)}\` | ${command.summary.replaceAll("|", "\\|")} |`
);
const readme = Deno.readTextFileSync(path);
const table = /(\| command \| what it does \|\n\| --- \| --- \|\n)(?:\|.*\n|COMMANDS\n)*/;
Deno.writeTextFileSync(path, readme.replace(table, (_, head: string) => `${head}${rows.join("\n")}\n`));
