/**
 * PATH arguments to indexed files. Paths are the segment's; what does not exist there, or says `./` or `../`, is
 * taken from the caller's folder. Never looks outside the segment.
 */
import { loadModule } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import type { SkipReason } from "../model/source.ts";
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import type { Session } from "./session.ts";

export interface MissingPath {
  readonly path: string;
  /** `unknown`: nothing of that name; `not-indexed`: it is there and was left out, by an ignore rule as a rule. */
  readonly reason: SkipReason | "unknown" | "not-indexed";
  /** Indexed paths that may have been meant. */
  readonly candidates: readonly string[];
}

export interface PathChoice {
  /** Each file once: by argument, and by path below a folder. */
  readonly files: readonly PackedFile[];
  /** Paths of the files that an argument names itself, not by a folder above them. */
  readonly named: ReadonlySet<string>;
  readonly missing: readonly MissingPath[];
}

/** Components of `path` with `.` and `..` folded; null when it leads above its start. */
function foldParts(path: string): string[] | null {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return null;
    } else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** As foldSegmentPaths. Throws `path-outside`, and `bad-value` for what cannot be a path. */
export function segmentPaths(argument: string, segment: string, callerFolder: string): string[] {
  if (argument === "" || argument.includes("\0")) {
    throw new CtxError("bad-value", `${JSON.stringify(argument)} is not a path`);
  }
  const paths = foldSegmentPaths(argument, segment, callerFolder);
  if (paths !== null) return paths;
  throw new CtxError("path-outside", `could not look at ${argument}: it is outside the segment`);
}

/**
 * The segment paths that `argument` may mean, the first that exists being meant; "" is the segment itself. Null when
 * it leads out of the segment.
 */
export function foldSegmentPaths(argument: string, segment: string, callerFolder: string): string[] | null {
  if (argument.startsWith("/")) {
    const path = `/${foldParts(argument)?.join("/") ?? ""}`;
    if (path !== segment && !path.startsWith(segment === "/" ? "/" : `${segment}/`)) return null;
    return [path.slice(segment.length).replace(/^\//, "")];
  }
  const below = foldParts(`${callerFolder}/${argument}`)?.join("/") ?? null;
  if (/^\.\.?(?:\/|$)/.test(argument)) return below === null ? null : [below];
  const own = foldParts(argument)?.join("/") ?? null;
  if (own === null || below === null) return null;
  return own === below ? [own] : [own, below];
}

/** The files that `operands` name: files, folders and all that is below them; every file when there are none. */
export async function choosePaths(
  session: Session,
  reader: PackReader,
  operands: readonly string[],
): Promise<PathChoice> {
  if (operands.length === 0) return { files: reader.files(), named: new Set(), missing: [] };
  const named = new Set<string>();
  const files = new Map<number, PackedFile>();
  const missing: MissingPath[] = [];
  for (const operand of operands) {
    const paths = segmentPaths(operand, session.segment, session.callerFolder);
    const found = paths.map((path) => filesAt(reader, path)).find((list) => list.length > 0);
    if (found === undefined) {
      const { explainMissing } = await loadModule<typeof import("./ast_missing.ts")>(
        "src/context/ast_missing.ts",
      );
      missing.push(explainMissing(session, reader, operand, paths));
    }
    for (const file of found ?? []) {
      files.set(file.id, file);
      if (paths.includes(file.path)) named.add(file.path);
    }
  }
  return { files: [...files.values()], named, missing };
}

function filesAt(reader: PackReader, path: string): PackedFile[] {
  if (path === "") return reader.files();
  const file = reader.fileByPath(path);
  return file === null ? reader.files().filter((other) => other.path.startsWith(`${path}/`)) : [file];
}
