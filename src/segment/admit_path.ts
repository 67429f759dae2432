/**
 * What a walk would say of one path, without the walk: for a question about one file of a large segment. Looks at the
 * folders above the path and at their ignore files, and opens nothing else.
 * Invariant: what is admitted here is what walkSegment lists, with the same stamp, where that comes to its end.
 */
import { type FileSystem, HostError } from "../host/file_system.ts";
import type { WalkedFile } from "../model/source.ts";
import { barFile, barPath, ENVIRONMENT_MARKERS, isLeftOut, stampOf } from "./admission.ts";
import { EMPTY_SCOPE, enterFolder, hidesFile, type IgnoreScope } from "./ignore.ts";
import { MAX_IGNORE_STEPS, Meter } from "./ignore_cost.ts";
import { type IgnoreReader, ignoreReader } from "./ignore_files.ts";
import { joinRoot } from "./read_inside.ts";
import type { WalkOptions } from "./walk.ts";

/** The source file at `path` below `root`, or null when a walk would not list it, or would warn on the way to it. */
export function admitPath(
  fs: FileSystem,
  root: string,
  path: string,
  { includeSecrets }: WalkOptions,
): WalkedFile | null {
  if (barPath(path, includeSecrets) !== null) return null;
  const meter = new Meter(MAX_IGNORE_STEPS);
  const ignores = ignoreReader(fs, root, meter);
  try {
    const scope = scopeAbove(fs, root, path, ignores);
    if (scope === null || hidesFile(scope, path, path.slice(path.lastIndexOf("/") + 1))) return null;
    const info = fs.lstat(joinRoot(root, path));
    if (info === null || barFile(path, info, includeSecrets) !== null) return null;
    return meter.isSpent || ignores.limited.size > 0 ? null : { path, stamp: stampOf(info) };
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return null; // the walk finds the words for it
  }
}

/** The ignore rules for the folder that holds `path`; null when a walk does not come there. */
function scopeAbove(fs: FileSystem, root: string, path: string, ignores: IgnoreReader): IgnoreScope | null {
  const has = (name: string): boolean => fs.lstat(joinRoot(root, name)) !== null;
  let scope = extend(EMPTY_SCOPE, "");
  const folders = path.split("/").slice(0, -1);
  for (const [depth, name] of folders.entries()) {
    const folder = folders.slice(0, depth + 1).join("/");
    if (fs.lstat(joinRoot(root, folder))?.kind !== "directory") return null;
    const inner = enterFolder(scope, folder, name);
    if (inner === null || [...ENVIRONMENT_MARKERS].some((marker) => has(`${folder}/${marker}`))) return null;
    scope = extend(inner, `${folder}/`);
  }
  return scope;

  function extend(outer: IgnoreScope, base: string): IgnoreScope {
    const markers = {
      git: has(`${base}.git`),
      gitignore: has(`${base}.gitignore`),
      ctxignore: has(`${base}.ctxignore`),
    };
    return markers.git || markers.gitignore || markers.ctxignore
      ? ignores.extend(outer, base, markers)
      : outer;
  }
}

/** Whether there are more than `count` files and folders below `root`, those left out by ignore rules among them. */
export function hasMoreEntriesThan(count: number, fs: FileSystem, root: string): boolean {
  const folders = [""];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries;
    try {
      entries = fs.readDirectory(folder === "" ? root : joinRoot(root, folder));
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      continue; // nothing there that a walk could list
    }
    for (const { name, kind } of entries) {
      if (isLeftOut(name)) continue;
      if (++seen > count) return true;
      if (kind === "directory") folders.push(folder === "" ? name : `${folder}/${name}`);
    }
  }
  return false;
}
