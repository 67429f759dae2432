/**
 * The rules by which a path is admitted before its content is looked at; the walk and the reader share them, so
 * that what was walked can be read and nothing else. Pure.
 */
import type { FileInfo } from "../host/file_system.ts";
import type { SkipReason, Stamp } from "../model/source.ts";
import { STATE_FOLDER } from "./layout.ts";
import { isSecretFile, isSecretFolder } from "./secret_names.ts";

/** Files above 1 MiB are left out (README, "What is indexed"): text of that size is generated, or data. */
export const MAX_SOURCE_BYTES = 1024 * 1024;

/** Folders that are never part of a segment: version control (as tar's --exclude-vcs), state, installed packages. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  STATE_FOLDER,
  ".git",
  ".hg",
  ".svn",
  ".bzr",
  ".jj",
  ".sl",
  ".pijul",
  "_darcs",
  "CVS",
  "node_modules",
]);

/** Whether an entry of this name is never looked at, whatever its kind (`.git` is a file in a worktree). */
export function isLeftOut(name: string): boolean {
  return LEFT_OUT.has(name);
}

/** A folder that holds one of these is a virtual environment: PEP 405's marker, and conda's. */
export const ENVIRONMENT_MARKERS: ReadonlySet<string> = new Set(["pyvenv.cfg", "conda-meta"]);

/** Why a path's own kind, size and name bar it; null when nothing does. */
export function barFile(path: string, info: FileInfo, includeSecrets: boolean): SkipReason | null {
  if (info.kind !== "file") return "not-a-file";
  if (!includeSecrets && isSecretFile(path)) return "secret";
  return barSize(info);
}

/** Why a file's size bars it; null when it does not. */
export function barSize({ sizeBytes }: FileInfo): SkipReason | null {
  return sizeBytes > MAX_SOURCE_BYTES ? "too-large" : null;
}

/**
 * Why a path, as text, cannot be one of a segment's source files: absolute, empty or dotted parts, a NUL, or a part
 * that the walk never enters. Paths also come from the pack, which may have been made by someone else.
 */
export function barPath(path: string, includeSecrets: boolean): SkipReason | null {
  const parts = path.split("/");
  if (path.includes("\0") || parts.some((part) => part === "" || part === "." || part === "..")) {
    return "outside-segment";
  }
  if (parts.some(isLeftOut)) return "outside-segment";
  if (includeSecrets) return null;
  return parts.slice(0, -1).some(isSecretFolder) || isSecretFile(path) ? "secret" : null;
}

export function stampOf(info: FileInfo): Stamp {
  return { sizeBytes: info.sizeBytes, mtimeMs: info.mtimeMs, ctimeMs: info.ctimeMs, inode: info.inode };
}
