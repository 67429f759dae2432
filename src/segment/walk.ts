/**
 * Lists the source files of a segment with their stamps, and what was left out for another reason than an ignore
 * rule. Opens nothing but ignore files; symlinks are never followed, and one whose target lies in the segment is
 * passed over in silence, since the target is listed under its own path.
 * Invariant: same tree, same result, in code-unit order, whatever order the file system lists names in.
 */
import { type DirectoryEntry, type FileKind, type FileSystem, HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import type { Skipped, SkipReason, WalkedFile } from "../model/source.ts";
import { barFile, ENVIRONMENT_MARKERS, isLeftOut, stampOf } from "./admission.ts";
import { EMPTY_SCOPE, enterFolder, hidesFile, type IgnoreScope } from "./ignore.ts";
import { MAX_IGNORE_STEPS, Meter } from "./ignore_cost.ts";
import { type IgnoreReader, ignoreReader } from "./ignore_files.ts";
import { joinRoot, leavesSegment, reasonOf } from "./read_inside.ts";
import { isSecretFolder } from "./secret_names.ts";

export interface WalkOptions {
  /** Admits files whose name says that they hold credentials. */
  readonly includeSecrets: boolean;
  /** Files that this is false for are passed over unseen, in `skipped` too; all are wanted when left out. */
  readonly wants?: (path: string) => boolean;
}

export interface WalkResult {
  readonly files: readonly WalkedFile[];
  readonly skipped: readonly Skipped[];
  /** Ignore files whose patterns are not all in use (too large, not readable), sorted: a reason to warn. */
  readonly limitedIgnoreFiles: readonly string[];
}

/** More source files than any repository of one team; past it each folder is named as `too-many-files`. */
export const MAX_FILES = 200_000;

/** A folder whose entries are being listed. Explicit frames: nesting is as deep as a hostile tree makes it. */
interface Frame {
  /** "" or ending in "/". */
  readonly base: string;
  /** Names in path order; those of folders end in "/". */
  readonly names: readonly string[];
  /** Kinds of the names that are neither files nor folders. */
  readonly odd: ReadonlyMap<string, FileKind>;
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
  readonly #includeSecrets: boolean;
  readonly #wants: ((path: string) => boolean) | null;
  readonly #meter = new Meter(MAX_IGNORE_STEPS);
  #realRoot: string | null = null;

  constructor(fs: FileSystem, root: string, options: WalkOptions) {
    this.#fs = fs;
    this.#root = root;
    this.#includeSecrets = options.includeSecrets;
    this.#wants = options.wants ?? null;
    this.ignores = ignoreReader(fs, root, this.#meter);
  }

  run(): void {
    const stack = [this.#openRoot()];
    for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
      const inner = this.#step(frame);
      if (inner !== null) stack.push(inner);
      else if (frame.next >= frame.names.length) stack.pop();
    }
  }

  /** Handles entries up to the end of the folder, or to the first folder inside it, which is returned. */
  #step(frame: Frame): Frame | null {
    while (frame.next < frame.names.length) {
      const name = frame.names[frame.next++] ?? "";
      const path = frame.base + name;
      const isFolder = name.endsWith("/");
      if (!isFolder && this.#wants !== null && !this.#wants(path)) continue;
      const scope = isFolder
        ? enterFolder(frame.scope, path.slice(0, -1), name.slice(0, -1))
        : hidesFile(frame.scope, path, name)
        ? null
        : frame.scope;
      // Asked after the question: one that the meter cannot pay for has no answer.
      if (this.files.length >= MAX_FILES || this.#meter.isSpent) {
        this.#skip(frame.base === "" ? "." : frame.base.slice(0, -1), "too-many-files");
        frame.next = frame.names.length;
      } else if (scope !== null) {
        const inner = isFolder ? this.#enter(scope, path.slice(0, -1), name.slice(0, -1)) : null;
        if (inner !== null) return inner;
        if (!isFolder) this.#visit(path, frame.odd.get(name) ?? "file");
      }
    }
    return null;
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
      throw new CtxError(code, `could not list the segment's folder: ${error.words}`, { cause: error });
    }
  }

  #enter(scope: IgnoreScope, path: string, name: string): Frame | null {
    if (!this.#includeSecrets && isSecretFolder(name)) {
      this.#skip(path, "secret");
      return null;
    }
    try {
      const entries = this.#fs.readDirectory(joinRoot(this.#root, path));
      if (entries.some((entry) => ENVIRONMENT_MARKERS.has(entry.name))) return null;
      return this.#frame(`${path}/`, entries, scope);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#skip(path, reasonFor(path, error));
      return null;
    }
  }

  #frame(base: string, entries: readonly DirectoryEntry[], outer: IgnoreScope): Frame {
    const names: string[] = [];
    const odd = new Map<string, FileKind>();
    const has = { git: false, gitignore: false, ctxignore: false };
    for (const { name, kind } of entries) {
      if (name === ".git") has.git = true;
      else if (name === ".gitignore") has.gitignore = true;
      else if (name === ".ctxignore") has.ctxignore = true;
      if (isLeftOut(name)) continue;
      names.push(kind === "directory" ? `${name}/` : name);
      if (kind === "symlink" || kind === "other") odd.set(name, kind);
    }
    names.sort();
    // Names that are not UTF-8 may come out the same; only one of them, if any, is a file's real name.
    const unique = names.filter((name, i) => name !== names[i - 1]);
    const isPlain = !has.git && !has.gitignore && !has.ctxignore;
    const scope = isPlain ? outer : this.ignores.extend(outer, base, has);
    return { base, names: unique, odd, scope, next: 0 };
  }

  #visit(path: string, kind: FileKind): void {
    const full = joinRoot(this.#root, path);
    try {
      if (kind === "symlink") {
        this.#realRoot ??= this.#fs.realPath(this.#root);
        if (leavesSegment(this.#fs, this.#realRoot, full)) this.#skip(path, "outside-segment");
        return;
      }
      const info = this.#fs.lstat(full);
      if (info === null) {
        this.#skip(path, reasonFor(path, new HostError("not-found", "lstat")));
        return;
      }
      const reason = barFile(path, info, this.#includeSecrets);
      if (reason === null) this.files.push({ path, stamp: stampOf(info) });
      else this.#skip(path, reason);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#skip(path, reasonFor(path, error));
    }
  }

  #skip(path: string, reason: SkipReason): void {
    this.skipped.push({ path, reason });
  }
}

/** Deno lists a name that is not UTF-8 with U+FFFD in it, and nothing can be opened by that. */
function reasonFor(path: string, error: HostError): SkipReason {
  return path.includes("\uFFFD") ? "unreadable" : reasonOf(error);
}
