/** The real file system as a process sees it that stands in `root`: a test cannot change its own working folder. */
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import type { FileSystem } from "../../src/host/file_system.ts";

export function seenFrom(root: string): FileSystem {
  const fs = denoFileSystem;
  const at = (path: string): string => path.startsWith("/") ? path : path === "." ? root : `${root}/${path}`;
  return {
    lstat: (path) => fs.lstat(at(path)),
    readDirectory: (path) => fs.readDirectory(at(path)),
    readFile: (path) => fs.readFile(at(path)),
    openForRead: (path) => fs.openForRead(at(path)),
    open: (path, options) => fs.open(at(path), options),
    realPath: (path) => fs.realPath(at(path)),
    makeDirectory: (path) => fs.makeDirectory(at(path)),
    rename: (from, to) => fs.rename(at(from), at(to)),
    remove: (path) => fs.remove(at(path)),
    removeTree: (path) => fs.removeTree(at(path)),
  };
}
