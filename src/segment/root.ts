/**
 * Finds the folder to serve from the folder that the caller stands in. Reads names only, never a file's content.
 * A folder that may not be looked at counts as one that holds neither marker: it could not be served either.
 */
import { type FileInfo, type FileSystem, HostError } from "../host/file_system.ts";
import { STATE_FOLDER } from "./layout.ts";

/**
 * The nearest of `start` (absolute, `/`-separated) and its ancestors that holds a folder `_ctx` or a `.git` (a
 * folder, or the file of a worktree or submodule); null when none does. Symlinks of those names do not count.
 */
export function findRoot(fs: FileSystem, start: string): string | null {
  let folder = start.length > 1 ? start.replace(/\/+$/, "") || "/" : start;
  for (;;) {
    const prefix = folder === "/" ? "/" : `${folder}/`;
    if (look(fs, prefix + STATE_FOLDER)?.kind === "directory") return folder;
    const git = look(fs, `${prefix}.git`)?.kind;
    if (git === "directory" || git === "file") return folder;
    const cut = folder.lastIndexOf("/");
    if (cut < 0 || folder === "/") return null;
    folder = cut === 0 ? "/" : folder.slice(0, cut);
  }
}

function look(fs: FileSystem, path: string): FileInfo | null {
  try {
    return fs.lstat(path);
  } catch (error) {
    if (error instanceof HostError) return null; // not visible from here, so not servable from here
    throw error;
  }
}
