/**
 * Child processes with piped streams, and the one kind that outlives its parent. Which program may be run, and with
 * what rights, is the caller's to decide; the environment given here is the child's whole environment.
 * Invariant: every spawned (not detached) child has an `exited` promise that settles, whoever ends it.
 */
import { HostError } from "./file_system.ts";
import { toHostError } from "./deno_file_system.ts";

export interface ChildStatus {
  readonly code: number;
  /** Name of the signal that ended it; null when it left by itself. */
  readonly signal: string | null;
}

export interface ChildProcess {
  readonly pid: number;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  /** Resolves when the pipe has taken all of `bytes`; rejects with HostError `closed` when the child is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** End of file on the child's stdin; harmless when it is closed already. */
  closeInput(): void;
  /** Sends a signal; harmless when the child is gone. */
  signal(name: "SIGTERM" | "SIGKILL"): void;
  readonly exited: Promise<ChildStatus>;
}

export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Replaces the parent's environment; null keeps it. */
  readonly environment: Readonly<Record<string, string>> | null;
}

export interface Children {
  /** Starts a child with all three streams piped; `not-found` and `permission` as HostError. */
  spawn(request: SpawnRequest): ChildProcess;
  /**
   * Starts a child in a session of its own, without streams, that this process neither waits for nor ends;
   * `overlay` is laid over this process's environment. Returns its process id.
   */
  spawnDetached(
    command: string,
    args: readonly string[],
    cwd: string,
    overlay: Readonly<Record<string, string>>,
  ): number;
  /** Absolute path (or name) by which this process may run the runtime; null when it has no right to. */
  runtimeCommand(searchPath: string): string | null;
}

function spawn(request: SpawnRequest): ChildProcess {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(request.command, {
      args: [...request.args],
      cwd: request.cwd,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      clearEnv: request.environment !== null,
      env: { ...request.environment },
    }).spawn();
  } catch (error) {
    throw toHostError(error, "start a program");
  }
  const writer = child.stdin.getWriter();
  writer.closed.catch(ignorePipeError);
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    write: async (bytes) => {
      try {
        await writer.write(bytes);
      } catch (error) {
        throw new HostError("closed", "write to a program", error);
      }
    },
    closeInput: () => void writer.close().catch(ignorePipeError),
    signal: (name) => {
      try {
        child.kill(name);
      } catch (error) {
        if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) {
          throw toHostError(error, "end a program");
        }
      }
    },
    exited: child.status.then(({ code, signal }) => ({ code, signal })),
  };
}

/** A broken pipe is told by `write` and by `exited`; the stream's own promise has nothing to add. */
function ignorePipeError(_error: unknown): void {}

export const denoChildren: Children = {
  spawn,
  spawnDetached: (command, args, cwd, overlay) => {
    try {
      const child = new Deno.Command(command, {
        args: [...args],
        cwd,
        stdin: "null",
        stdout: "null",
        stderr: "null",
        env: { ...overlay },
        detached: true,
      }).spawn();
      child.unref();
      return child.pid;
    } catch (error) {
      throw toHostError(error, "start a background program");
    }
  },
  runtimeCommand: (searchPath) => {
    const candidates = [
      Deno.execPath(),
      ...searchPath.split(":").filter((entry) => entry.startsWith("/")).map((entry) => `${entry}/deno`),
    ];
    const allowed = (command: string): boolean =>
      Deno.permissions.querySync({ name: "run", command }).state === "granted";
    return candidates.find(allowed) ?? null;
  },
};
