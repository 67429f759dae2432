/** This process and its children: arguments, working folder, identity, signals, and running the runtime itself. */
import { denoChildren } from "./child_process.ts";
import { attempt } from "./deno_file_system.ts";
import { denoEnvironment } from "./environment.ts";
import { RUNTIME_ENVIRONMENT } from "./permissions.ts";
import { ARGUMENTS } from "./program.ts";

export interface Processes {
  readonly args: readonly string[];
  readonly pid: number;
  /** HostError `not-found` once the folder is gone. */
  cwd(): string;
  /** Absolute path of the runtime that runs this program. */
  runtimePath(): string;
  /** This user's id; -1 where the platform has none or the right to ask is missing. */
  uid(): number;
  /** Runs the runtime with this process's streams and waits; resolves to its exit status (128 + n for signal n). */
  runRuntime(
    args: readonly string[],
    cwd: string,
    environment: Readonly<Record<string, string>>,
  ): Promise<number>;
  /** Runs the runtime without input and resolves to what it printed on stdout; "" when it failed. */
  runtimeOutput(args: readonly string[], cwd: string): Promise<string>;
  /** Calls `handler` on SIGINT, SIGTERM and SIGHUP; the returned function stops that. */
  onSignal(handler: (signal: Signal, number: number) => void): () => void;
  /** Ends the process now. Only main.ts and the signal path call this. */
  exit(status: number): never;
}

const SIGNALS = [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]] as const;

/** A request to stop, as POSIX names it. */
export type Signal = typeof SIGNALS[number][0];

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The runtime as this process may start it: `--allow-run=deno` means the `deno` that PATH finds, no other path. */
function runtime(): string {
  return denoChildren.runtimeCommand(denoEnvironment.get("PATH")) ?? Deno.execPath();
}

function onSignal(handler: (signal: Signal, number: number) => void): () => void {
  const installed = SIGNALS.map(([name, number]) => {
    const listener = (): void => handler(name, number);
    Deno.addSignalListener(name, listener);
    return (): void => Deno.removeSignalListener(name, listener);
  });
  return () => installed.forEach((remove) => remove());
}

export const denoProcesses: Processes = {
  args: ARGUMENTS,
  pid: Deno.pid,
  cwd: () => attempt("find the working folder", () => Deno.cwd()),
  runtimePath: () => Deno.execPath(),
  uid: () => {
    const state = Deno.permissions.querySync({ name: "sys", kind: "uid" }).state;
    return state === "granted" ? Deno.uid() ?? -1 : -1;
  },
  runRuntime: async (args, cwd, environment) => {
    const command = new Deno.Command(runtime(), {
      args: [...args],
      cwd,
      env: { ...RUNTIME_ENVIRONMENT, ...environment },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    });
    const child = attempt("start a process", () => command.spawn());
    // Ctrl-C reaches both from the terminal, and SIGINT from a supervisor only this one: twice does no harm.
    const stop = onSignal((signal) => {
      try {
        child.kill(signal);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // TypeError: it has just ended
      }
    });
    const status = await child.status;
    stop();
    return status.signal === null ? status.code : 128 + (SIGNAL_NUMBERS[status.signal] ?? 0);
  },
  runtimeOutput: async (args, cwd) => {
    const command = new Deno.Command(runtime(), {
      args: [...args],
      cwd,
      env: RUNTIME_ENVIRONMENT,
      stdin: "null",
      stderr: "null",
    });
    const { success, stdout } = await command.output();
    return success ? new TextDecoder().decode(stdout) : "";
  },
  onSignal,
  exit: (status) => Deno.exit(status),
};
