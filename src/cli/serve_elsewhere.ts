/**
 * Serving a folder by a second process: one that is started there, with the rights relative to it. Loaded by runs that
 * need no more than that, so it has to stay small.
 */
import type { Environment } from "../host/environment.ts";
import { HostError } from "../host/file_system.ts";
import { permissionFlags } from "../host/permissions.ts";
import type { Processes } from "../host/process.ts";
import { compiledArguments, modulePath, PROGRAM_FOLDER as PROGRAM } from "../host/program.ts";
import { RUNTIME_FLAGS } from "../host/runtime_flags.ts";
import { CtxError } from "../model/error.ts";

/** What of the host it takes to start a process. */
export interface Starter {
  readonly environment: Environment;
  readonly processes: Processes;
}

/**
 * Runs the same command line in a process of its own that starts in `folder` and may read the program; resolves to its
 * exit status. `choice`: its CTX_SEGMENT, "" to leave the choice of the segment to that process.
 */
export async function serveElsewhere(
  { environment, processes }: Starter,
  folder: string,
  argv: readonly string[],
  choice: string,
): Promise<number> {
  const inside = PROGRAM === folder || PROGRAM.startsWith(`${folder}/`);
  if (!inside && PROGRAM.includes(",")) {
    throw new CtxError("permission", `could not serve ${folder}: ctx itself lies in a folder with a comma`, {
      hint: "move ctx: Deno's permission flags cannot name such a folder, and would name others",
    });
  }
  const flags = permissionFlags(inside ? [] : [PROGRAM], processes.runtimePath());
  const config = `--config=${PROGRAM}/deno.json`;
  const args = compiledArguments(null, argv) ??
    ["run", ...RUNTIME_FLAGS, config, ...flags, modulePath("main.ts"), ...argv];
  const caller = environment.get("CTX_CALLER");
  try {
    return await processes.runRuntime(args, folder, {
      ...choice === "" ? {} : { CTX_SEGMENT: choice },
      CTX_CALLER: caller === "" ? processes.cwd() : caller,
    });
  } catch (error) {
    throw spawnFailure(error, folder);
  }
}

function spawnFailure(error: unknown, folder: string): unknown {
  if (!(error instanceof HostError)) return error;
  if (error.code === "not-a-directory") {
    return new CtxError("not-a-folder", `could not serve ${folder}: it is no folder`, { cause: error });
  }
  if (error.code === "not-found") {
    return new CtxError("segment-missing", `could not serve ${folder}: there is no such folder`, {
      cause: error,
    });
  }
  if (error.code === "permission") {
    return new CtxError("permission", `could not serve ${folder}: not permitted`, {
      cause: error,
      hint: "start ctx through `deno task ctx`, or with --allow-run=deno, and check the folder's own rights",
    });
  }
  return error;
}
