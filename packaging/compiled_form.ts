/**
 * The `deno compile` form: the same files as the other form's, embedded around Deno's own runtime, with the permissions
 * baked in. What is made for this machine is tried before it is called an executable. Writes the output file and
 * temporary folders alone.
 */
import { compiledFlags } from "../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../src/host/runtime_flags.ts";
import type { Part } from "./program_files.ts";

/** The words after `deno` that compile the program in `folder` to `output`. */
export function compileArguments(folder: string, target: string, output: string): string[] {
  return [
    "compile",
    ...RUNTIME_FLAGS,
    "--no-check",
    `--config=${folder}/program/deno.json`,
    "--no-lock",
    "--no-remote",
    // It is started again by its name on PATH, or where it was made; a copy elsewhere under another name is not.
    ...compiledFlags(["ctx", output]),
    `--include=${folder}/program`,
    `--target=${target}`,
    `--output=${output}`,
    `${folder}/program/main.js`,
  ];
}

/** Compiles; "" when that worked, else the first line of what `deno compile` said. */
export async function makeCompiled(parts: readonly Part[], target: string, output: string): Promise<string> {
  const folder = Deno.realPathSync(await Deno.makeTempDir({ prefix: "ctx-compile-" }));
  try {
    for (const { path, content } of parts.flatMap(({ files }) => files)) {
      Deno.mkdirSync(`${folder}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
      Deno.writeFileSync(`${folder}/${path}`, content);
    }
    const args = compileArguments(folder, target, output);
    const run = await new Deno.Command(Deno.execPath(), { args, cwd: folder, env: { NO_COLOR: "1" } })
      .output();
    return run.success ? "" : firstLine(run.stderr) || `deno compile ended with status ${run.code}`;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function firstLine(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim().split("\n")[0] ?? "";
}

/** No trial takes a tenth of this on any machine that one would compile on. */
const TRIAL_MS = 120_000;

interface Trial {
  readonly args: readonly string[];
  readonly folder: "" | "sub";
  readonly isRight: (stdout: string) => boolean;
}

/** A start, an answer from below the root (a second process and worker threads), and the language server. */
function trials(version: string): Trial[] {
  const lsp = ["lsp", "definition", "a.py:6:9", "--require-lsp", "--timeout-ms", "60000", "--json"];
  return [
    { args: ["--version"], folder: "", isRight: (text) => text === `ctx ${version}\n` },
    {
      args: ["search", "hello", "--json"],
      folder: "sub",
      isRight: (text) => text.includes('"id":"a.py#greet"'),
    },
    { args: lsp, folder: "", isRight: (text) => text.includes('"id":"a.py#greet"') },
    { args: ["lsp", "stop"], folder: "", isRight: (text) => text === "stopped\n" },
  ];
}

/** Runs the executable on a repository of its own, with nothing in its environment; "" when all is well. */
export async function tryExecutable(executable: string, version: string): Promise<string> {
  const repo = Deno.realPathSync(await Deno.makeTempDir({ prefix: "ctx-trial-" }));
  try {
    for (const name of [".git", "sub"]) Deno.mkdirSync(`${repo}/${name}`);
    Deno.writeTextFileSync(
      `${repo}/a.py`,
      'def greet():\n    """Says hello."""\n    return 1\n\n\nfound = greet()\n',
    );
    for (const { args, folder, isRight } of trials(version)) {
      const said = await output(executable, args, `${repo}/${folder}`);
      if (!isRight(said.stdout)) {
        const found = (said.stderr || said.stdout).trim().split("\n")[0] ?? "";
        return `what it made does not behave as ctx: \`ctx ${args.slice(0, 2).join(" ")}\` says ${
          JSON.stringify(found.slice(0, 120))
        }`;
      }
    }
    return "";
  } finally {
    await Deno.remove(repo, { recursive: true });
  }
}

async function output(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string }> {
  const signal = AbortSignal.timeout(TRIAL_MS);
  try {
    const run = await new Deno.Command(program, {
      args: [...args],
      cwd,
      clearEnv: true,
      stdin: "null",
      signal,
    }).output();
    return { stdout: new TextDecoder().decode(run.stdout), stderr: new TextDecoder().decode(run.stderr) };
  } catch (error) {
    if (error instanceof Error) return { stdout: "", stderr: error.message };
    throw error;
  }
}
