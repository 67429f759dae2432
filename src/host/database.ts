/**
 * The SQLite seam over `node:sqlite` (1.8 ms to import, unlike the rest of `node:`). One connection, one file.
 * Invariant: every failure leaves as a `DatabaseError` with a code that callers can act on.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { DatabaseError, type DatabaseErrorCode } from "./database_error.ts";

export type SqlValue = null | number | string | Uint8Array;
export type SqlRow = readonly SqlValue[];

export interface Statement {
  run(...values: SqlValue[]): void;
  /** Rows as arrays in column order. */
  all(...values: SqlValue[]): SqlRow[];
  get(...values: SqlValue[]): SqlRow | undefined;
  /** Rows one by one; stopping early frees the statement. */
  iterate(...values: SqlValue[]): IterableIterator<SqlRow>;
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

/** Primary result codes, sqlite.org/rescode.html; extended codes carry them in the low byte. */
const BY_NUMBER: Readonly<Record<number, DatabaseErrorCode>> = {
  5: "busy",
  6: "busy",
  8: "read-only",
  11: "corrupt",
  13: "full",
  14: "missing",
  23: "denied",
  26: "corrupt",
};

/** Deno 2.9.6 leaves the number out of errors thrown by `exec`; SQLite's own English texts stand in. */
const BY_TEXT: readonly (readonly [string, DatabaseErrorCode])[] = [
  ["database is locked", "busy"],
  ["malformed", "corrupt"],
  ["not a database", "corrupt"],
  ["disk is full", "full"],
  ["disk I/O error", "full"],
  ["readonly database", "read-only"],
  ["unable to open", "missing"],
  ["run again with", "denied"],
  // A number that no pack of ours holds.
  ["too large to be represented", "corrupt"],
];

/** Turns whatever `node:sqlite` threw into a DatabaseError. */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const number = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
  const known = BY_NUMBER[number];
  if (known !== undefined) return new DatabaseError(known, error);
  const text = error instanceof Error ? error.message : String(error);
  const match = BY_TEXT.find(([part]) => text.includes(part));
  return new DatabaseError(match?.[1] ?? "other", error);
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw toDatabaseError(error);
  }
}

/** In Deno 2.9.6 and in Node's documentation, but not in the type declarations that Deno ships. */
type ArrayStatement = StatementSync & { setReturnArrays(enabled: boolean): void };

function wrap(statement: StatementSync): Statement {
  (statement as ArrayStatement).setReturnArrays(true);
  const input = (values: SqlValue[]): SQLInputValue[] => values;
  return {
    run: (...values) => void attempt(() => statement.run(...input(values))),
    all: (...values) => attempt(() => statement.all(...input(values)) as unknown as SqlRow[]),
    get: (...values) => attempt(() => statement.get(...input(values)) as unknown as SqlRow | undefined),
    iterate: (...values) =>
      attempt(() => statement.iterate(...input(values)) as unknown as IterableIterator<SqlRow>),
  };
}

/**
 * Opens the database file at `path`; `create` makes it when missing. Untrusted content is expected: schema code
 * (triggers, views) gets no function with side effects, and page structure is checked as it is read.
 */
export function openDatabase(path: string, mode: "read" | "write" | "create"): Database {
  const connection = attempt(() => new DatabaseSync(path, { readOnly: mode === "read", timeout: 5_000 }));
  const database: Database = {
    exec: (sql) => attempt(() => connection.exec(sql)),
    prepare: (sql) => attempt(() => wrap(connection.prepare(sql))),
    close: () => attempt(() => connection.close()),
  };
  try {
    database.exec(
      "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY",
    );
    if (mode === "write") {
      // With no more than SQLite's own 2 MB of changes in memory, all others are locked out from then on to the commit.
      database.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536");
    }
    return database;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens a new database for one bulk load: no journal, because the file is thrown away when the load fails. */
export function createDatabase(path: string, pageSizeBytes: number): Database {
  const database = openDatabase(path, "create");
  try {
    database.exec(
      `PRAGMA page_size = ${pageSizeBytes}; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536`,
    );
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}
