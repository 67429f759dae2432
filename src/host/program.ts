/**
 * This program itself: its folder, its arguments, its other modules, each when it is needed. Imports nothing, so that
 * a run that asks for little loads little.
 */

const HERE = decodeURIComponent(new URL(import.meta.url).pathname);

/**
 * Whether this is the bundle inside the executable (packaging/). Its modules keep their paths but for the extension; what
 * they share, this module too, lies beside `main.js`.
 */
const IS_BUNDLE: boolean = !HERE.endsWith("/src/host/program.ts");

/** Absolute folder of the entry and of deno.json. */
export const PROGRAM_FOLDER: string = HERE.slice(0, HERE.lastIndexOf(IS_BUNDLE ? "/" : "/src/host/"));

/** Absolute path of the module that the sources have at `path` (from the program's folder). */
export function modulePath(path: string): string {
  return `${PROGRAM_FOLDER}/${IS_BUNDLE ? path.replace(/\.ts$/, ".js") : path}`;
}

/** The same as a file URL. */
export function moduleUrl(path: string): URL {
  return new URL(`file://${modulePath(path).split("/").map(encodeURIComponent).join("/")}`);
}

/** The language server's package inside the executable; null where the runtime's module cache has it. */
export const PYRIGHT_FOLDER: string | null = IS_BUNDLE ? `${PROGRAM_FOLDER}/pyright` : null;

/** Digests of what the executable holds (src/context/own_digests.ts); null from the sources. */
export const OWN_DIGESTS: string | null = IS_BUNDLE ? `${PROGRAM_FOLDER}/digests.json` : null;

/** Whether this is a `deno compile` binary: the one runtime that it can start is itself, with the rights that it has. */
export const IS_COMPILED: boolean = Deno.build.standalone;

/** Programs of their own that a compiled binary is started as; from elsewhere the runtime is given their files. */
export const PARTS = [
  "src/cli/find_root_above.ts",
  "src/cli/lsp_server.ts",
  "src/cli/lsp_pyright.ts",
] as const;

const PART_MARK = ":part:";

/** The part that this process was started as; null for the command line's own program. */
export const PART: string | null = IS_COMPILED
  ? PARTS.find((part) => Deno.args[0] === PART_MARK + part) ?? null
  : null;

/** The words of the command line. */
export const ARGUMENTS: readonly string[] = PART === null ? Deno.args : Deno.args.slice(1);

/** What a compiled binary is given to be `part`, or itself for null, with `words`; null where there is none. */
export function compiledArguments(
  part: typeof PARTS[number] | null,
  words: readonly string[],
): string[] | null {
  return IS_COMPILED ? [...part === null ? [] : [PART_MARK + part], ...words] : null;
}

/** Prints `text` when nothing else is loaded yet; a reader who has gone is not told. */
export function say(text: string): void {
  try {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** Modules by their path from the program's folder. */
export type ModuleTable = Readonly<Record<string, () => Promise<unknown>>>;

let provided: ModuleTable | null = null;

/** Makes `loadModule` take modules from `table` alone: inside a bundle they are no files. */
export function provideModules(table: ModuleTable): void {
  provided = table;
}

/** Whether `loadModule` can work: what no literal import names is read with this process's own rights. */
export function mayLoadModules(): boolean {
  return provided !== null ||
    Deno.permissions.querySync({ name: "read", path: PROGRAM_FOLDER }).state === "granted";
}

/**
 * The module at `path` (from the program's folder); `M` is its `typeof import("…")`. All that is behind a literal
 * `import("…")` is found, read and hashed before the program's first line runs, whether it is called or not: for this
 * program that took as long as an empty one takes in all (Deno 2.9.6). Behind this call it is when it is called.
 */
export async function loadModule<M>(path: string): Promise<M> {
  if (provided === null) return await import(moduleUrl(path).href) as M;
  const load = provided[path];
  if (load === undefined) throw new Error(`this bundle has no module ${path}`);
  return await load() as M;
}
