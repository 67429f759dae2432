/**
 * Finds and reads the ignore files of one folder and puts them in front of the scope that holds above it. Reads
 * regular files inside the segment only: like git, it does not follow a symlink named `.gitignore`.
 * Invariant: a hostile ignore file can cost bounded time, and never makes the walk fail.
 */
import { type FileKind, type FileSystem, HostError } from "../host/file_system.ts";
import { type IgnoreScope, IgnoreSource } from "./ignore.ts";
import type { Meter } from "./ignore_cost.ts";
import { joinRoot, readInside } from "./read_inside.ts";

/** Bytes of an ignore file that are looked at. The largest of GitHub's templates has 12 KB. */
const MAX_IGNORE_BYTES = 256 * 1024;

/** Which of the names that matter here a folder has. */
export interface IgnoreMarkers {
  readonly git: boolean;
  readonly gitignore: boolean;
  readonly ctxignore: boolean;
}

export interface IgnoreReader {
  /** The scope inside the folder `base` ("" or ending in "/") that has these ignore files. */
  extend(scope: IgnoreScope, base: string, has: IgnoreMarkers): IgnoreScope;
  /** Ignore files that are not in use, or not wholly: over a limit, or not to be read. */
  readonly limited: ReadonlySet<string>;
}

/** A reader for one walk over the segment at `root`; what its sources cost is added to `meter`. */
export function ignoreReader(fs: FileSystem, root: string, meter: Meter): IgnoreReader {
  const limited = new Set<string>();

  const load = (base: string, path: string): IgnoreSource[] => {
    const read = readInside(fs, root, path, MAX_IGNORE_BYTES);
    if (!read.ok) {
      if (read.reason === "unreadable" || read.reason === "changed-while-read") limited.add(path);
      return [];
    }
    const source = IgnoreSource.parse(base, read.bytes, meter);
    if (source.limited || read.truncated) limited.add(path);
    return [source];
  };

  return {
    limited,
    extend: (scope, base, has) => {
      const inherited = has.git ? excludesOf(fs, root, base, load) ?? scope.git : scope.git;
      const git = has.gitignore ? [...load(base, `${base}.gitignore`), ...inherited] : inherited;
      const own = has.ctxignore ? [...load(base, `${base}.ctxignore`), ...scope.own] : scope.own;
      return { own, git };
    },
  };
}

/**
 * What a repository in `base` starts from: its `info/exclude`, and nothing of the repositories around it. Null
 * when `.git` is no repository after all.
 */
function excludesOf(
  fs: FileSystem,
  root: string,
  base: string,
  load: (base: string, path: string) => IgnoreSource[],
): IgnoreSource[] | null {
  const folder = findGitFolder(fs, root, base);
  if (folder === "outside") return [];
  return folder === null ? null : load(base, `${folder}/info/exclude`);
}

/** The folder that holds `info/exclude`, relative to the segment; `outside` when it lies elsewhere. */
function findGitFolder(fs: FileSystem, root: string, base: string): string | "outside" | null {
  const marker = `${base}.git`;
  const kind = kindAt(fs, joinRoot(root, marker));
  if (kind === "directory") return kindAt(fs, joinRoot(root, `${marker}/HEAD`)) === null ? null : marker;
  if (kind !== "file") return null;
  // A worktree's or submodule's `.git` is a file that points to the real one (gitrepository-layout(5)).
  const pointer = /^gitdir: ([^\r\n]+)/.exec(readText(fs, root, marker) ?? "")?.[1];
  if (pointer === undefined) return null;
  const target = resolveInside(base, pointer);
  if (target === null) return "outside";
  const common = readText(fs, root, `${target}/commondir`)?.trimEnd();
  return common === undefined ? target : resolveInside(`${target}/`, common) ?? "outside";
}

/** Joins as text; null when the result is absolute or leaves the segment. */
function resolveInside(base: string, pointer: string): string | null {
  if (pointer.startsWith("/") || pointer.includes("\0")) return null;
  const parts: string[] = [];
  for (const part of (base + pointer).split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

function kindAt(fs: FileSystem, path: string): FileKind | null {
  try {
    return fs.lstat(path)?.kind ?? null;
  } catch (error) {
    if (error instanceof HostError) return null; // what cannot be looked at has no say
    throw error;
  }
}

/** Null when there is no such regular file inside the segment, or it cannot be read. */
function readText(fs: FileSystem, root: string, path: string): string | null {
  const read = readInside(fs, root, path, MAX_IGNORE_BYTES);
  return read.ok ? new TextDecoder().decode(read.bytes) : null;
}
