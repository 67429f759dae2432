/** The segment's Python files as the resolver wants them: read as the pack knows them, parsed at most once each. */
import type { PackReader } from "../pack/reader.ts";
import { bindModule } from "../resolution/python_binder.ts";
import type { PyModule } from "../resolution/python_scopes.ts";
import type { PythonSources } from "../resolution/python_names.ts";
import { copyTree } from "../resolution/python_tree.ts";
import { readSource } from "../segment/read.ts";
import type { Grammar } from "../syntax/grammar.ts";
import { loadGrammar } from "../syntax/runtime.ts";
import type { Session } from "./session.ts";

/** Null when there is no grammar to parse with. */
export async function openPythonFiles(session: Session, reader: PackReader): Promise<PythonSources | null> {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) return null;
  const { grammar } = outcome;
  const modules = new Map<string, PyModule | null>();
  let folders: ReadonlySet<string> | null = null;
  return {
    has: (path) => reader.fileByPath(path) !== null,
    hasFolder: (path) => {
      folders ??= foldersOf(reader);
      return path === "" || folders.has(path);
    },
    module: (path) => {
      const known = modules.get(path);
      if (known !== undefined) return known;
      const module = reader.fileByPath(path)?.lang === "python" ? load(session, grammar, path) : null;
      modules.set(path, module);
      return module;
    },
  };
}

function foldersOf(reader: PackReader): Set<string> {
  const folders = new Set<string>();
  for (const { path } of reader.files()) {
    for (let cut = path.lastIndexOf("/"); cut > 0; cut = path.lastIndexOf("/", cut - 1)) {
      const folder = path.slice(0, cut);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

function load(session: Session, grammar: Grammar, path: string): PyModule | null {
  const { includeSecrets } = session.options;
  const outcome = readSource(session.host.fs, ".", path, { includeSecrets });
  const tree = outcome.ok ? grammar.parse(outcome.source.text) : null;
  if (!outcome.ok || tree === null) return null;
  const cursor = tree.walk();
  const root = copyTree(cursor);
  // The cursor first: the library frees a forgotten one later, when its tree is gone.
  cursor.delete();
  tree.delete();
  return bindModule(path, outcome.source.text, root);
}
