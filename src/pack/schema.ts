/**
 * The pack's tables and the check that a database is exactly such a pack. A pack is untrusted input: any table,
 * trigger, view or index that is not in this file makes it unusable, before a single row is read.
 */
import type { Database } from "../host/database.ts";

/** Bumped whenever a table, a stored encoding or the splitting of words changes; a pack of another value is rebuilt. */
export const SCHEMA_VERSION = 7;

/** "ctx1" as a big-endian number, so that `file pack.db` and SQLite's own tools can tell. */
const APPLICATION_ID = 0x63747831;

/** Measured on 31.5 MB of Python: 8 KiB pages gave the smallest full-text index of 4, 8 and 16 KiB. */
export const PAGE_SIZE_BYTES = 8192;

/**
 * `detail=full` because SQLite counts a phrase's hits from the text itself for the smaller kinds, and a contentless
 * table has none: bm25() is then 0 for every row (SQLite 3.53).
 */
const TABLES = [
  "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
  `CREATE TABLE file(
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, mtime INTEGER NOT NULL,
    ctime INTEGER NOT NULL, inode INTEGER NOT NULL, read_ms INTEGER NOT NULL, sha256 TEXT NOT NULL,
    lang TEXT NOT NULL, encoding TEXT NOT NULL, lines INTEGER NOT NULL, error_line INTEGER NOT NULL,
    symbols INTEGER NOT NULL, chunks INTEGER NOT NULL, generated INTEGER NOT NULL, skip TEXT NOT NULL)`,
  "CREATE TABLE outline(file INTEGER PRIMARY KEY, data TEXT NOT NULL)",
  "CREATE TABLE name(name TEXT NOT NULL, file INTEGER NOT NULL, PRIMARY KEY(name, file)) WITHOUT ROWID",
  "CREATE TABLE marks(file INTEGER PRIMARY KEY, defines BLOB NOT NULL, mentions BLOB NOT NULL)",
  `CREATE VIRTUAL TABLE words USING fts5(name, signature, doc, path, body,
    content='', contentless_delete=1, detail=full, tokenize='ascii')`,
] as const;

/** The statement as SQLite keeps it in sqlite_schema, so that the two can be compared. */
const EXPECTED: ReadonlySet<string> = new Set(TABLES);

/** Tables that FTS5 and UNIQUE make on their own. */
const SHADOW = /^(?:words_(?:data|idx|content|docsize|config)|sqlite_autoindex_\w+)$/;

/** Creates the tables in an empty database. */
export function createSchema(database: Database): void {
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
  for (const sql of TABLES) database.exec(sql);
}

/**
 * FTS5 gathers this many bytes of postings before it writes a segment; its own default is 1 MiB. With all of CPython's
 * standard library in one segment there is nothing to merge: a fifth less time, and no empty pages afterwards.
 */
const BULK_GATHERED_BYTES = 64 << 20;
const USUAL_GATHERED_BYTES = 1 << 20;

/** Sets the word index up for one large load, or back for everyday changes. */
export function gatherWords(database: Database, load: "bulk" | "usual"): void {
  const bytes = load === "bulk" ? BULK_GATHERED_BYTES : USUAL_GATHERED_BYTES;
  // Not as a parameter: a number arrives as a floating one, which FTS5 refuses.
  database.exec(`INSERT INTO words(words, rank) VALUES('hashsize', ${bytes})`);
}

export type SchemaState =
  | { readonly ok: true }
  | {
    readonly ok: false;
    readonly reason: "not-a-pack" | "other-schema" | "tampered";
    readonly found: string;
  };

/** Compares the database with this file's tables; reads the header and sqlite_schema only. */
export function inspectSchema(database: Database): SchemaState {
  const application = database.prepare("PRAGMA application_id").get()?.[0];
  if (application !== APPLICATION_ID) {
    return { ok: false, reason: "not-a-pack", found: `application id ${String(application)}` };
  }
  const version = database.prepare("PRAGMA user_version").get()?.[0];
  if (version !== SCHEMA_VERSION) {
    return { ok: false, reason: "other-schema", found: `schema ${String(version)}` };
  }
  const missing = new Set(EXPECTED);
  for (const [type, name, sql] of database.prepare("SELECT type, name, sql FROM sqlite_schema").all()) {
    if (typeof sql === "string" && type === "table" && missing.delete(sql)) continue;
    if (typeof name === "string" && (type === "table" || type === "index") && SHADOW.test(name)) continue;
    return { ok: false, reason: "tampered", found: `unexpected ${String(type)}` };
  }
  if (missing.size > 0) return { ok: false, reason: "tampered", found: `${missing.size} tables missing` };
  return { ok: true };
}
