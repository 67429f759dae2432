/**
 * What the end-to-end tests share: throw-away repositories, and the shipped command run on them as a user would run
 * it: through `deno task ctx` of this checkout, with the rights that the task grants; or, where CTX_EXECUTABLE names
 * one, as the executable (`deno task test:executable`).
 */
import { assertEquals } from "@std/assert";

/** Absolute folder of this checkout. */
export const PROJECT = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");

/** Absolute path of the executable that is tested instead of the task; "" for the task. */
export const EXECUTABLE: string = Deno.env.get("CTX_EXECUTABLE") ?? "";

/** Where the executable under test unpacks itself: beside it, or where CTX_EXECUTABLE_CACHE says. */
export const EXECUTABLE_CACHE: string = Deno.env.get("CTX_EXECUTABLE_CACHE") ??
  EXECUTABLE.replace(/[^/]+$/, "unpacked");

/** The root folder that `ctx` runs in, where it is not the tests' own (tests/executable/clean_root.sh); else "". */
export const CLEAN_ROOT: string = Deno.env.get("CTX_CLEAN_ROOT") ?? "";

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Caller's folder; the fixture's root when left out. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A repository in a temporary folder, removed at the end of the `using` block. */
export class Fixture implements Disposable {
  readonly root: string;

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}, options: { git?: boolean } = {}) {
    this.root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx test " }));
    if (options.git !== false) Deno.mkdirSync(`${this.root}/.git/info`, { recursive: true });
    this.write(files);
  }

  write(files: Readonly<Record<string, string | Uint8Array>>): void {
    for (const [path, content] of Object.entries(files)) {
      const full = `${this.root}/${path}`;
      Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      if (typeof content === "string") Deno.writeTextFileSync(full, content);
      else Deno.writeFileSync(full, content);
    }
  }

  read(path: string): string {
    return Deno.readTextFileSync(`${this.root}/${path}`);
  }

  /** Names below `path`, sorted. */
  list(path: string): string[] {
    return [...Deno.readDirSync(`${this.root}/${path}`)].map((entry) => entry.name).sort();
  }

  /** Runs `ctx` on this repository, as `--segment` from the project's own task. */
  ctx(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    return runTask(["--segment", this.root, ...args], options);
  }

  /** Runs `ctx … --json`, asserts the exit status and a silent stderr, and decodes the answer. */
  // deno-lint-ignore no-explicit-any
  async json(args: readonly string[], expectedStatus = 0, options: RunOptions = {}): Promise<any> {
    const run = await this.ctx([...args, "--json"], options);
    assertEquals({ status: run.status, stderr: run.stderr }, { status: expectedStatus, stderr: "" });
    return JSON.parse(run.stdout);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.root, { recursive: true });
  }
}

/** Environment of a test's child processes: nothing of the developer's own settings, and no backtraces. */
export const PLAIN_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...inherited("PATH", "HOME", "DENO_DIR"),
  NO_COLOR: "1",
};

/**
 * What the executable needs on top. The runtime itself would look for its own cache there as well. No other place where it
 * looks may hold what an earlier run has unpacked: equal builds have equal names, and the first fit one is taken.
 */
const EXECUTABLE_ENVIRONMENT: Readonly<Record<string, string>> = EXECUTABLE === ""
  ? {}
  : { XDG_CACHE_HOME: EXECUTABLE_CACHE, HOME: EXECUTABLE_CACHE, TMPDIR: EXECUTABLE_CACHE };

/** The same for children whose files, rights and user nobody looks at. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...PLAIN_ENVIRONMENT,
  // Where .ci/run collects the coverage of this process, the children add theirs.
  ...inherited("DENO_COVERAGE_DIR"),
};

/** Only those that are set: an empty DENO_COVERAGE_DIR would mean the child's working folder. */
function inherited(...names: string[]): Record<string, string> {
  const pairs = names.map((name) => [name, Deno.env.get(name) ?? ""] as const);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

/** A program, its arguments, and what it needs in its environment. */
export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The shipped command with ARGS: `deno task ctx ARGS` of this checkout, or `ctx ARGS`. */
export function shippedCommand(args: readonly string[]): CommandLine {
  return EXECUTABLE === "" ? taskCommand(args) : executableCommand(args);
}

/** `ctx ARGS`, the executable under test. */
export function executableCommand(args: readonly string[]): CommandLine {
  return { program: EXECUTABLE, args, env: EXECUTABLE_ENVIRONMENT };
}

/** `deno task ctx ARGS` of this checkout, whatever is under test. */
export function taskCommand(args: readonly string[]): CommandLine {
  const task = ["task", "--quiet", "--config", `${PROJECT}/deno.json`, "ctx", ...args];
  return { program: Deno.execPath(), args: task, env: {} };
}

/** Runs the shipped command with `args`. */
export async function runTask(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return await runCommand(shippedCommand(args), options);
}

/** The runtime itself with `args`, in a clean environment. */
export async function runDeno(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return await runCommand({ program: Deno.execPath(), args, env: {} }, options);
}

/** Runs a command to its end, in a clean environment. */
export async function runCommand(command: CommandLine, options: RunOptions = {}): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(command.program, {
    args: [...command.args],
    cwd: options.cwd ?? PROJECT,
    env: { ...CLEAN_ENVIRONMENT, ...command.env, ...options.env },
    clearEnv: true,
    stdin: "null",
  }).output();
  return { status: code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}
