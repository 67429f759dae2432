/**
 * Whether the telemetry folder and what is in it can be trusted, looked at link by link before anything is opened.
 * Creates the folder where it is missing; changes nothing else. Invariant: a symlink, FIFO, device, foreign-owned
 * file or folder in place of ours is never opened, because Deno's permissions check a link and not its target.
 */
import type { FileInfo, FileKind, FileSystem } from "../host/file_system.ts";

/** Where telemetry lives, and as whom. */
export interface TelemetryFolder {
  readonly fs: FileSystem;
  /** Path of `_ctx/telemetry` as this process may write it, without a slash at the end. */
  readonly directory: string;
  /** This user's id; -1 where it is not known, and then owners are not compared. */
  readonly uid: number;
}

/** What stands in the way, in words for the user; null when nothing does. */
export type Obstacle = string | null;

function describe(kind: FileKind): string {
  return kind === "other" ? "not a regular file" : `a ${kind}`;
}

export function findFault(info: FileInfo, expected: "file" | "directory", uid: number): Obstacle {
  if (info.kind !== expected) return `is ${describe(info.kind)}`;
  if (uid >= 0 && info.uid >= 0 && info.uid !== uid) return "belongs to another user";
  return null;
}

function parentOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "." : path.slice(0, slash);
}

export interface FolderState {
  readonly obstacle: Obstacle;
  readonly exists: boolean;
}

/** Looks at the folder and the one above it; creates nothing. */
export function lookAtFolder({ fs, directory, uid }: TelemetryFolder): FolderState {
  const parent = parentOf(directory);
  const above = fs.lstat(parent);
  if (above === null) return { obstacle: null, exists: false };
  // The segment's own folder may be anyone's; `_ctx` may not.
  const fault = parent === "." ? null : findFault(above, "directory", uid);
  if (fault !== null) return { obstacle: `${parent} ${fault}`, exists: true };
  const info = fs.lstat(directory);
  if (info === null) return { obstacle: null, exists: false };
  const inner = findFault(info, "directory", uid);
  return { obstacle: inner === null ? null : `${directory} ${inner}`, exists: true };
}

/** Makes sure that the folder and the one above it are real and ours. */
export function prepareFolder(folder: TelemetryFolder): Obstacle {
  const { obstacle, exists } = lookAtFolder(folder);
  if (!exists) folder.fs.makeDirectory(folder.directory);
  return obstacle;
}
