/**
 * With what rights and in what environment a language server is run: the pinned pyright under Deno may read the segment,
 * its own package and the interpreter's libraries, run that interpreter, and nothing else; one from PATH has the user's
 * rights. Nothing of a repository decides any of it.
 */
import type { ChildProcess, Children, SpawnRequest } from "../host/child_process.ts";
import { HostError } from "../host/file_system.ts";
import {
  compiledArguments,
  IS_COMPILED,
  modulePath,
  PROGRAM_FOLDER,
  PYRIGHT_FOLDER,
} from "../host/program.ts";
import { settlesWithin } from "./deadline.ts";
import { asMembers } from "./members.ts";
import { interpreterCandidates, PYRIGHT_PACKAGE } from "./server_choice.ts";

/** A Python interpreter outside the segment, as it describes itself. */
export interface Interpreter {
  readonly executable: string;
  /** Absolute folders that it imports from. */
  readonly paths: readonly string[];
}

/** What every program that runs on a repository's behalf sees of the environment. */
function cleanEnvironment(searchPath: readonly string[]): Record<string, string> {
  return {
    PATH: searchPath.join(":"),
    NO_COLOR: "1",
    // Python imports nothing from its working folder or the user's site, and leaves no bytecode behind.
    PYTHONSAFEPATH: "1",
    PYTHONNOUSERSITE: "1",
    PYTHONDONTWRITEBYTECODE: "1",
  };
}

const PROBE_MS = 3000;
const MAX_PROBE_UNITS = 100_000;

const PROBE = "import json, sys; print(json.dumps({'executable': sys.executable, 'paths': sys.path}))";

/** Runs a program to its end; null when it is missing, fails, or takes longer than `PROBE_MS`. */
async function capture(children: Children, request: SpawnRequest): Promise<string | null> {
  let child: ChildProcess;
  try {
    child = children.spawn(request);
  } catch (error) {
    if (error instanceof HostError) return null;
    throw error;
  }
  child.closeInput();
  const output = new Response(child.stdout).text();
  const errors = new Response(child.stderr).text();
  if (!await settlesWithin(child.exited, PROBE_MS)) child.signal("SIGKILL");
  const { code } = await child.exited;
  await settlesWithin(Promise.all([output, errors]), PROBE_MS);
  if (code !== 0) return null;
  const text = await output;
  return text.length > MAX_PROBE_UNITS ? null : text;
}

function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Asks the first interpreter that answers for itself. It is run isolated (`-I`) and in the file system's root, so that
 * neither the repository's modules nor its `.python-version` are looked at.
 */
export async function probeInterpreter(
  children: Children,
  searchPath: readonly string[],
): Promise<Interpreter | null> {
  const environment = cleanEnvironment(searchPath);
  for (const command of interpreterCandidates(searchPath)) {
    const text = await capture(children, { command, args: ["-I", "-B", "-c", PROBE], cwd: "/", environment });
    const members = text === null ? null : asMembers(decodeJson(text));
    const executable = members?.["executable"];
    const paths = members?.["paths"];
    if (typeof executable !== "string" || !executable.startsWith("/") || !Array.isArray(paths)) continue;
    return {
      executable,
      paths: paths.filter((path): path is string => typeof path === "string" && path.startsWith("/")),
    };
  }
  return null;
}

/** Where the server's package is: in the runtime's own cache, or inside the executable. */
export interface ModuleCache {
  readonly denoDir: string;
  /** Absolute folder that holds the package. */
  readonly packages: string;
  /** What the runtime is told to run. */
  readonly server: string;
}

/** Asks the runtime for its cache folders; null when it does not tell. */
export async function findModuleCache(children: Children, runtime: string): Promise<ModuleCache | null> {
  if (IS_COMPILED) return placeOfServer("/", "");
  const text = await capture(children, {
    command: runtime,
    args: ["info", "--json", "--no-config"],
    cwd: "/",
    environment: null,
  });
  const members = text === null ? null : asMembers(decodeJson(text));
  const denoDir = members?.["denoDir"];
  const npm = members?.["npmCache"];
  return typeof denoDir === "string" && typeof npm === "string" ? placeOfServer(denoDir, npm) : null;
}

function placeOfServer(denoDir: string, npm: string): ModuleCache {
  return PYRIGHT_FOLDER === null
    ? { denoDir, packages: npm, server: `${PYRIGHT_PACKAGE}/pyright-langserver` }
    // A cache of its own: its compiled code is thrice ctx's, and would be in the log that every start of ctx reads.
    : { denoDir: `${denoDir}/server`, packages: PYRIGHT_FOLDER, server: `${PYRIGHT_FOLDER}/start.cjs` };
}

/** Old-space limit of the bundled server: twice what the standard library needs for `references`. */
const MAX_HEAP_MB = 3072;

/** Read by src/host/confined_reads.ts in the server's process; importing that here would load `node:fs`. */
const PLACES_VARIABLE = "CTX_READABLE_PLACES";

/** How to start the pinned pyright for `root`: without network, without the repository's configuration, without any write. */
export function planBundled(
  runtime: string,
  root: string,
  cache: ModuleCache,
  interpreter: Interpreter | null,
  searchPath: readonly string[],
): SpawnRequest {
  const outside = [cache.packages, ...interpreter?.paths ?? []].filter((path) => !path.includes(","));
  const readable = [".", ...outside];
  return {
    command: runtime,
    args: compiledArguments("src/cli/lsp_pyright.ts", ["--stdio"]) ?? [
      "run",
      "--quiet",
      "--no-prompt",
      `--config=${PROGRAM_FOLDER}/deno.json`,
      "--no-lock",
      "--no-remote",
      "--cached-only",
      `--v8-flags=--max-old-space-size=${MAX_HEAP_MB}`,
      `--allow-read=${readable.join(",")}`,
      "--allow-env",
      "--allow-sys=homedir",
      ...(interpreter === null ? [] : [`--allow-run=${interpreter.executable}`]),
      `--preload=${modulePath("src/cli/lsp_confined.ts")}`,
      cache.server,
      "--stdio",
    ],
    cwd: root,
    environment: {
      ...cleanEnvironment(searchPath),
      DENO_DIR: cache.denoDir,
      // Where the runtime looks for the user's own .npmrc, and pyright for what a "~" in its settings means.
      HOME: cache.denoDir,
      [PLACES_VARIABLE]: JSON.stringify([root, ...outside]),
      DENO_NO_UPDATE_CHECK: "1",
      DENO_NO_PACKAGE_JSON: "1",
    },
  };
}

/** How to start a server that was found on PATH. It runs with the user's rights, in the cleaned environment. */
export function planFromPath(command: string, root: string, searchPath: readonly string[]): SpawnRequest {
  return { command, args: ["--stdio"], cwd: root, environment: cleanEnvironment(searchPath) };
}

/** The configuration that the server asks for: which interpreter, and its own defaults for all else. */
export function serverSettings(interpreter: Interpreter | null): (section: string) => unknown {
  return (section) =>
    section === "python" && interpreter !== null ? { pythonPath: interpreter.executable } : null;
}

/** Files whose changes the server wants to hear of. */
export function concernsPyright(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /\.pyi?$/.test(name) || name === "pyrightconfig.json" || name === "pyproject.toml" ||
    name === "py.typed";
}
