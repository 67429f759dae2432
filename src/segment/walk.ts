/**
 * Lists the source files of a segment with their stamps, and what was left out for another reason than an ignore
 * rule. Opens nothing but ignore files; symlinks are never followed, and one whose target lies in the segment is
 * passed over in silence, since the target is listed under its own path.
 * Invariant: same tree, same result, in code-unit order, whatever order the file system lists names in.
 */
import { type DirectoryEntry, type FileSystem, HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import type { Skipped, SkipReason, WalkedFile } from "../model/source.ts";
import { barFile, ENVIRONMENT_MARKERS, isLeftOut, stampOf } from "./admission.ts";
import { EMPTY_SCOPE, enterFolder, hidesFile, type IgnoreScope } from "./ignore.ts";
import { type IgnoreReader, ignoreReader } from "./ignore_files.ts";
import { joinRoot, leavesSegment, reasonOf } from "./read_inside.ts";
import { isSecretFolder } from "./secret_names.ts";

export interface WalkOptions {
  /** Admits files whose name says that they hold credentials. */
  readonly includeSecrets: boolean;
}

export interface WalkResult {
  readonly files: readonly WalkedFile[];
  readonly skipped: readonly Skipped[];
  /** Ignore files too large to be used whole, sorted. */
  readonly limitedIgnoreFiles: readonly string[];
}

/** More source files than any repository of one team; past it the rest is named as `too-many-files`. */
export const MAX_FILES = 200_000;

/** A folder whose entries are being listed. Explicit frames: nesting is as deep as a hostile tree makes it. */
interface Frame {
  /** "" or ending in "/". */
  readonly base: string;
  readonly entries: readonly DirectoryEntry[];
  readonly scope: IgnoreScope;
  next: number;
}

/**
 * Walks the segment at `root` (normally "."). Throws CtxError `segment-missing`, `not-a-folder` or `permission` when
 * the root itself cannot be listed; anything below it that cannot be is named in `skipped`.
 */
export function walkSegment(fs: FileSystem, root: string, options: WalkOptions): WalkResult {
  const walk = new Walk(fs, root, options);
  walk.run();
  return {
    files: walk.files,
    skipped: walk.skipped.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
    limitedIgnoreFiles: [...walk.ignores.limited].sort(),
  };
}

class Walk {
  readonly files: WalkedFile[] = [];
  readonly skipped: Skipped[] = [];
  readonly ignores: IgnoreReader;
  readonly #fs: FileSystem;
  readonly #root: string;
  readonly #options: WalkOptions;

  constructor(fs: FileSystem, root: string, options: WalkOptions) {
    this.#fs = fs;
    this.#root = root;
    this.#options = options;
    this.ignores = ignoreReader(fs, root);
  }

  run(): void {
    const stack = [this.#openRoot()];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const entry = frame.entries[frame.next++];
      if (entry === undefined) {
        stack.pop();
        continue;
      }
      const path = frame.base + entry.name;
      if (this.files.length >= MAX_FILES) {
        this.#skip(path, "too-many-files");
        frame.next = frame.entries.length;
      } else if (entry.kind === "directory") {
        const scope = enterFolder(frame.scope, path);
        const inner = scope === null ? null : this.#open(path, scope);
        if (inner !== null) stack.push(inner);
      } else if (!hidesFile(frame.scope, path)) {
        this.#visit(path, entry);
      }
    }
  }

  #openRoot(): Frame {
    try {
      return this.#frame("", this.#fs.readDirectory(this.#root), EMPTY_SCOPE);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const code = error.code === "not-found"
        ? "segment-missing"
        : error.code === "not-a-directory"
        ? "not-a-folder"
        : "permission";
      throw new CtxError(code, `cannot list the segment's folder (${error.message})`, { cause: error });
    }
  }

  #open(path: string, scope: IgnoreScope): Frame | null {
    if (!this.#options.includeSecrets && isSecretFolder(path.slice(path.lastIndexOf("/") + 1))) {
      this.#skip(path, "secret");
      return null;
    }
    try {
      const entries = this.#fs.readDirectory(joinRoot(this.#root, path));
      if (entries.some((entry) => ENVIRONMENT_MARKERS.has(entry.name))) return null;
      return this.#frame(`${path}/`, entries, scope);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#skip(path, this.#reasonFor(path, error));
      return null;
    }
  }

  #frame(base: string, entries: DirectoryEntry[], scope: IgnoreScope): Frame {
    const names = new Set(entries.map((entry) => entry.name));
    const inner = this.ignores.extend(scope, base, names);
    const kept = entries.filter((entry) => !isLeftOut(entry.name));
    return { base, entries: inPathOrder(kept), scope: inner, next: 0 };
  }

  #visit(path: string, entry: DirectoryEntry): void {
    const full = joinRoot(this.#root, path);
    try {
      if (entry.kind === "symlink") {
        const reason = leavesSegment(this.#fs, this.#root, full);
        if (reason === "outside-segment") this.#skip(path, reason);
        return;
      }
      const info = this.#fs.lstat(full);
      if (info === null) {
        this.#skip(path, this.#reasonFor(path, new HostError("not-found", "lstat")));
        return;
      }
      const reason = barFile(path, info, this.#options.includeSecrets);
      if (reason === null) this.files.push({ path, stamp: stampOf(info) });
      else this.#skip(path, reason);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#skip(path, this.#reasonFor(path, error));
    }
  }

  /** Deno lists a name that is not UTF-8 with U+FFFD in it, and nothing can be opened by that. */
  #reasonFor(path: string, error: HostError): SkipReason {
    return path.includes("\uFFFD") ? "unreadable" : reasonOf(error);
  }

  #skip(path: string, reason: SkipReason): void {
    this.skipped.push({ path, reason });
  }
}

/** Sorted so that visiting the entries one by one, folders included, yields whole paths in code-unit order. */
function inPathOrder(entries: DirectoryEntry[]): DirectoryEntry[] {
  const keyOf = (entry: DirectoryEntry): string => entry.kind === "directory" ? `${entry.name}/` : entry.name;
  return entries.map((entry) => ({ key: keyOf(entry), entry }))
    .sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
    .map(({ entry }) => entry);
}
