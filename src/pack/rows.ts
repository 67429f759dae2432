/**
 * Rows of a pack's tables as values of their types; what is of another type makes the pack damaged (`DatabaseError`
 * "corrupt"). Asks no database.
 */
import type { SqlRow } from "../host/database.ts";
import { DatabaseError } from "../host/database_error.ts";
import { SKIP_REASONS, type SkipReason } from "../model/source.ts";
import type { StoredFile } from "./plan.ts";

/** One indexed file. */
export interface PackedFile {
  readonly id: number;
  readonly path: string;
  readonly lang: string;
  readonly encoding: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly lineCount: number;
  readonly symbolCount: number;
  /** Whether it says of itself that a program wrote it. */
  readonly isGenerated: boolean;
}

/** Columns of `decodeFile`, in its order. */
export const FILE_COLUMNS = "id, path, lang, encoding, sha256, size, lines, symbols, generated";

export function damaged(what: string): DatabaseError {
  return new DatabaseError("corrupt", new Error(`${what} is not of its type`));
}

export function textAt(row: SqlRow, column: number): string {
  const value = row[column];
  if (typeof value !== "string") throw damaged("a text");
  return value;
}

export function wholeAt(row: SqlRow, column: number): number {
  const value = row[column];
  if (typeof value !== "number" || !Number.isSafeInteger(value)) throw damaged("a number");
  return value;
}

export function bytesAt(row: SqlRow, column: number): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw damaged("bytes");
  return value;
}

export function realAt(row: SqlRow, column: number): number {
  const value = row[column];
  if (typeof value !== "number") throw damaged("a score");
  return value;
}

/** An empty part, `.`, `..` or a NUL. */
const NO_PATH = /(?:^|\/)\.{0,2}(?:\/|$)|\0/;

/** A stored path is used on the file system: it must be one that the walk could have made. */
export function pathAt(row: SqlRow, column: number): string {
  const value = textAt(row, column);
  if (NO_PATH.test(value)) throw damaged("a path");
  return value;
}

export function decodeFile(row: SqlRow): PackedFile {
  return {
    id: wholeAt(row, 0),
    path: pathAt(row, 1),
    lang: textAt(row, 2),
    encoding: textAt(row, 3),
    sha256: textAt(row, 4),
    sizeBytes: wholeAt(row, 5),
    lineCount: wholeAt(row, 6),
    symbolCount: wholeAt(row, 7),
    isGenerated: wholeAt(row, 8) === 1,
  };
}

export const STORED_COLUMNS = "id, path, size, mtime, ctime, inode, read_ms, lang, sha256";

export function decodeStored(row: SqlRow): StoredFile {
  const stamp = {
    sizeBytes: wholeAt(row, 2),
    mtimeMs: wholeAt(row, 3),
    ctimeMs: wholeAt(row, 4),
    inode: wholeAt(row, 5),
  };
  const [lang, sha256] = [textAt(row, 7), textAt(row, 8)];
  return { id: wholeAt(row, 0), path: pathAt(row, 1), stamp, readMs: wholeAt(row, 6), lang, sha256 };
}

export function decodeSkip(value: string): SkipReason {
  const reason = SKIP_REASONS.find((known) => known === value);
  if (reason === undefined) throw damaged("a skip reason");
  return reason;
}

export function decodeVersions(value: string): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const line of value.split("\n")) {
    const at = line.indexOf("\t");
    if (at > 0) versions[line.slice(0, at)] = line.slice(at + 1);
  }
  return versions;
}
