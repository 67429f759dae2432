/**
 * Finds out what stands where the pack should be, and opens it when it is one of ours.
 * Invariant: a pack that was made elsewhere (shipped in a repository, copied, tampered with) is never served: its
 * own inode is written inside it, and no archive or checkout can foresee that number.
 */
import { type Database, openDatabase } from "../host/database.ts";
import { DatabaseError } from "../host/database_error.ts";
import type { FileSystem } from "../host/file_system.ts";
import { createReader, type PackReader } from "./reader.ts";
import { inspectSchema } from "./schema.ts";

export type PackState =
  | { readonly state: "ready"; readonly reader: PackReader }
  | { readonly state: "missing" }
  /** `reason` is a short phrase for people: "is damaged", "has another schema (schema 7)", … */
  | { readonly state: "unusable"; readonly reason: string };

/** Opens the pack at `path` for reading. Throws DatabaseError only for what is no property of the pack (denied, busy). */
export function openPack(fs: FileSystem, path: string): PackState {
  const info = fs.lstat(path);
  if (info === null) return { state: "missing" };
  if (info.kind !== "file") return { state: "unusable", reason: `is a ${info.kind}, not a file` };
  let database: Database | null = null;
  try {
    database = openDatabase(path, "read");
    const problem = problemOf(database, info.inode);
    if (problem === null) return { state: "ready", reader: createReader(database) };
    database.close();
    return { state: "unusable", reason: problem };
  } catch (error) {
    database?.close();
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === "missing") return { state: "missing" };
    // SQLite would have to write back old pages first. It may not, on purpose: a journal that someone put there
    // can name any file of the disk, and SQLite removes that file when it has played the journal back.
    if (error.code === "read-only") {
      return { state: "unusable", reason: "was left half-written by a run that was killed" };
    }
    if (error.code === "corrupt" || error.code === "other") {
      return { state: "unusable", reason: "is damaged" };
    }
    throw error;
  }
}

const REASONS = {
  "not-a-pack": "is not a pack",
  "other-schema": "was made by another version of ctx",
  "tampered": "holds tables that ctx does not make",
} as const;

function problemOf(database: Database, inode: number): string | null {
  const schema = inspectSchema(database);
  if (!schema.ok) return `${REASONS[schema.reason]} (${schema.found})`;
  const recorded = database.prepare("SELECT value FROM meta WHERE key = 'inode'").get()?.[0];
  return recorded === String(inode) ? null : "was not made in this folder on this machine";
}
