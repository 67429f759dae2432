/**
 * Writing a pack: rows for changed files, in one transaction that either happens or does not.
 * Does not read source files and does not decide what to write.
 */
import type { Database, SqlRow } from "../host/database.ts";
import { sha256Hex } from "../host/digest.ts";
import type { Chunk } from "../model/chunk.ts";
import type { SkipReason, Stamp } from "../model/source.ts";
import { decodeOutline } from "./outline_codec.ts";
import type { StoredFile } from "./plan.ts";
import { SCHEMA_VERSION } from "./schema.ts";
import { digestSettled } from "./settled.ts";
import { encodeWordRow, IN_WORD_ROWS, sizeClassOf, wordRowsOf } from "./word_row.ts";

/** The word rows of a file, already split into words (src/search/words.ts). */
export interface WordRows {
  /** By row: 0 for the file itself, n for its chunk n - 1. */
  readonly units: Uint32Array<ArrayBuffer>;
  /**
   * UTF-8 of all fields: first the words of the path, then for each row those of name, signature, doc and body. Only
   * the file's own row keeps the path's: in every row they would make a folder's name the most common of words.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each of the fields ends in `bytes`. */
  readonly ends: Uint32Array<ArrayBuffer>;
}

/** Of a file without word rows. */
export const NO_WORDS: WordRows = {
  units: new Uint32Array(),
  bytes: new Uint8Array(),
  ends: Uint32Array.of(0),
};

/** Everything the pack keeps of one file. Plain data: it crosses from worker to writer. */
export interface IndexedFile {
  readonly path: string;
  readonly stamp: Stamp;
  readonly readMs: number;
  readonly sha256: string;
  readonly lang: string;
  readonly encoding: string;
  readonly lineCount: number;
  /** First line with a syntax error, 0 when there is none. */
  readonly errorLine: number;
  readonly symbolCount: number;
  readonly chunkCount: number;
  /** Whether it says of itself that a program wrote it (src/search/generated.ts). */
  readonly isGenerated: boolean;
  /** "" for a source file; otherwise why its content kept it out, and everything below is empty. */
  readonly skip: SkipReason | "";
  readonly outline: string;
  readonly names: readonly string[];
  /** Marks of the names that the file defines and mentions, for the repository map; null without definitions. */
  readonly marks: { readonly defines: Uint8Array; readonly mentions: Uint8Array } | null;
  readonly words: WordRows;
}

/** What a pack says of itself as a whole. */
export interface PackFacts {
  /** Version by language. */
  readonly grammars: Readonly<Record<string, string>>;
  /** How names tell the language, see digestStamps. */
  readonly naming: string;
  readonly includesSecrets: boolean;
  /** Of the file that holds the pack. */
  readonly inode: number;
  /** Source files of the segment that the pack does not hold yet. */
  readonly left: number;
}

export interface PackWriter {
  /** Adds the file, or replaces what is known of it. */
  put(file: IndexedFile): void;
  /** Same bytes under a new stamp. */
  restamp(id: number, stamp: Stamp, readMs: number): void;
  remove(id: number): void;
  /** Writes `pack_sha` and the rest of the meta table, and commits. Returns the new `pack_sha`. */
  commit(meta: PackFacts): Promise<string>;
  rollback(): void;
}

/** The names that a file defines, each once: what the `name` table holds of it. */
export function namesIn(chunks: readonly Chunk[]): string[] {
  const names = new Set<string>();
  for (const chunk of chunks) if (chunk.kind !== "lines") names.add(chunk.name);
  return [...names];
}

/**
 * `pack_sha`: first 16 hex digits of SHA-256 over "schema\n", the grammar versions and "path\0sha256\n" by path in
 * code-unit order. SQLite's BINARY collation compares UTF-8 bytes, which differs from UTF-16 order beyond the
 * BMP: the sorting is done here so that every machine agrees.
 */
export async function computePackSha(
  files: readonly (readonly [path: string, sha256: string])[],
  grammars: Readonly<Record<string, string>>,
): Promise<string> {
  const order = (a: string, b: string): number => a < b ? -1 : a > b ? 1 : 0;
  const head = Object.entries(grammars).sort((a, b) => order(a[0], b[0])).map(([lang, version]) =>
    `${lang}\t${version}`
  );
  const body = [...files].sort((a, b) => order(a[0], b[0])).map(([path, sha256]) => `${path}\0${sha256}`);
  const bytes = new TextEncoder().encode([`schema ${SCHEMA_VERSION}`, ...head, ...body].join("\n"));
  return (await sha256Hex(bytes)).slice(0, 16);
}

/** Names that are kept in memory for sorting. CPython's standard library has 68,000. */
const MOST_NAMES = 200_000;

const NO_BYTES = new Uint8Array();

/** Of a row of path, sha256, skip, size, mtime, ctime, inode, read_ms. */
function stampedOf(row: SqlRow): Pick<StoredFile, "path" | "stamp" | "readMs"> {
  const [sizeBytes, mtimeMs, ctimeMs, inode] = [
    Number(row[3]),
    Number(row[4]),
    Number(row[5]),
    Number(row[6]),
  ];
  return { path: String(row[0]), stamp: { sizeBytes, mtimeMs, ctimeMs, inode }, readMs: Number(row[7]) };
}

/** Of WordRows: name, signature, doc, body. */
const FIELDS_PER_ROW = 4;

