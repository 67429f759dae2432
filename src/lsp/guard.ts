/**
 * What makes a language server end with the process that keeps it, even when that is killed in the midst of its work:
 * a small process in the same group that ends the group at the end of its input (src/host/group_guard.ts). Only for a
 * process that leads a group of its own; it must be released before that process ends by itself.
 */
import type { Children } from "../host/child_process.ts";

export interface Guard {
  /** Settles when the guard is gone, released or not. */
  readonly gone: Promise<unknown>;
  /** Takes the guard away without harm to anyone; resolves when it is reaped. */
  release(): Promise<void>;
}

/** Where none can be: a language server whose keeper is killed then ends when it next looks for input. */
export const NO_GUARD: Guard = { gone: new Promise(() => {}), release: () => Promise.resolve() };

/** Starts the guard of this process's group. `program`: absolute path of group_guard.ts. Throws HostError. */
export function startGuard(children: Children, runtime: string, program: string): Guard {
  const flags = ["--quiet", "--no-prompt", "--no-config", "--no-lock", "--no-remote", "--allow-run"];
  const process = children.spawn({
    command: runtime,
    args: ["run", ...flags, program],
    cwd: "/",
    environment: null,
  });
  return {
    gone: process.exited,
    release: async () => {
      process.signal("SIGKILL");
      await process.exited;
      process.closeInput();
    },
  };
}
