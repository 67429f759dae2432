/**
 * Reads the bytes of one regular file of a segment, and of nothing else: not through a symlink anywhere in its
 * path, not from a FIFO or device, never more than a given number of bytes. Knows nothing of what the bytes mean.
 * Invariant: the bytes come from one unchanged state of the file, and `info` is that state's.
 */
import { type FileInfo, type FileSystem, HostError, type OpenFile } from "../host/file_system.ts";
import type { SkipReason } from "../model/source.ts";

export type InsideRead =
  | {
    readonly ok: true;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly info: FileInfo;
    readonly truncated: boolean;
  }
  | { readonly ok: false; readonly reason: SkipReason };

/** The first read meets a file that is being written; the second one nearly always finds it at rest. */
const ATTEMPTS = 2;

/** Puts `path` (relative to the segment) behind `root` as the operating system takes it; `root` may be ".". */
export function joinRoot(root: string, path: string): string {
  if (root === ".") return path;
  return root.endsWith("/") ? root + path : `${root}/${path}`;
}

/** Up to `limitBytes` of the file at `path` below `root`; `truncated` says that there was more. */
export function readInside(fs: FileSystem, root: string, path: string, limitBytes: number): InsideRead {
  let outcome: InsideRead = { ok: false, reason: "changed-while-read" };
  for (let i = 0; i < ATTEMPTS && !outcome.ok && outcome.reason === "changed-while-read"; i++) {
    try {
      outcome = readOnce(fs, root, path, limitBytes);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      return { ok: false, reason: reasonOf(error) };
    }
  }
  return outcome;
}

function readOnce(fs: FileSystem, root: string, path: string, limitBytes: number): InsideRead {
  const full = joinRoot(root, path);
  const seen = fs.lstat(full);
  if (seen === null) return { ok: false, reason: "vanished" };
  if (seen.kind === "symlink") {
    return {
      ok: false,
      reason: leavesSegment(fs, fs.realPath(root), full) ? "outside-segment" : "not-a-file",
    };
  }
  if (seen.kind !== "file") return { ok: false, reason: "not-a-file" };
  // Nothing is opened for nothing, where sizes can be believed: /proc has them all 0.
  if (seen.sizeBytes === 0 && isAt(fs, root, path) && seen.device === realRoots.get(fs)?.device) {
    return { ok: true, bytes: new Uint8Array(0), info: seen, truncated: false };
  }
  const file = fs.openForRead(full);
  try {
    // Asked after the opening, so that a folder swapped for a symlink before it is noticed.
    if (!isAt(fs, root, path)) return { ok: false, reason: "outside-segment" };
    const { bytes, truncated } = readUpTo(file, seen.sizeBytes, limitBytes);
    // One look before and one after tell that the file is the one that was looked at, and that it rested meanwhile.
    const after = file.info();
    const isWhole = truncated || bytes.length === after.sizeBytes;
    if (!isUnchanged(seen, after) || !isWhole) return { ok: false, reason: "changed-while-read" };
    return { ok: true, bytes, info: after, truncated };
  } finally {
    file.close();
  }
}

interface RealRoot {
  readonly root: string;
  readonly real: string;
  /** -1 where it could not be had. */
  readonly device: number;
}

/** Where a segment's folder really is, by the file system that said so: asked once, not for each of its files. */
const realRoots = new WeakMap<FileSystem, RealRoot>();

/** Whether no symlink leads to `path` below `root`. */
function isAt(fs: FileSystem, root: string, path: string): boolean {
  const real = fs.realPath(joinRoot(root, path));
  const known = realRoots.get(fs);
  if (known?.root === root && real === joinRoot(known.real, path)) return true;
  // Not known, or the segment was moved since.
  const realRoot = fs.realPath(root);
  realRoots.set(fs, { root, real: realRoot, device: fs.lstat(root)?.device ?? -1 });
  return real === joinRoot(realRoot, path);
}

/** Reads until the end or the limit; one byte more than expected is asked for, to see that the file has ended. */
function readUpTo(
  file: OpenFile,
  expectedBytes: number,
  limitBytes: number,
): { bytes: Uint8Array<ArrayBuffer>; truncated: boolean } {
  const buffer = new Uint8Array(Math.min(expectedBytes, limitBytes) + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = file.read(buffer.subarray(length));
    if (count === 0) break;
    length += count;
  }
  return { bytes: buffer.subarray(0, Math.min(length, limitBytes)), truncated: length > limitBytes };
}

function isUnchanged(a: FileInfo, b: FileInfo): boolean {
  return a.kind === b.kind && a.inode === b.inode && a.device === b.device &&
    a.sizeBytes === b.sizeBytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

/** Whether the symlink at `full` leads out of the segment whose real path is `realRoot`; a dangling one does not. */
export function leavesSegment(fs: FileSystem, realRoot: string, full: string): boolean {
  try {
    const target = fs.realPath(full);
    return target !== realRoot && !target.startsWith(joinRoot(realRoot, ""));
  } catch (error) {
    if (error instanceof HostError) return false; // dangling, or a loop
    throw error;
  }
}

/** The word for a failed read; a file that is gone is no fault. */
export function reasonOf(error: HostError): SkipReason {
  switch (error.code) {
    case "not-found":
    case "not-a-directory":
      return "vanished";
    case "loop":
    case "busy": // a FIFO that has taken the file's place, and whose writer has nothing to say
      return "changed-while-read";
    default:
      return "unreadable";
  }
}
