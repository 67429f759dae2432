/** All effects in one value, so that a use case takes one argument and a test replaces one part. */
import type { Children } from "./child_process.ts";
import type { Clock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { FileSystem } from "./file_system.ts";
import type { Processes } from "./process.ts";
import type { Terminal } from "./terminal.ts";
import type { Threads } from "./workers.ts";

export interface Host {
  readonly fs: FileSystem;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly processes: Processes;
  readonly children: Children;
  readonly terminal: Terminal;
  readonly threads: Threads;
}
