/** The Python files of a folder as the resolver wants them, read from the disk and parsed once. */
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { bindModule } from "../../src/resolution/python_binder.ts";
import type { PyModule } from "../../src/resolution/python_scopes.ts";
import type { PythonSources } from "../../src/resolution/python_names.ts";
import { copyTree } from "../../src/resolution/python_tree.ts";
import { walkSegment } from "../../src/segment/walk.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";

export interface PythonFolder extends PythonSources {
  readonly paths: readonly string[];
  text(path: string): string;
}

/** Lists `root` as the program would, and reads files when they are asked for. */
export async function openPythonFolder(root: string): Promise<PythonFolder> {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const { grammar } = outcome;
  const paths = walkSegment(denoFileSystem, root, { includeSecrets: false }).files.map(({ path }) => path)
    .filter((path) => /\.pyi?$/.test(path));
  const known = new Set(paths);
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
      folders.add(path.slice(0, cut));
    }
  }
  const modules = new Map<string, PyModule | null>();
  const text = (path: string): string => Deno.readTextFileSync(`${root}/${path}`);
  const load = (path: string): PyModule | null => {
    if (!known.has(path)) return null;
    const source = text(path);
    const tree = grammar.parse(source);
    if (tree === null) return null;
    const cursor = tree.walk();
    const copy = copyTree(cursor);
    cursor.delete();
    tree.delete();
    return bindModule(path, source, copy);
  };
  return {
    paths,
    text,
    has: (path) => known.has(path),
    hasFolder: (path) => path === "" || folders.has(path),
    module: (path) => {
      const before = modules.get(path);
      if (before !== undefined) return before;
      const module = load(path);
      modules.set(path, module);
      return module;
    },
  };
}
