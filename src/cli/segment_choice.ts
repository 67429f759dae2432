/**
 * Which folder is served, and whether this process can serve it: it can only read and write below its own working
 * folder. Starts nothing but a look for the root above (serve_elsewhere.ts does).
 */
import type { Environment } from "../host/environment.ts";
import type { Host } from "../host/host.ts";
import { mayRead, mayWrite } from "../host/permissions.ts";
import type { Processes } from "../host/process.ts";
import { compiledArguments, modulePath, PROGRAM_FOLDER as PROGRAM } from "../host/program.ts";
import { CtxError } from "../model/error.ts";

/** CTX_SEGMENT of a process that was started to serve its working folder. No folder can be meant: it is no path. */
export const SERVE_HERE = ":here";

/** The working folder is served. */
export interface ServedHere {
  readonly kind: "here";
  readonly segment: string;
  readonly callerFolder: string;
  /** A warning that another folder may have been meant; "" for none. */
  readonly doubt: string;
}

export type Choice =
  | ServedHere
  | { readonly kind: "elsewhere"; readonly segment: string; readonly argv: readonly string[] };

/** `path` as an absolute one, seen from `base`; `.` and `..` are folded, symlinks are not looked at. */
export function absolutePath(base: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${base}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Takes `--segment DIR` out of `argv`; the last one counts. Words after `--` are left alone. */
export function takeSegmentFlag(argv: readonly string[]): { folder: string | null; rest: string[] } {
  const rest: string[] = [];
  let folder: string | null = null;
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (word === "--") return { folder, rest: [...rest, ...argv.slice(index)] };
    if (word === "--segment" && index + 1 < argv.length) folder = argv[++index] ?? "";
    else if (word.startsWith("--segment=")) folder = word.slice("--segment=".length);
    else rest.push(word);
  }
  return { folder, rest };
}

/** The caller's folder below the segment: "" for the segment itself or a folder outside it. */
function folderBelow(segment: string, caller: string): string {
  return caller.startsWith(`${segment}/`) ? caller.slice(segment.length + 1) : "";
}

/**
 * Decides which folder is served. Order: `--segment`, `CTX_SEGMENT`, the nearest ancestor of the caller's folder
 * that holds `_ctx/` or `.git`, the caller's folder. Throws CtxError `bad-value`.
 */
export async function chooseSegment(host: Host, argv: readonly string[]): Promise<Choice> {
  const { environment, processes } = host;
  const here = processes.cwd();
  const { folder, rest } = takeSegmentFlag(argv);
  if (folder === "") throw new CtxError("bad-value", "--segment needs a folder");
  const caller = callerOf(environment, here);
  const wanted = folder ?? environment.get("CTX_SEGMENT");
  const served = { kind: "here", segment: here, callerFolder: folderBelow(here, caller) } as const;
  if (wanted === SERVE_HERE) return { ...served, doubt: "" };
  const segment = wanted !== "" ? absolutePath(caller, wanted) : await discover(host, caller);
  if (segment === here) return { ...served, doubt: wanted === "" ? doubtOf(environment, here, caller) : "" };
  return { kind: "elsewhere", segment, argv: rest };
}

/**
 * Where ctx was called from. `deno task` runs in the folder of deno.json and says in INIT_CWD where that was, unless
 * something around it (an npm script) has set that before: then only a folder below deno.json's own can be right.
 */
function callerOf(environment: Environment, here: string): string {
  const named = environment.get("CTX_CALLER");
  const isFresh = environment.get("npm_config_user_agent").startsWith("deno/");
  const isBelow = named === here || named.startsWith(`${here}/`);
  return isBelow || isFresh && named.startsWith("/") ? named : here;
}

/** For a call of ctx's own task by its deno.json from elsewhere (`npx deno task --config …`), which hides where from. */
function doubtOf(environment: Environment, here: string, caller: string): string {
  const named = environment.get("CTX_CALLER");
  const isOverruled = named.startsWith("/") && named !== caller;
  return isOverruled && here === PROGRAM ? "ctx's own folder is served: --segment DIR names another" : "";
}

async function discover(host: Host, caller: string): Promise<string> {
  const { findRoot } = await import("../segment/root.ts");
  const found = findRoot(host.fs, caller);
  if (found !== null) return found;
  const hidden = ancestorsOf(caller).filter((folder) => !mayRead(`${folder}/.git`));
  if (hidden.length === 0) return caller;
  return await findRootAbove(host, hidden) ?? caller;
}

/** `folder` and its ancestors, nearest first, the root as "". */
function ancestorsOf(folder: string): string[] {
  const parts = folder.split("/").filter((part) => part !== "");
  return [...parts.keys(), parts.length].map((cut) =>
    parts.slice(0, parts.length - cut).map((part) => `/${part}`).join("")
  );
}

/** Looks for a root among folders that this process may not read: a second one gets the right to two names in each. */
async function findRootAbove(host: Host, folders: readonly string[]): Promise<string | null> {
  if (compiledArguments(null, []) !== null) return await findRootByFolder(host.processes, folders, lookFrom);
  const names = folders.flatMap((folder) => [`${folder}/.git`, `${folder}/_ctx`]);
  // A comma in a path would end it in the flag's list.
  const readable = names.filter((name) => !name.includes(","));
  const script = modulePath("src/cli/find_root_above.ts");
  const args = [
    "run",
    "--quiet",
    `--config=${PROGRAM}/deno.json`,
    "--no-prompt",
    `--allow-read=${readable.join(",")}`,
    script,
  ];
  const output = await host.processes.runtimeOutput([...args, folders[0] ?? "/"], host.processes.cwd());
  return output === "" ? null : output;
}

/** What a compiled binary is given to look for a root from `folder` upwards. */
function lookFrom(folder: string): readonly string[] {
  return compiledArguments("src/cli/find_root_above.ts", [folder]) ?? [];
}

/** A compiled binary may read what is below its working folder, and so looks from each of `folders` in turn. */
export async function findRootByFolder(
  processes: Pick<Processes, "runtimeOutput">,
  folders: readonly string[],
  argumentsFrom: (folder: string) => readonly string[],
): Promise<string | null> {
  for (const folder of folders) {
    const here = folder === "" ? "/" : folder;
    const output = await processes.runtimeOutput(argumentsFrom(here), here);
    if (output !== "") return output;
  }
  return null;
}

/**
 * Whether this process has the rights that the command needs; the shipped task and the executable give them. The
 * program's own folder is read when a worker starts, and without it no file could be indexed.
 */
export function hasOwnRights(): boolean {
  return mayRead(".") && mayRead(PROGRAM) && mayWrite("_ctx/pack") && mayWrite("_ctx/telemetry");
}
