/**
 * The executable and `deno task ctx` are one program: the same command lines over the same repository, from several
 * folders, print the same bytes on both streams and end in the same status. Times are the only thing that may differ.
 * Run by `deno task test:executable`.
 */
import { assertEquals } from "@std/assert";
import { COMMANDS } from "../../src/cli/commands.ts";
import {
  type CommandLine,
  executableCommand,
  Fixture,
  type Run,
  runCommand,
  taskCommand,
} from "../harness.ts";

const FILES = {
  "a.py":
    '"""Greetings."""\n\n\nclass Greeter:\n    """Greets."""\n\n    def greet(self, name: str) -> str:\n' +
    '        """Says hello."""\n        return "hello " + name\n\n\nfound = Greeter().greet("you")\n',
  "sub/deeper/b.ts":
    "/** Adds. */\nexport function add(a: number, b: number): number {\n  return a + b;\n}\n",
  "sub/naïve name.py": "def naïve(): return 'x\u202e'\n",
  "README.md": "# Title\n\nSome words.\n\n## Install\n\nRun it.\n",
  "broken.py": "def f(:\n  pass\nclass Whole:\n    pass\n",
  ".env": "TOKEN=1\n",
};

/** In this order: what one leaves behind is what the next finds. */
const IN_THE_ROOT: readonly (readonly string[])[] = [
  ["search", "hello", "--no-sync"],
  ["search", "hello", "--no-sync", "--json"],
  ["sync", "--json"],
  ["sync"],
  ["validate", "--json"],
  ["search", "says", "hello", "--json"],
  ["search", "says", "hello", "--explain"],
  ["search", "nothingofthekind"],
  ["get", "a.py#Greeter.greet", "sub/deeper/b.ts#add", "--json"],
  ["get", "a.py", "--mode", "raw"],
  ["get", "a.py", "--mode", "skeleton"],
  ["get", "a.py#Nobody", "--json"],
  ["ast", "symbols", "--json"],
  ["ast", "symbols", "--format", "ctags"],
  ["ast", "symbols", "--format", "jsonl", "sub"],
  ["ast", "locate", "sym://python/a#Greeter"],
  ["ast", "snippet", "Greeter.greet", "--context", "1"],
  ["ast", "skeleton", "a.py", "--json"],
  ["map", "--json"],
  ["lsp", "definition", "a.py:12:9", "--timeout-ms", "0", "--json"],
  ["lsp", "definition", "a.py:12:19", "--timeout-ms", "60000", "--require-lsp", "--json"],
  ["lsp", "stop"],
  ["lsp", "status"],
  ["telemetry", "path"],
  ["build", "--json"],
  ["validate"],
  ["search", "hello", "--segment", "/nowhere/at/all"],
  ["search", "hello", "--limt", "3", "--json"],
  ["serach", "hello"],
  ["--frobnicate"],
];

/** Of the front end alone; each starts from nothing. */
const ANYWHERE: readonly (readonly string[])[] = [
  ["--version"],
  ["--version", "--json"],
  ["--help"],
  [],
  ["ast", "--help"],
  ...["bash", "zsh", "fish"].map((shell) => ["completions", shell]),
  ...COMMANDS.slice(0, 4).map(({ name }) => [...name.split(" "), "--help"]),
];

const ELSEWHERE: readonly (readonly string[])[] = [
  ["search", "says", "hello", "--json"],
  ["ast", "symbols", "."],
  ["ast", "skeleton", "b.ts"],
  ["get", "a.py#Greeter", "--json"],
];

/** All that is measured: durations in either notation. */
function withoutTimes(text: string): string {
  return text.replace(/("[a-z0-9_]*_ms":)\d+(\.\d+)?/g, "$1T").replace(/\b\d+(\.\d+)? ?m?s\b/g, "T");
}

interface Step {
  readonly args: readonly string[];
  readonly folder: string;
}

async function runAll(
  repo: Fixture,
  steps: readonly Step[],
  form: (args: readonly string[]) => CommandLine,
): Promise<Record<string, Run>> {
  Deno.removeSync(`${repo.root}/_ctx`, { recursive: true });
  const said: Record<string, Run> = {};
  for (const { args, folder } of steps) {
    const run = await runCommand(form(args), { cwd: folder });
    said[`${folder.replace(repo.root, "REPO")}: ctx ${args.join(" ")}`] = {
      status: run.status,
      stdout: withoutTimes(run.stdout),
      stderr: withoutTimes(run.stderr),
    };
  }
  return said;
}

Deno.test("every command says the same in both forms, from every folder", async () => {
  using repo = new Fixture({ ...FILES, "_ctx/.gitignore": "*\n" });
  using outside = new Fixture({}, { git: false });
  const steps: Step[] = [
    ...IN_THE_ROOT.map((args) => ({ args, folder: repo.root })),
    ...ANYWHERE.map((args) => ({ args, folder: outside.root })),
    ...ELSEWHERE.map((args) => ({ args, folder: `${repo.root}/sub/deeper` })),
    ...ELSEWHERE.map((args) => ({ args: [...args, "--segment", repo.root], folder: outside.root })),
    ...ELSEWHERE.slice(0, 1).map((args) => ({
      args: [...args, "--segment", "../.."],
      folder: `${repo.root}/sub/deeper`,
    })),
  ];
  const task = await runAll(repo, steps, taskCommand);
  const executable = await runAll(repo, steps, executableCommand);
  for (const [line, run] of Object.entries(task)) assertEquals(executable[line], run, line);
  assertEquals(Object.keys(executable), Object.keys(task));
});

Deno.test("doctor finds the same in both forms, but for the executable's own files", async () => {
  using repo = new Fixture(FILES);
  interface Check {
    readonly name: string;
  }
  const check = async (form: (args: readonly string[]) => CommandLine): Promise<Check[]> => {
    const run = await runCommand(form(["doctor", "--json"]), { cwd: repo.root });
    assertEquals([run.status, run.stderr], [0, ""]);
    return (JSON.parse(run.stdout) as { checks: Check[] }).checks;
  };
  const executable = await check(executableCommand);
  assertEquals(executable.filter(({ name }) => name !== "own files"), await check(taskCommand));
});
