/**
 * Collects what the executable holds besides the runtime: the bundled program, the grammars and the language server, as
 * files with the paths that they have after unpacking. Reads the project and the runtime's module cache; writes only into
 * a temporary folder. Invariant: the same commit gives the same files, in the same order.
 */
import { MODULES } from "../src/cli/whole_program.ts";
import { digestsByName } from "../src/context/own_digests.ts";
import { PYRIGHT_PACKAGE } from "../src/lsp/server_choice.ts";
import { type PackedFile, sha256 } from "./archive.ts";
import { stableNames } from "./stable_names.ts";

export interface Part {
  readonly name: string;
  readonly files: readonly PackedFile[];
}

/** Everything that is started or loaded by its path; all else is reached from these. */
const ENTRIES: readonly string[] = [
  "main.ts",
  ...Object.keys(MODULES),
  "src/cli/find_root_above.ts",
  "src/cli/lsp_confined.ts",
  "src/cli/lsp_pyright.ts",
  "src/cli/lsp_server.ts",
  "src/cli/warm_up.ts",
  "src/context/index_worker.ts",
  "src/host/group_guard.ts",
];

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function deno(args: readonly string[], cwd: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(`deno ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

/**
 * The bundler gives the module that nearly all others import a `require` made by "node:module", and with that all of
 * Node's own modules, at every start: 19 ms of 39. What needs one asks for a module of Node's alone, by name.
 */
const REQUIRE = /import\{createRequire as (\w+)\} ?from ?"node:module";var (\w+)=\1\(import\.meta\.url\);/;

function withoutRequire(text: string): string {
  const without = text.replace(REQUIRE, "var $2=(name)=>process.getBuiltinModule(name);");
  if (/from ?"node:module"/.test(without)) {
    throw new Error("the bundler makes its require in another way now");
  }
  return without;
}

/** Bundles `entries` and returns the modules by their paths. */
export async function bundle(project: string, entries: readonly string[]): Promise<Map<string, string>> {
  const folder = await Deno.makeTempDir({ prefix: "ctx-bundle-" });
  try {
    const flags = ["--quiet", "--platform=deno", "--code-splitting", "--minify", "--external=*.wasm"];
    await deno(["bundle", ...flags, `--outdir=${folder}`, ...entries], project);
    const read = (path: string): [string, string] => [
      path,
      withoutRequire(Deno.readTextFileSync(`${folder}/${path}`)),
    ];
    return await stableNames(new Map(filesBelow(folder).map(read)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Relative paths of all files below `folder`, in the order of their code units. */
export function filesBelow(folder: string, below = ""): string[] {
  const paths: string[] = [];
  for (const entry of Deno.readDirSync(`${folder}/${below}`)) {
    const path = `${below}${entry.name}`;
    if (entry.isDirectory) paths.push(...filesBelow(folder, `${path}/`));
    else if (entry.isFile) paths.push(path);
  }
  return paths.sort();
}

/** Where the runtime has put the pinned packages. */
async function packageFolder(specifier: string, project: string): Promise<string> {
  const info = JSON.parse(await deno(["info", "--json"], project)) as { readonly npmCache: string };
  const [, name = "", version = ""] = /^npm:((?:@[^/]+\/)?[^@/]+)@([^/]+)/.exec(specifier) ?? [];
  for (const registry of Deno.readDirSync(info.npmCache)) {
    const folder = `${info.npmCache}/${registry.name}/${name}/${version}`;
    if (await Deno.stat(folder).then(() => true, () => false)) return folder;
  }
  throw new Error(`${specifier} is not in the module cache: deno install`);
}

const WASM_IMPORT = /"((?:npm:|web-tree-sitter\/)[^"]+\.wasm)"/g;

/** The bundle's modules with their grammars beside them, and those grammars. */
async function program(project: string): Promise<{ modules: PackedFile[]; grammars: PackedFile[] }> {
  const manifest = JSON.parse(Deno.readTextFileSync(`${project}/deno.json`)) as {
    readonly unstable: readonly string[];
    readonly imports: Readonly<Record<string, string>>;
  };
  const grammars = new Map<string, PackedFile>();
  const modules: PackedFile[] = [];
  const bundled = [...await bundle(project, ENTRIES)].sort(([a], [b]) => a < b ? -1 : 1);
  for (const [path, text] of bundled) {
    let moved = text;
    for (const [quoted, name = ""] of text.matchAll(WASM_IMPORT)) {
      const specifier = manifest.imports[name] ?? name;
      const file = specifier.slice(specifier.lastIndexOf("/") + 1);
      const source = `${await packageFolder(specifier, project)}/${
        specifier.replace(/^npm:(?:@[^/]+\/)?[^/]+\//, "")
      }`;
      grammars.set(file, { path: `program/${file}`, content: Deno.readFileSync(source) });
      moved = moved.replaceAll(quoted, `"${"../".repeat(path.split("/").length - 1) || "./"}${file}"`);
    }
    modules.push({ path: `program/${path}`, content: utf8(moved) });
  }
  const config = JSON.stringify({ unstable: manifest.unstable });
  modules.push({ path: "program/deno.json", content: utf8(config) });
  return { modules, grammars: [...grammars.values()].sort((a, b) => a.path < b.path ? -1 : 1) };
}

/**
 * The module by which the server is started. Inside a `deno compile` binary its files are no files of the system: Deno
 * takes them for ES modules there, though they are CommonJS, and cannot enter the folder that they seem to lie in, which
 * the server does only to come back (both seen with the runtime of Deno 2.6.10).
 */
const START_SERVER = `if (globalThis.Deno?.build.standalone) {
  const { readFileSync } = require("node:fs");
  require("node:module")._extensions[".js"] = (module, path) =>
    module._compile(readFileSync(path, "utf8"), path, "commonjs");
  const enter = process.chdir;
  process.chdir = (folder) => folder.startsWith(__dirname) ? undefined : enter(folder);
}
require("./langserver.index.js");
`;

/** The server's package as it is published, less its source maps, and the one module by which it is started here. */
async function languageServer(project: string): Promise<PackedFile[]> {
  const folder = await packageFolder(PYRIGHT_PACKAGE, project);
  const kept = filesBelow(folder).filter((path) => !path.endsWith(".map"));
  const place = "program/pyright";
  return [
    ...kept.map((path) => ({ path: `${place}/${path}`, content: Deno.readFileSync(`${folder}/${path}`) })),
    { path: `${place}/start.cjs`, content: utf8(START_SERVER) },
  ];
}

/** What `ctx doctor` compares with. */
async function digests(files: readonly PackedFile[]): Promise<PackedFile> {
  const each = files.map(async ({ path, content }) => ({
    path: path.replace(/^program\//, ""),
    sha256: await sha256(content),
  }));
  const list = await digestsByName(await Promise.all(each));
  return { path: "program/digests.json", content: utf8(JSON.stringify(list)) };
}

/** All parts but the runtime, in the order in which they are packed. */
export async function programParts(project: string): Promise<Part[]> {
  const { modules, grammars } = await program(project);
  const server = await languageServer(project);
  const list = await digests([...modules, ...grammars, ...server]);
  return [
    { name: "program", files: [...modules, list] },
    { name: "grammars", files: grammars },
    { name: "pyright", files: server },
  ];
}
