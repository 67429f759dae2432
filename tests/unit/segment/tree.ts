/** Makes throw-away trees for the tests of src/segment: paths to contents, symlinks and FIFOs. */
import { assertEquals } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { admitPath } from "../../../src/segment/admit_path.ts";
import { type WalkResult, walkSegment } from "../../../src/segment/walk.ts";

/** A symlink to `to`. */
export interface Link {
  readonly to: string;
}
export type Content = string | Uint8Array | Link | null;

/** Writes `tree` below a new folder, runs `use` on it, and removes it. A null content is an empty folder. */
export function withTree<T>(tree: Readonly<Record<string, Content>>, use: (root: string) => T): T {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-segment-" }));
  try {
    for (const [path, content] of Object.entries(tree)) write(root, path, content);
    return use(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

export function write(root: string, path: string, content: Content): void {
  const full = `${root}/${path}`;
  Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
  if (content === null) Deno.mkdirSync(full, { recursive: true });
  else if (typeof content === "string") Deno.writeTextFileSync(full, content);
  else if (content instanceof Uint8Array) Deno.writeFileSync(full, content);
  else Deno.symlinkSync(content.to, full);
}

export function makeFifo(path: string): void {
  const { success } = new Deno.Command("mkfifo", { args: [path] }).outputSync();
  if (!success) throw new Error(`mkfifo ${path}`);
}

/** The walk's result; where it comes to its end, `admitPath` must say the same of each path on the disk. */
export function walk(root: string, includeSecrets = false): WalkResult {
  const result = walkSegment(denoFileSystem, root, { includeSecrets });
  const listed = new Map(result.files.map((file) => [file.path, file]));
  if (result.skipped.some(({ reason }) => reason === "too-many-files")) return result;
  const isWhole = result.limitedIgnoreFiles.length === 0;
  for (const path of pathsOnDisk(root)) {
    const alone = admitPath(denoFileSystem, root, path, { includeSecrets });
    if (isWhole || alone !== null) assertEquals(alone, listed.get(path) ?? null, path);
  }
  return result;
}

/** Paths below `root`, files' and others': at most 500, nothing behind a symlink or in the depths. */
function pathsOnDisk(root: string): string[] {
  const paths: string[] = [];
  const look = (base: string): void => {
    for (const entry of Deno.readDirSync(base === "" ? root : `${root}/${base}`)) {
      if (paths.length >= 500) return;
      const path = base === "" ? entry.name : `${base}/${entry.name}`;
      paths.push(path);
      if (entry.isDirectory && path.length < 100) look(path);
    }
  };
  try {
    look("");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied)) {
      throw error;
    }
  }
  return paths;
}

/** The admitted paths. */
export function pathsIn(root: string): string[] {
  return walk(root).files.map((file) => file.path);
}

/** What was left out, as "path: reason". */
export function skippedIn(root: string): string[] {
  return walk(root).skipped.map(({ path, reason }) => `${path}: ${reason}`);
}
