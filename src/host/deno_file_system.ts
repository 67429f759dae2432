/**
 * The real file system, on Deno's synchronous calls. Maps errno to HostError codes; decides nothing else.
 * It must not import `node:fs`: that alone costs 22 to 26 ms of start-up, more than an empty program (Deno 2.9.6).
 */
import {
  type DirectoryEntry,
  type FileInfo,
  type FileKind,
  type FileSystem,
  HostError,
  type HostErrorCode,
  type OpenFile,
  type OpenOptions,
} from "./file_system.ts";
import { isInSharedFolder, openWithoutWaiting } from "./open_without_waiting.ts";

const CODES: Readonly<Record<string, HostErrorCode>> = {
  ENOENT: "not-found",
  EEXIST: "exists",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "read-only",
  ENOSPC: "disk-full",
  EDQUOT: "disk-full",
  EFBIG: "disk-full",
  ENOTDIR: "not-a-directory",
  EISDIR: "is-a-directory",
  ENOTEMPTY: "not-empty",
  ELOOP: "loop",
  EBUSY: "busy",
  ETXTBSY: "busy",
  EWOULDBLOCK: "busy",
  EAGAIN: "busy",
  EMFILE: "too-many-open-files",
  ENFILE: "too-many-open-files",
  ENAMETOOLONG: "name-too-long",
  EBADF: "closed",
};

/** Turns whatever Deno or node:fs threw into a HostError; `operation` is a short verb. */
export function toHostError(error: unknown, operation: string): HostError {
  if (error instanceof HostError) return error;
  if (error instanceof Deno.errors.NotCapable) return new HostError("permission", operation, error);
  if (error instanceof Deno.errors.BadResource) return new HostError("closed", operation, error);
  const errno = error instanceof Error && "code" in error ? String(error.code) : "";
  return new HostError(CODES[errno] ?? "other", operation, error);
}

/** Runs `run`; whatever it throws leaves as a HostError. */
export function attempt<T>(operation: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toHostError(error, operation);
  }
}

interface Kinded {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
}

/** What a folder's entry or a file is. */
export function kindOf(entry: Kinded): FileKind {
  if (entry.isSymlink) return "symlink";
  if (entry.isDirectory) return "directory";
  return entry.isFile ? "file" : "other";
}

function infoOf(info: Deno.FileInfo): FileInfo {
  return {
    kind: kindOf(info),
    sizeBytes: info.size,
    mtimeMs: info.mtime?.getTime() ?? 0,
    ctimeMs: info.ctime?.getTime() ?? 0,
    inode: info.ino ?? 0,
    device: info.dev,
    uid: info.uid ?? -1,
    mode: (info.mode ?? 0) & 0o7777,
  };
}

function wrap(file: Deno.FsFile): OpenFile {
  return {
    read: (buffer) => attempt("read", () => file.readSync(buffer) ?? 0),
    write: (bytes) => attempt("write", () => file.writeSync(bytes)),
    info: () => attempt("stat", () => infoOf(file.statSync())),
    seek: (offset) => void attempt("seek", () => file.seekSync(offset, Deno.SeekMode.Start)),
    truncate: (sizeBytes) => attempt("truncate", () => file.truncateSync(sizeBytes)),
    tryLock: () => attempt("lock", () => file.tryLockSync(true)),
    unlock: () => attempt("unlock", () => file.unlockSync()),
    sync: () => attempt("sync", () => file.syncSync()),
    close: () => file.close(),
  };
}

function entriesOf(path: string): DirectoryEntry[] {
  const entries: DirectoryEntry[] = [];
  for (const entry of Deno.readDirSync(path)) entries.push({ name: entry.name, kind: kindOf(entry) });
  return entries;
}

function ignoring(code: HostErrorCode, operation: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    const failure = toHostError(error, operation);
    if (failure.code !== code) throw failure;
  }
}

export const denoFileSystem: FileSystem = {
  lstat: (path) => {
    try {
      return infoOf(Deno.lstatSync(path));
    } catch (error) {
      const failure = toHostError(error, "lstat");
      if (failure.code === "not-found") return null;
      throw failure;
    }
  },
  readDirectory: (path) => attempt("read folder", () => entriesOf(path)),
  readFile: (path) => attempt("read", () => Deno.readFileSync(path)),
  openForRead: (path) =>
    attempt(
      "open",
      () => isInSharedFolder(path) ? openWithoutWaiting(path) : wrap(Deno.openSync(path, { read: true })),
    ),
  open: (path, options: OpenOptions) =>
    attempt("open", () => wrap(Deno.openSync(path, { ...options, mode: 0o600 }))),
  realPath: (path) => attempt("resolve", () => Deno.realPathSync(path)),
  makeDirectory: (path) =>
    attempt("make folder", () => Deno.mkdirSync(path, { recursive: true, mode: 0o700 })),
  rename: (from, to) => attempt("rename", () => Deno.renameSync(from, to)),
  remove: (path) => ignoring("not-found", "remove", () => Deno.removeSync(path)),
  removeTree: (path) => ignoring("not-found", "remove", () => Deno.removeSync(path, { recursive: true })),
};
