/**
 * From a module's name to a file of the segment, as Python and pyright look for it: relative names from the importing
 * file's package, absolute ones from the segment's root, its `src` folder, and last the importing file's own folder.
 * Modules outside the segment are not found.
 */

/** Which files there are. */
export interface FileIndex {
  /** Whether an indexed file has this path. */
  has(path: string): boolean;
  /** Whether an indexed file lies below this folder; "" is the root. */
  hasFolder(path: string): boolean;
}

export type ModuleTarget =
  | { readonly kind: "file"; readonly path: string }
  /** A package without `__init__`. */
  | { readonly kind: "folder"; readonly path: string };

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** The folder of a path; "" at the top. */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "" : path.slice(0, cut);
}

/** A package's `__init__` or a module's file; source before stub. */
function fileOf(files: FileIndex, base: string): string | null {
  const candidates = [`${base}/__init__.py`, `${base}.py`, `${base}/__init__.pyi`, `${base}.pyi`];
  return candidates.find((candidate) => files.has(candidate)) ?? null;
}

function findBelow(files: FileIndex, root: string, parts: readonly string[]): ModuleTarget | null {
  if (parts.length === 0) {
    const init = ["__init__.py", "__init__.pyi"].map((name) => join(root, name)).find((path) =>
      files.has(path)
    );
    return init === undefined ? { kind: "folder", path: root } : { kind: "file", path: init };
  }
  const base = parts.reduce(join, root);
  const path = fileOf(files, base);
  if (path !== null) return { kind: "file", path };
  return files.hasFolder(base) ? { kind: "folder", path: base } : null;
}

/**
 * The module that `parts` name in the file at `from`; `level` counts the leading dots. Null for what is not in the
 * segment.
 */
export function findModule(
  files: FileIndex,
  from: string,
  parts: readonly string[],
  level: number,
): ModuleTarget | null {
  if (level > 0) {
    let folder = folderOf(from);
    for (let i = 1; i < level; i++) {
      if (folder === "") return null;
      folder = folderOf(folder);
    }
    return findBelow(files, folder, parts);
  }
  const roots = [...new Set(["", "src", folderOf(from)])];
  const found = roots.map((root) => findBelow(files, root, parts)).filter((target) => target !== null);
  return found.find(({ kind }) => kind === "file") ?? found[0] ?? null;
}

/** The submodule `name` of a package's file or folder; null when it has none. */
export function findSubmodule(files: FileIndex, target: ModuleTarget, name: string): ModuleTarget | null {
  if (target.kind === "folder") return findBelow(files, target.path, [name]);
  const file = target.path.slice(target.path.lastIndexOf("/") + 1);
  return file.startsWith("__init__.") ? findBelow(files, folderOf(target.path), [name]) : null;
}
