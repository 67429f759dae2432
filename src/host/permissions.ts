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

/** Read by src/host/confined_reads.ts; nothing else of the environment is the language server's. */
const PLACES_VARIABLE = "CTX_READABLE_PLACES";

/**
 * `deno compile` flags: the same set for every process of the binary, since each is started as the binary itself.
 * `names`: how it may be started again, as a name on PATH or by absolute path. Beyond the set of the shipped task it has
 * what the language server asks for: the name of the home folder, one variable, and that others look unset.
 */
export function compiledFlags(names: readonly string[]): string[] {
  const kept = permissionFlags([], names.join(",")).filter((flag) => !/^--allow-(env|sys)=/.test(flag));
  const variables = [...ENVIRONMENT_NAMES, PLACES_VARIABLE].join(",");
  return [...kept, `--allow-env=${variables}`, "--ignore-env", "--allow-sys=uid,homedir"];
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

/**
 * What this process may do beyond the permission set, in words; [] where it is as it should be. Asks for one example of
 * each kind of right: a set that was widened holds some of them, though not every wider set.
 */
export function excessRights(): string[] {
  const examples: readonly (readonly [string, Deno.PermissionDescriptor])[] = [
    ["write _ctx/elsewhere", { name: "write", path: "_ctx/elsewhere" }],
    ["write ..", { name: "write", path: ".." }],
    ["write /", { name: "write", path: "/" }],
    ["read /", { name: "read", path: "/" }],
    ["use the network", { name: "net" }],
    ["use the network of this machine", { name: "net", host: "127.0.0.1" }],
    ["see HOME", { name: "env", variable: "HOME" }],
    ["start a shell", { name: "run", command: "sh" }],
    ["ask for the machine's name", { name: "sys", kind: "hostname" }],
    ["load native libraries", { name: "ffi" }],
  ];
  return examples.filter(([, right]) => Deno.permissions.querySync(right).state === "granted")
    .map(([words]) => words);
}

/** What of the permission set this process lacks, in words; [] where it has all of it. */
export function missingRights(): string[] {
  const needed: readonly (readonly [string, Deno.PermissionDescriptor])[] = [
    ["read the segment", { name: "read", path: "." }],
    ...WRITABLE_PATHS.map((path) => [`write ${path}`, { name: "write", path }] as const),
    ...ENVIRONMENT_NAMES.map((variable) => [`see ${variable}`, { name: "env", variable }] as const),
    ["ask for the user's id", { name: "sys", kind: "uid" }],
  ];
  return needed.filter(([, right]) => Deno.permissions.querySync(right).state !== "granted")
    .map(([words]) => words);
}