/** Begins a transaction on a database that holds the schema. */
export function createWriter(database: Database): PackWriter {
  database.exec("BEGIN IMMEDIATE");
  const findId = database.prepare("SELECT id FROM file WHERE path = ?");
  const insertFile = database.prepare(
    // Not RETURNING id: that makes SQLite open a savepoint, for which FTS5 writes out what it has gathered; the whole
    // build then takes a third longer.
    `INSERT INTO file(id, path, size, mtime, ctime, inode, read_ms, sha256, lang, encoding, lines, error_line,
      symbols, chunks, generated, skip) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateStamp = database.prepare(
    "UPDATE file SET size = ?, mtime = ?, ctime = ?, inode = ?, read_ms = ? WHERE id = ?",
  );
  const insertOutline = database.prepare("INSERT INTO outline(file, data) VALUES(?, ?)");
  const insertMarks = database.prepare("INSERT INTO marks(file, defines, mentions) VALUES(?, ?, ?)");
  const insertNames = database.prepare(
    "INSERT OR IGNORE INTO name(name, file) SELECT value->>0, value->>1 FROM json_each(?)",
  );
  const insertWords = database.prepare(
    // As bytes, which the index takes as they are; text would have to be encoded first.
    `INSERT INTO words(rowid, name, signature, doc, path, body)
      VALUES(?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))`,
  );
  const deletes = [
    database.prepare("DELETE FROM file WHERE id = ?"),
    database.prepare("DELETE FROM outline WHERE file = ?"),
    database.prepare("DELETE FROM marks WHERE file = ?"),
  ];
  const outlineOf = database.prepare("SELECT data FROM outline WHERE file = ?");
  const deleteName = database.prepare("DELETE FROM name WHERE name = ? AND file = ?");
  const deleteWords = database.prepare(`DELETE FROM words WHERE ${IN_WORD_ROWS}`);

  const firstId = Number(database.prepare("SELECT max(id) FROM file").get()?.[0]) + 1;
  let nextId = firstId;

  // In the order of their table, a run at a time: one by one, each would go to a page of its own.
  const names: [name: string, file: number][] = [];
  const storeNames = (): void => {
    if (names.length === 0) return;
    names.sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]);
    insertNames.run(JSON.stringify(names));
    names.length = 0;
  };

  const remove = (id: number): void => {
    if (id >= firstId) storeNames(); // its names are among those that wait
    const outline = outlineOf.get(id)?.[0];
    if (typeof outline === "string") {
      // By name, because the table is ordered by name: by file it would be read from end to end.
      for (const name of namesIn(decodeOutline(outline) ?? [])) deleteName.run(name.toWellFormed(), id);
      deleteWords.run(...wordRowsOf(id));
    }
    for (const statement of deletes) statement.run(id);
  };

  const put = (file: IndexedFile): void => {
    const known = findId.get(file.path)?.[0];
    if (typeof known === "number") remove(known);
    const { sizeBytes, mtimeMs, ctimeMs, inode } = file.stamp;
    const id = nextId++;
    insertFile.run(
      id,
      file.path,
      sizeBytes,
      mtimeMs,
      ctimeMs,
      inode,
      file.readMs,
      file.sha256,
      file.lang,
      file.encoding,
      file.lineCount,
      file.errorLine,
      file.symbolCount,
      file.chunkCount,
      file.isGenerated ? 1 : 0,
      file.skip,
    );
    if (file.skip !== "") return;
    insertOutline.run(id, file.outline);
    if (file.marks !== null) insertMarks.run(id, file.marks.defines, file.marks.mentions);
    for (const name of file.names) names.push([name.toWellFormed(), id]);
    if (names.length > MOST_NAMES) storeNames();
    putWords(id, file.words);
  };

  const putWords = (id: number, { units, bytes, ends }: WordRows): void => {
    const field = (index: number): Uint8Array => bytes.subarray(ends[index - 1] ?? 0, ends[index]);
    const path = field(0);
    for (const [row, unit] of units.entries()) {
      const first = 1 + row * FIELDS_PER_ROW;
      const body = field(first + 3);
      const rowid = encodeWordRow({ fileId: id, unit, sizeClass: sizeClassOf(body.length) });
      if (rowid === null) return;
      insertWords.run(
        rowid,
        field(first),
        field(first + 1),
        field(first + 2),
        unit === 0 ? path : NO_BYTES,
        body,
      );
    }
  };

  return {
    put,
    remove,
    restamp: (id, stamp, readMs) =>
      updateStamp.run(stamp.sizeBytes, stamp.mtimeMs, stamp.ctimeMs, stamp.inode, readMs, id),
    commit: async ({ grammars, naming, includesSecrets, inode, left }) => {
      storeNames();
      const rows = database.prepare("SELECT path, sha256, skip, size, mtime, ctime, inode, read_ms FROM file")
        .all();
      const sources = rows.filter((row) => row[2] === "");
      const packSha = await computePackSha(sources.map((row) => [String(row[0]), String(row[1])]), grammars);
      const meta = database.prepare("INSERT OR REPLACE INTO meta(key, value) VALUES(?, ?)");
      meta.run("pack_sha", packSha);
      meta.run(
        "grammars",
        Object.entries(grammars).map(([lang, version]) => `${lang}\t${version}`).join("\n"),
      );
      meta.run("includes_secrets", includesSecrets ? "1" : "0");
      meta.run("inode", String(inode));
      meta.run("left", String(left));
      meta.run("settled", await digestSettled(naming, rows.map(stampedOf)));
      database.exec("COMMIT");
      return packSha;
    },
    rollback: () => database.exec("ROLLBACK"),
  };
}
