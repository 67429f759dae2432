/** The scripts are tried in the shells themselves where those are installed; their text is checked everywhere. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { GLOBAL_FLAGS } from "../../../src/cli/args.ts";
import { COMMANDS } from "../../../src/cli/commands.ts";
import { renderCompletions, renderManual, SHELLS } from "../../../src/cli/completions.ts";
import { Fixture } from "../../harness.ts";

Deno.test("every command and flag is in the completions of every shell, and in the manual", () => {
  const pages = [
    ...SHELLS.map((shell) => renderCompletions(COMMANDS, shell)),
    renderManual(COMMANDS, "1.2.3", "2026-01-31"),
  ];
  for (const page of pages) {
    const text = page.replaceAll("\\-", "-");
    for (const { name, flags } of COMMANDS) {
      for (const word of name.split(" ")) assertStringIncludes(text, word);
      for (const flag of [...flags, ...GLOBAL_FLAGS]) assertStringIncludes(text, flag.name);
    }
  }
});

/** What `script` says in `shell`; null where that is not installed. */
async function said(shell: string, script: string, ...flags: string[]): Promise<string | null> {
  try {
    const { stdout, stderr } = await new Deno.Command(shell, { args: [...flags, "-c", script] }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    return new TextDecoder().decode(stdout).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** What is typed, and what a shell offers for its last word. */
const OFFERS: readonly (readonly [readonly string[], string])[] = [
  [["vali"], "validate"],
  [["ast", "loc"], "locate"],
  [["get", "--mod"], "--mode"],
  [["get", "a.py", "--mod"], "--mode"],
  [["--segment", "elsewhere", "get", "--mod"], "--mode"],
  [["get", "--mode", "r"], "raw"],
  [["ast", "symbols", "--format", "ct"], "ctags"],
  [["telemetry", "export", "--format", "pro"], "prometheus"],
  [["--telemetry", "f"], "full"],
  [["completions", "zs"], "zsh"],
  [["ast", "symbols", "loc"], ""],
];

Deno.test("bash completes commands, second words, flags and choices", async () => {
  const script = renderCompletions(COMMANDS, "bash");
  const offers = async (words: readonly string[]): Promise<string | null> => {
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const call = `COMP_WORDS=(ctx ${quoted}); COMP_CWORD=${words.length}; _ctx; echo "\${COMPREPLY[*]}"`;
    return await said("bash", `${script}\n${call}`);
  };
  for (const [words, offer] of OFFERS) assertEquals([words, await offers(words) ?? offer], [words, offer]);
  // As bash splits it: the flag, the sign, the value.
  assertEquals(await offers(["get", "--mode", "=", "r"]) ?? "raw", "raw");
  assertEquals(await offers(["--segment", "=", "x", "vali"]) ?? "validate", "validate");
});

Deno.test("fish completes the same", async () => {
  const script = renderCompletions(COMMANDS, "fish");
  using nothing = new Fixture({}, { git: false });
  const lines = OFFERS.map(([words]) => `echo (complete -C 'ctx ${words.join(" ")}')`);
  const output = await said("fish", `cd '${nothing.root}'\n${script}\n${lines.join("\n")}`, "--no-config");
  if (output === null) return; // its text is checked above
  const words = `${output}\n`.split("\n").map((line) => line.split("\t")[0] ?? "");
  assertEquals(words.slice(0, OFFERS.length), OFFERS.map(([, offer]) => offer));
});

/** What zsh's own functions are asked for, instead of a terminal. */
const ZSH_WITNESS = `
_describe() { print -r -- "\${(P@)2%%:*}"; }
_arguments() { print -r -- "$@"; }
compdef() { : }
`;

Deno.test("zsh is asked for the same", async () => {
  const script = renderCompletions(COMMANDS, "zsh");
  for (const [typed, offer] of OFFERS) {
    const words = typed.map((word) => `'${word}'`).join(" ");
    const call = `words=(ctx ${words}); CURRENT=${typed.length + 1}; _ctx`;
    const asked = await said("zsh", `${ZSH_WITNESS}${script}${call}`, "-f");
    if (asked === null) return;
    if (offer === "") assertEquals(asked.includes("locate"), false);
    else assertStringIncludes(asked, offer);
  }
});

Deno.test("the manual is without fault for mandoc, where that is installed", async () => {
  using place = new Fixture({ "ctx.1": renderManual(COMMANDS, "1.2.3", "2026-01-31") }, { git: false });
  assertEquals(
    await said("sh", `! command -v mandoc > /dev/null || mandoc -T lint '${place.root}/ctx.1'`),
    "",
  );
});
