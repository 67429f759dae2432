/** This process and its children: arguments, working folder, identity, signals, and running the runtime itself. */

export interface Processes {
  readonly args: readonly string[];
  readonly pid: number;
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
  /** Calls `handler` on SIGINT, SIGTERM and SIGHUP; the returned function stops that. */
  onSignal(handler: (signal: string, number: number) => void): () => void;
  /** Ends the process now. Only main.ts and the signal path call this. */
  exit(status: number): never;
}

const SIGNALS = [["SIGINT", 2], ["SIGTERM", 15], ["SIGHUP", 1]] as const;

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

export const denoProcesses: Processes = {
  args: Deno.args,
  pid: Deno.pid,
  cwd: () => Deno.cwd(),
  runtimePath: () => Deno.execPath(),
  uid: () => {
    const state = Deno.permissions.querySync({ name: "sys", kind: "uid" }).state;
    return state === "granted" ? Deno.uid() ?? -1 : -1;
  },
  runRuntime: async (args, cwd, environment) => {
    const child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd,
      env: { ...environment },
      stdin: "inherit",
      stdout: "inherit",
      stderr: "inherit",
    }).spawn();
    const status = await child.status;
    return status.signal === null ? status.code : 128 + (SIGNAL_NUMBERS[status.signal] ?? 0);
  },
  onSignal: (handler) => {
    const installed = SIGNALS.map(([name, number]) => {
      const listener = (): void => handler(name, number);
      Deno.addSignalListener(name, listener);
      return (): void => Deno.removeSignalListener(name, listener);
    });
    return () => installed.forEach((remove) => remove());
  },
  exit: (status) => Deno.exit(status),
};
