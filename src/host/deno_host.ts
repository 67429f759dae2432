/** The real host. */
import { denoChildren } from "./child_process.ts";
import { systemClock } from "./clock.ts";
import { denoFileSystem } from "./deno_file_system.ts";
import { denoEnvironment } from "./environment.ts";
import type { Host } from "./host.ts";
import { denoProcesses } from "./process.ts";
import { denoTerminal } from "./terminal.ts";
import { denoThreads } from "./workers.ts";

export const denoHost: Host = {
  fs: denoFileSystem,
  clock: systemClock,
  environment: denoEnvironment,
  processes: denoProcesses,
  children: denoChildren,
  terminal: denoTerminal,
  threads: denoThreads,
};
