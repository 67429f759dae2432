/**
 * The file-system seam: every byte that `ctx` reads or writes outside SQLite goes through this interface.
 * Synchronous on purpose: on local disks Deno's asynchronous variants cost 10 to 50 times the call itself.
 * Invariant: expected failures carry a `HostError` code; the double in tests/fault passes the same contract tests.
 */

export type FileKind = "file" | "directory" | "symlink" | "other";

export interface FileInfo {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Whole milliseconds since the epoch. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
  readonly device: number;
  /** Owner's user id; -1 where the platform has none. */
  readonly uid: number;
  /** POSIX permission bits; 0 where the platform has none. */
  readonly mode: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

export const HOST_ERROR_CODES = [
  "not-found",
  "exists",
  "permission",
  "read-only",
  "disk-full",
  "not-a-directory",
  "is-a-directory",
  "not-empty",
  "loop",
  "busy",
  "too-many-open-files",
  "name-too-long",
  "closed",
  "other",
] as const;
export type HostErrorCode = typeof HOST_ERROR_CODES[number];

const WORDS: Partial<Record<HostErrorCode, string>> = {
  "disk-full": "the disk is full",
  "permission": "not permitted",
  "read-only": "the disk is read-only",
};

/** A failed effect. The message names the operation, never file content. */
export class HostError extends Error {
  readonly code: HostErrorCode;
  /** A short verb phrase: `open`, `write the answer`. */
  readonly operation: string;
  constructor(code: HostErrorCode, operation: string, cause?: unknown) {
    super(`${operation}: ${code}`, { cause });
    this.name = "HostError";
    this.code = code;
    this.operation = operation;
  }

  /** What went wrong, for people: `the disk is full`. */
  get words(): string {
    return WORDS[this.code] ?? this.code.replaceAll("-", " ");
  }
}

export interface OpenFile {
  /** Fills at most `buffer.length` bytes from the current position; 0 at the end. */
  read(buffer: Uint8Array): number;
  /** Writes at most `bytes.length` bytes, returns how many: short writes happen (full disk, signals). */
  write(bytes: Uint8Array): number;
  info(): FileInfo;
  /** Moves the position to `offset` bytes from the start. */
  seek(offset: number): void;
  truncate(sizeBytes: number): void;
  /** flock(LOCK_EX|LOCK_NB): true when this open file now holds the lock. Freed by `close` and by death. */
  tryLock(): boolean;
  unlock(): void;
  /** Waits until the data is on the disk. */
  sync(): void;
  close(): void;
}

export interface OpenOptions {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly append?: boolean;
  readonly create?: boolean;
  /** Fails with `exists` when there is anything of that name, a dangling symlink included. */
  readonly createNew?: boolean;
}

/** All paths are as the operating system takes them; relative ones start at the working folder. */
export interface FileSystem {
  /** Null when nothing of that name exists. Does not follow a symlink at the end of the path. */
  lstat(path: string): FileInfo | null;
  readDirectory(path: string): DirectoryEntry[];
  /** The whole file; `not-found`, `is-a-directory`, … as HostError. Follows symlinks. */
  readFile(path: string): Uint8Array<ArrayBuffer>;
  /**
   * Opens for reading. Follows symlinks; `lstat` first, and compare `info()` with it (device, inode, kind) afterwards,
   * so that a file swapped in between is noticed. A FIFO is waited for only where no other account can have put it.
   */
  openForRead(path: string): OpenFile;
  open(path: string, options: OpenOptions): OpenFile;
  /** Resolves every symlink; `loop` and `not-found` as HostError. */
  realPath(path: string): string;
  /** Creates the folder and its parents; no error when it is there. */
  makeDirectory(path: string): void;
  rename(from: string, to: string): void;
  /** Removes one file, symlink or empty folder; no error when it is gone. */
  remove(path: string): void;
  /** Removes a folder with all that is in it; never follows symlinks; no error when it is gone. */
  removeTree(path: string): void;
}

/** Writes all of `bytes`; a write that stays short throws `disk-full`. */
export function writeFully(file: OpenFile, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    const count = file.write(bytes.subarray(offset));
    if (count <= 0) throw new HostError("disk-full", "write");
    offset += count;
  }
}

/** Writes `bytes` to a new file beside `path` and renames it over `path`: readers see the old or the new. */
export function replaceFile(fs: FileSystem, path: string, bytes: Uint8Array, suffix: string): void {
  const temporary = `${path}.${suffix}.tmp`;
  const file = fs.open(temporary, { write: true, createNew: true });
  try {
    writeFully(file, bytes);
  } catch (error) {
    file.close();
    fs.remove(temporary);
    throw error;
  }
  file.close();
  try {
    fs.rename(temporary, path);
  } catch (error) {
    fs.remove(temporary);
    throw error;
  }
}
