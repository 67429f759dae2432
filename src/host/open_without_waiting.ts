/**
 * Opening a file for reading without ever waiting for it, and where that is called for. A FIFO is opened at once
 * (O_NONBLOCK), where Deno's own call would wait for somebody to write to it; but that takes `node:fs`, which is loaded
 * by the first such call and takes 30 ms. So it is kept for folders in which another account may exchange a name
 * between the look at it and its opening. Elsewhere only this account could, and that may do to the process what it likes.
 */
import { attempt, kindOf } from "./deno_file_system.ts";
import { type FileInfo, HostError, type OpenFile } from "./file_system.ts";

const STICKY = 0o1000;
const GROUP_WRITES = 0o020;
const OTHERS_WRITE = 0o002;

/** The folder that was asked about last: files are read folder by folder. */
let known: { readonly folder: string; readonly shared: boolean } | null = null;

/** Whether a name like `path` may become another file's by the hand of another account. */
export function isInSharedFolder(path: string): boolean {
  const folder = folderOf(path);
  if (known?.folder !== folder) known = { folder, shared: isShared(folder) };
  return known.shared;
}

/** The folder that `path` stands in: "." for a bare name, "/" for one in the root. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash > 0 ? path.slice(0, slash) : slash === 0 ? "/" : ".";
}

function isShared(folder: string): boolean {
  if (Deno.build.os === "windows") return false; // no such owners, and no FIFOs
  if (Deno.permissions.querySync({ name: "sys", kind: "uid" }).state !== "granted") return true;
  const own = Deno.uid();
  for (let at = folder;; at = folderOf(at)) {
    if (isOpenToOthers(at, own)) return true;
    if (at === "." || at === "/") return false;
  }
}

function isOpenToOthers(folder: string, own: number | null): boolean {
  const { uid, gid, mode } = Deno.lstatSync(folder);
  if (mode === null || uid !== own && uid !== 0) return true;
  if ((mode & STICKY) !== 0) return false; // names are their owners' alone
  // The group that bears its only member's number: many systems let it write whatever its member writes.
  return (mode & OTHERS_WRITE) !== 0 || (mode & GROUP_WRITES) !== 0 && gid !== uid;
}

type NodeFs = typeof import("node:fs");

function nodeFs(): NodeFs {
  // At once, and without its types' module in the program's graph.
  const { getBuiltinModule } = Reflect.get(globalThis, "process") as typeof import("node:process");
  return getBuiltinModule("node:fs");
}

function infoOf(fs: NodeFs, fd: number): FileInfo {
  const stats = fs.fstatSync(fd);
  const kinds = {
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    isSymlink: stats.isSymbolicLink(),
  };
  return {
    kind: kindOf(kinds),
    sizeBytes: stats.size,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
    inode: stats.ino,
    device: stats.dev,
    uid: stats.uid,
    mode: stats.mode & 0o7777,
  };
}

/** As `openForRead` of FileSystem; what is opened may be of any kind. */
export function openWithoutWaiting(path: string): OpenFile {
  const fs = nodeFs();
  const fd = attempt("open", () => fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK));
  // Null is where the last read ended: the only place that a FIFO knows.
  let position: number | null = null;
  let isOpen = true;
  const onOpen = <T>(operation: string, run: () => T): T => {
    if (!isOpen) throw new HostError("closed", operation);
    return attempt(operation, run);
  };
  const refuse = (operation: string) => (): never => {
    throw new HostError("other", operation);
  };
  return {
    read: (buffer) =>
      onOpen("read", () => {
        const count = fs.readSync(fd, buffer, 0, buffer.length, position);
        if (position !== null) position += count;
        return count;
      }),
    info: () => onOpen("stat", () => infoOf(fs, fd)),
    seek: (offset) => onOpen("seek", () => void (position = offset)),
    close: () => {
      isOpen = false;
      fs.closeSync(fd);
    },
    write: refuse("write"),
    truncate: refuse("truncate"),
    tryLock: refuse("lock"),
    unlock: refuse("unlock"),
    sync: refuse("sync"),
  };
}
