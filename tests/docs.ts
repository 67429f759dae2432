/**
 * Writes the parts of README.md that the program knows best: the command table. Run after a change to the table:
 * `deno run -RW tests/docs.ts && deno fmt README.md`. tests/arch/readme_test.ts fails while the two differ.
 */
import { COMMANDS } from "../src/cli/commands.ts";
import { commandUsage } from "../src/cli/help.ts";

const path = decodeURIComponent(new URL("../README.md", import.meta.url).pathname);
const rows = COMMANDS.map((command) => {
  const cells = [`\`${commandUsage(command)}\``, command.summary].map((cell) => cell.replaceAll("|", "\\|"));
  return `| ${cells.join(" | ")} |`;
});
const lines = Deno.readTextFileSync(path).split("\n");
const start = lines.findIndex((line) => line.startsWith("| command ")) + 2;
const end = lines.findIndex((line, index) => index >= start && !line.startsWith("|"));
Deno.writeTextFileSync(path, lines.toSpliced(start, end - start, ...rows).join("\n"));
