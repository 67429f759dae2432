/** The scripts are tried in the shells themselves where those are installed; their text is checked everywhere. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { GLOBAL_FLAGS } from "../../../src/cli/args.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { renderCompletions, renderManual, SHELLS } from "../../../src/cli/completions.ts";

Deno.test("every command and flag is in the completions of every shell, and in the manual", () => {
  const pages = [
    ...SHELLS.map((shell) => renderCompletions(COMMANDS, shell)),
    renderManual(COMMANDS, "1.2.3"),
  ];
  for (const page of pages) {
    const text = page.replaceAll("\\-", "-");
    for (const { name, flags } of COMMANDS) {
      for (const word of name.split(" ")) assertStringIncludes(text, word);
      for (const flag of [...flags, ...GLOBAL_FLAGS]) assertStringIncludes(text, flag.name);
    }
  }
});

async function bash(script: string): Promise<string> {
  const { stdout, stderr } = await new Deno.Command("bash", { args: ["-c", script] }).output();
  assertEquals(new TextDecoder().decode(stderr), "");
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("bash completes commands, second words, flags and choices", async () => {
  const script = renderCompletions(COMMANDS, "bash");
  const complete = (...words: string[]): Promise<string> =>
    bash(
      `${script}\nCOMP_WORDS=(ctx ${
        words.map((word) => `'${word}'`).join(" ")
      }); COMP_CWORD=${words.length}; _ctx; echo "\${COMPREPLY[*]}"`,
    );
  assertEquals(await complete("ast", "loc"), "locate");
  assertEquals(await complete("get", "--mod"), "--mode");
  assertEquals(await complete("get", "--mode", "r"), "raw");
  assertEquals(await complete("--telemetry", "f"), "full");
  assertEquals(await complete("vali"), "validate");
});
