/**
 * The permission set, written once: deno.json's `ctx` task, the relaunched process, the executable and the tests
 * all use these lists (tests/arch compares the task with them). Paths are relative to the segment, which is the
 * working folder of every process that serves it.
 */

/** Everything that may be written. `_ctx` itself is not in the list: nothing can be made beside these. */
export const WRITABLE_PATHS = ["_ctx/pack", "_ctx/run", "_ctx/telemetry", "_ctx/.gitignore"] as const;

/** The only folder that stays writable when telemetry is flushed. */
export const TELEMETRY_PATH = "_ctx/telemetry";

/** The environment variables that are read; no other is visible to the program. */
export const ENVIRONMENT_NAMES = [
  "CTX_CALLER",
  "CTX_SEGMENT",
  "CTX_TELEMETRY",
  "CTX_LSP_SERVER",
  "CTX_DEBUG",
  "DO_NOT_TRACK",
  "NO_COLOR",
  "PATH",
  "XDG_RUNTIME_DIR",
  "npm_config_user_agent",
] as const;
export type EnvironmentName = typeof ENVIRONMENT_NAMES[number];

/**
 * `deno run` flags for a process that serves the segment in its working folder. `extraRead`: absolute paths of
 * the program's own modules, where they lie outside the segment. `runtime`: the one program that may be started.
 */
export function permissionFlags(extraRead: readonly string[] = [], runtime = "deno"): string[] {
  return [
    "--no-prompt",
    `--allow-read=${[".", ...extraRead].join(",")}`,
    `--allow-write=${WRITABLE_PATHS.join(",")}`,
    `--allow-env=${ENVIRONMENT_NAMES.join(",")}`,
    `--allow-run=${runtime}`,
    "--allow-sys=uid",
  ];
}

/** Without it the runtime asks its maker's server for a newer version, half a second into any command, once a day. */
export const RUNTIME_ENVIRONMENT = { DENO_NO_UPDATE_CHECK: "1" } as const;

/**
 * `deno run` flags for the background server of the segment in its working folder: it leaves the pack alone. `programs`:
 * absolute paths of all that it may start; a path with a comma cannot be named and is left out.
 */
export function backgroundFlags(programs: readonly string[]): string[] {
  return [
    "--no-prompt",
    "--allow-read=.",
    "--allow-write=_ctx/run,_ctx/telemetry",
    `--allow-env=${ENVIRONMENT_NAMES.join(",")}`,
    `--allow-run=${programs.filter((path) => !path.includes(",")).join(",")}`,
    "--allow-sys=uid",
  ];
}

/** Gives up every right to write but the telemetry folder's. Irreversible for this process. */
export function keepOnlyTelemetryWritable(): void {
  for (const path of WRITABLE_PATHS) {
    if (path !== TELEMETRY_PATH) Deno.permissions.revokeSync({ name: "write", path });
  }
}

/** Whether this process may write `path`; never prompts. */
export function mayWrite(path: string): boolean {
  return Deno.permissions.querySync({ name: "write", path }).state === "granted";
}

/** Whether this process may read `path`; never prompts. */
export function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}
