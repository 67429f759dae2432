/** Starts the chosen language server for one segment, each time that the supervisor asks. */
import type { ChildProcess, Children, SpawnRequest } from "../host/child_process.ts";
import type { Clock } from "../host/clock.ts";
import { HostError } from "../host/file_system.ts";
import { CLIENT_LIMITS, startClient } from "./client.ts";
import type { LspObserver } from "./observer.ts";
import {
  findModuleCache,
  type Interpreter,
  planBundled,
  planFromPath,
  probeInterpreter,
  serverSettings,
} from "./pyright.ts";
import { serverCandidates, type ServerName } from "./server_choice.ts";
import type { Launch } from "./supervisor.ts";

export interface LauncherOptions {
  readonly server: ServerName;
  /** Absolute real path of the segment. */
  readonly root: string;
  /** The safe entries of PATH. */
  readonly searchPath: readonly string[];
  /** How this process may run the runtime. */
  readonly runtime: string;
  readonly parentPid: number;
  readonly children: Children;
  readonly clock: Clock;
  readonly observe: LspObserver;
  /** Called before each start. */
  readonly beforeLaunch: () => void;
}

interface Plan {
  readonly requests: readonly SpawnRequest[];
  readonly interpreter: Interpreter | null;
}

async function plan(options: LauncherOptions): Promise<Plan> {
  const { children, runtime, root, searchPath, server } = options;
  if (server !== "bundled") {
    const interpreter = await probeInterpreter(children, searchPath);
    const found = serverCandidates(server, searchPath);
    return { requests: found.map((command) => planFromPath(command, root, searchPath)), interpreter };
  }
  const [cache, interpreter] = await Promise.all([
    findModuleCache(children, runtime),
    probeInterpreter(children, searchPath),
  ]);
  const requests = cache === null ? [] : [planBundled(runtime, root, cache, interpreter, searchPath)];
  return { requests, interpreter };
}

/** What the runtime says when the pinned package is not in its cache; it is never fetched from here. */
const NOT_INSTALLED = /--cached-only/;

function spawnIfThere(children: Children, request: SpawnRequest): ChildProcess | null {
  try {
    return children.spawn(request);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
}

/** The supervisor's `launch`. What was found out about the machine is kept for the next start. */
export function createLauncher(
  options: LauncherOptions,
): (restart: boolean, unwanted: Promise<unknown>) => Promise<Launch> {
  let planned: Promise<Plan> | null = null;
  return async (restart, unwanted) => {
    planned ??= plan(options);
    const { requests, interpreter } = await planned;
    options.beforeLaunch();
    for (const request of requests) {
      const spawnedAtMs = options.clock.monotonicMs();
      const process = spawnIfThere(options.children, request);
      if (process === null) continue;
      options.observe({
        kind: "spawn",
        binary: options.server === "bundled" ? "pyright-langserver" : options.server,
        pid: process.pid,
        coldStart: !restart,
        timingMs: options.clock.monotonicMs() - spawnedAtMs,
      });
      const outcome = await startClient({
        process,
        root: options.root,
        // Pyright looks after its parent with kill(pid, 0), which scoped rights refuse: it would take that for a death
        // and leave after three seconds. The end of its input tells it just as well.
        parentPid: options.server === "bundled" ? null : options.parentPid,
        settings: serverSettings(interpreter),
        clock: options.clock,
        spawnedAtMs,
        observe: options.observe,
        limits: CLIENT_LIMITS,
        unwanted,
      });
      const isMissing = outcome.kind === "failed" && NOT_INSTALLED.test(outcome.stderr);
      return isMissing ? { kind: "missing" } : outcome;
    }
    return { kind: "missing" };
  };
}
