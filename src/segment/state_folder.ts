/**
 * Makes and checks `_ctx`, the only place that is written. Deno's permissions look at a link's name and not at
 * its target, so this module refuses links, foreign owners and odd file kinds before anything is opened.
 * Invariant: after `prepareState` returns, what it looked at were real folders and regular files of this user.
 */
import { type FileInfo, type FileSystem, HostError, writeFully } from "../host/file_system.ts";
import { CtxError, type ErrorCode } from "../model/error.ts";
import { layout, STATE_FOLDER, type StateFolder, stateFolderPath } from "./layout.ts";

/** What a reader finds: `ready`, nothing there yet, or a state that must not be touched. */
export type StateInspection =
  | { readonly kind: "ready" }
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string };

/** Keeps git from listing what `ctx` writes, without a change to the repository's own files. */
const GITIGNORE_CONTENT = "*\n";

/**
 * Makes `_ctx/<folder>` and `_ctx/.gitignore` where they are missing. `uid` -1 leaves the owner unchecked. Throws
 * CtxError `unsafe-state`, `foreign-owner`, `permission`, `read-only` or `disk-full`.
 */
export function prepareState(fs: FileSystem, uid: number, folder: StateFolder): void {
  const before = inspectState(fs, uid, folder);
  if (before.kind === "refused") throw new CtxError(before.code, before.message);
  const path = stateFolderPath(folder);
  if (before.kind === "missing") {
    attempt(`could not make the folder ${path}`, () => fs.makeDirectory(path));
    const after = inspectState(fs, uid, folder);
    if (after.kind === "refused") throw new CtxError(after.code, after.message);
  }
  attempt(`could not write ${layout.gitignore}`, () => {
    if (fs.lstat(layout.gitignore) === null) writeNew(fs, layout.gitignore, GITIGNORE_CONTENT);
  });
}

/** The checks of `prepareState`, touching nothing. A folder that does not exist yet is `missing`, not an error. */
export function inspectState(fs: FileSystem, uid: number, folder: StateFolder): StateInspection {
  const path = stateFolderPath(folder);
  try {
    const wanted = [[STATE_FOLDER, "directory"], [layout.gitignore, "file"], [path, "directory"]] as const;
    for (const [part, kind] of wanted) {
      const info = fs.lstat(part);
      const refusal = info === null ? null : refuse(part, info, uid, kind);
      if (refusal !== null) return refusal;
      if (info === null && kind === "directory") return { kind: "missing" };
    }
    for (const entry of fs.readDirectory(path)) {
      const part = `${path}/${entry.name}`;
      const info = fs.lstat(part);
      const refusal = info === null ? null : refuse(part, info, uid, "file");
      if (refusal !== null) return refusal;
    }
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return { kind: "refused", code: codeOf(error), message: `could not look into ${path}: ${error.words}` };
  }
  return { kind: "ready" };
}

function refuse(
  path: string,
  info: FileInfo,
  uid: number,
  wanted: "directory" | "file",
): StateInspection | null {
  const shown = JSON.stringify(path);
  if (info.kind !== wanted) {
    const found = { directory: "a folder", file: "a file", symlink: "a symlink", other: "a special file" }[
      info.kind
    ];
    const expected = wanted === "directory" ? "a real folder" : "a regular file";
    return { kind: "refused", code: "unsafe-state", message: `${shown} is ${found}, not ${expected}` };
  }
  if (uid !== -1 && info.uid !== -1 && info.uid !== uid) {
    const message = `${shown} belongs to user ${info.uid}, and this is user ${uid}`;
    return { kind: "refused", code: "foreign-owner", message };
  }
  return null;
}

function writeNew(fs: FileSystem, path: string, content: string): void {
  const file = fs.open(path, { write: true, createNew: true });
  try {
    writeFully(file, new TextEncoder().encode(content));
  } catch (error) {
    fs.remove(path); // half a file would look finished next time
    throw error;
  } finally {
    file.close();
  }
}

function attempt(message: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    if (error.code === "exists") return; // another process was first
    throw stateError(message, error);
  }
}

/** What stopped work on `_ctx`, as the command's own failure. `message`: `could not …`, without the reason. */
export function stateError(message: string, error: HostError): CtxError {
  return new CtxError(codeOf(error), `${message}: ${error.words}`, { cause: error });
}

function codeOf(error: HostError): ErrorCode {
  switch (error.code) {
    case "read-only":
    case "disk-full":
    case "permission":
      return error.code;
    default:
      return "unsafe-state";
  }
}
