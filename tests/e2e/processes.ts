/**
 * Processes that a test ends before they end themselves: the shipped command in a process group of its own, and the
 * one process of it that serves a segment, started as `deno task ctx` starts it.
 */
import { permissionFlags } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import {
  CLEAN_ENVIRONMENT,
  type CommandLine,
  EXECUTABLE,
  PROJECT,
  type Run,
  runCommand,
  type RunOptions,
  shippedCommand,
} from "../harness.ts";

/**
 * The process that serves the segment in its folder, as the front end starts it, with further flags of the runtime; the
 * executable becomes it at once and takes none.
 */
export function servingCommand(args: readonly string[], more: readonly string[] = []): CommandLine {
  if (EXECUTABLE !== "") return shippedCommand(args);
  const flags = [`--config=${PROJECT}/deno.json`, ...permissionFlags([PROJECT], Deno.execPath()), ...more];
  return {
    program: Deno.execPath(),
    args: ["run", ...RUNTIME_FLAGS, ...flags, `${PROJECT}/main.ts`, ...args],
    env: {},
  };
}

/** Runs only the serving process, with `segment` as its folder; half the time of the whole chain. */
export async function runServing(
  segment: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Run> {
  const env = { ...options.env, CTX_SEGMENT: "." };
  return await runCommand(servingCommand(args), { ...options, cwd: segment, env });
}

export interface Group {
  /** Sends a signal to every process of the group; false when none is left. */
  signal(name: Deno.Signal): boolean;
  /** Sends a signal to the first process alone, as a supervisor would. */
  signalLeader(name: Deno.Signal): void;
  /** Resolves when stderr holds `text`; rejects when it ends without. */
  saysOnStderr(text: string): Promise<void>;
  readonly finished: Promise<Run>;
}

/** Starts a command as the leader of a new process group. */
export function startGroup({ program, args, env }: CommandLine, options: RunOptions = {}): Group {
  const child = new Deno.Command(program, {
    args: [...args],
    cwd: options.cwd ?? PROJECT,
    env: { ...CLEAN_ENVIRONMENT, ...env, ...options.env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
  }).spawn();
  let stderr = "";
  let ended = false;
  const watchStderr = async (): Promise<void> => {
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) stderr += part;
    ended = true;
  };
  const finish = async (): Promise<Run> => {
    // The pipes close when the last process of the group has gone, so nothing of it is left after this.
    const [{ code }, stdout] = await Promise.all([
      child.status,
      new Response(child.stdout).text(),
      watchStderr(),
    ]);
    return { status: code, stdout, stderr };
  };
  const send = (pid: number, name: Deno.Signal): boolean => {
    try {
      Deno.kill(pid, name);
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  };
  return {
    signal: (name) => send(-child.pid, name),
    signalLeader: (name) => void send(child.pid, name),
    saysOnStderr: async (text) => {
      while (!stderr.includes(text)) {
        if (ended) throw new Error(`stderr ended without ${JSON.stringify(text)}: ${stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    finished: finish(),
  };
}

/** Every path below `folder`, relative to it, sorted; folders end in a slash. */
export function tree(folder: string, base = ""): string[] {
  const paths: string[] = [];
  for (const entry of Deno.readDirSync(`${folder}/${base}`)) {
    const path = `${base}${entry.name}`;
    paths.push(entry.isDirectory ? `${path}/` : path);
    if (entry.isDirectory) paths.push(...tree(folder, `${path}/`));
  }
  return paths.sort();
}

/** What a healthy `_ctx` holds after any number of commands, and nothing besides. */
export const WHOLE_STATE = [
  ".gitignore",
  "pack/",
  "pack/pack.db",
  "run/",
  "run/pack.lock",
  "telemetry/",
  "telemetry/events.jsonl",
  "telemetry/last_run.json",
  "telemetry/metrics.json",
];
