/**
 * Reading a pack. Holds one read-only connection and touches nothing.
 * Invariant: whatever the database holds, only values of the declared types come out; a row that has others makes
 * the pack damaged (`DatabaseError` "corrupt"), never a wrong answer.
 */
import type { Database } from "../host/database.ts";
import type { Chunk } from "../model/chunk.ts";
import type { Skipped } from "../model/source.ts";
import { decodeOutline } from "./outline_codec.ts";
import type { StoredFile } from "./plan.ts";
import {
  bytesAt,
  damaged,
  decodeFile,
  decodeSkip,
  decodeStored,
  decodeVersions,
  FILE_COLUMNS,
  type PackedFile,
  pathAt,
  realAt,
  STORED_COLUMNS,
  textAt,
  wholeAt,
} from "./rows.ts";
import { decodeWordRow, encodeWordRow, IN_WORD_ROWS, type WordRowNumber, wordRowsOf } from "./word_row.ts";

/** One row of the word index that matched; a higher score is better. */
export interface WordMatch extends WordRowNumber {
  readonly score: number;
}

/** Weights of the word columns, in the order name, signature, doc, path, body. */
export type FieldWeights = readonly [number, number, number, number, number];

export interface PackTotals {
  readonly files: number;
  readonly symbols: number;
  readonly chunks: number;
  readonly sourceBytes: number;
  readonly languages: Readonly<Record<string, number>>;
}

/** A file's place in the graph of names; marks of three bytes each, see src/graph/name_marks.ts. */
export interface FileMarks {
  readonly fileId: number;
  readonly path: string;
  readonly lang: string;
  readonly isGenerated: boolean;
  readonly defines: Uint8Array;
  readonly mentions: Uint8Array;
}

export interface PackReader {
  /** 16 hex digits; see CONTRACT's word table. "" for a pack that holds only a part of the sources. */
  readonly packSha: string;
  /** The same of what it does hold. */
  readonly contentSha: string;
  /** Source files that were left for a later sync when the pack was written last. */
  readonly left: number;
  /** Grammar version by language, as of the last sync. */
  readonly grammars: Readonly<Record<string, string>>;
  /** Whether files that look like secrets were let in. */
  readonly includesSecrets: boolean;
  /** Of all files as of the last sync, see settled.ts; "" when it could not be said. */
  readonly settled: string;
  storedFiles(): Map<string, StoredFile>;
  /** What the pack remembers of one file, skipped ones included; null when it does not know the path. */
  storedFile(path: string): StoredFile | null;
  /** Files whose content kept them out (binary, minified, …); those that the walk left out are not stored. */
  skipped(): Skipped[];
  parseErrors(): { path: string; line: number }[];
  totals(): PackTotals;
  /** Every indexed file, by path in code-unit order. */
  files(): PackedFile[];
  fileCount(): number;
  fileById(id: number): PackedFile | null;
  fileByPath(path: string): PackedFile | null;
  chunksOf(fileId: number): Chunk[];
  /** Ids of the files that define `name` exactly. */
  filesDefining(name: string): number[];
  /** Every file with definitions, by path in code-unit order. */
  marks(): FileMarks[];
  /** Every defined name; for suggestions. */
  names(): string[];
  /** Best matches first, lazily: stop when you have enough. `expression` is FTS5 syntax. */
  match(expression: string, weights: FieldWeights): IterableIterator<WordMatch>;
  /** How many rows match; many times cheaper than looking at them. */
  countMatches(expression: string): number;
  /** For each of `matches`, what each field alone gives it under `weights`; in the same order. */
  fieldScores(expression: string, weights: FieldWeights, matches: readonly WordMatch[]): FieldWeights[];
  /** What is wrong with the rows of the files at `paths`, read back as a query would; empty when nothing is. */
  problemsOf(paths: readonly string[]): string[];
  /** Problems that SQLite itself finds; empty when there are none. */
  integrityProblems(): string[];
  /** Word rows without a file, or files without word rows. */
  wordIndexProblems(): string[];
  close(): void;
}

/** Longest stored outline that is read; the largest real one seen is 1.3 MB. */
const OUTLINE_LIMIT_BYTES = 64 << 20;

function rankFunction(weights: FieldWeights): string {
  return `bm25(${weights.map((weight) => weight.toFixed(4)).join(", ")})`;
}

/** The reader over an open database whose schema has been inspected. Closing it closes the database. */
export function createReader(database: Database): PackReader {
  const meta = new Map(
    database.prepare("SELECT key, value FROM meta").all().map((row) => [textAt(row, 0), textAt(row, 1)]),
  );
  const files = new Map<number, PackedFile | null>();
  const outlines = new Map<number, Chunk[]>();
  // octet_length is known without reading the text.
  const outlineOf = database.prepare("SELECT data FROM outline WHERE file = ? AND octet_length(data) < ?");
  const byId = database.prepare(`SELECT ${FILE_COLUMNS} FROM file WHERE id = ? AND skip = ''`);

  const fileById = (id: number): PackedFile | null => {
    const known = files.get(id);
    if (known !== undefined) return known;
    const row = byId.get(id);
    const file = row === undefined ? null : decodeFile(row);
    files.set(id, file);
    return file;
  };

  const chunksOf = (fileId: number): Chunk[] => {
    const known = outlines.get(fileId);
    if (known !== undefined) return known;
    const row = outlineOf.get(fileId, OUTLINE_LIMIT_BYTES);
    const chunks = row === undefined ? null : decodeOutline(textAt(row, 0));
    if (chunks === null) throw damaged("an outline");
    outlines.set(fileId, chunks);
    return chunks;
  };

  function* match(expression: string, weights: FieldWeights): IterableIterator<WordMatch> {
    const rows = database.prepare(
      "SELECT rowid, rank FROM words WHERE words MATCH ? AND rank MATCH ? ORDER BY rank, rowid",
    ).iterate(expression, rankFunction(weights));
    for (const row of rows) {
      yield { ...decodeWordRow(wholeAt(row, 0)), score: -realAt(row, 1) };
    }
  }

  const contentSha = meta.get("pack_sha") ?? "";
  const left = Number(meta.get("left") ?? 0);

  return {
    packSha: left === 0 ? contentSha : "",
    contentSha,
    left,
    grammars: decodeVersions(meta.get("grammars") ?? ""),
    includesSecrets: meta.get("includes_secrets") === "1",
    settled: meta.get("settled") ?? "",
    storedFiles: () => {
      const stored = new Map<string, StoredFile>();
      for (const row of database.prepare(`SELECT ${STORED_COLUMNS} FROM file`).all()) {
        const file = decodeStored(row);
        stored.set(file.path, file);
      }
      return stored;
    },
    storedFile: (wanted) => {
      const row = database.prepare(`SELECT ${STORED_COLUMNS} FROM file WHERE path = ?`).get(wanted);
      return row === undefined ? null : decodeStored(row);
    },
    skipped: () =>
      database.prepare("SELECT path, skip FROM file WHERE skip <> '' ORDER BY path").all()
        .map((row) => ({ path: pathAt(row, 0), reason: decodeSkip(textAt(row, 1)) })),
    parseErrors: () =>
      database.prepare("SELECT path, error_line FROM file WHERE error_line > 0 ORDER BY path").all()
        .map((row) => ({ path: pathAt(row, 0), line: wholeAt(row, 1) })),
    totals: () => {
      const languages: Record<string, number> = {};
      let totals = { files: 0, symbols: 0, chunks: 0, sourceBytes: 0 };
      const rows = database.prepare(
        "SELECT lang, count(*), sum(symbols), sum(chunks), sum(size) FROM file WHERE skip = '' GROUP BY lang ORDER BY lang",
      ).all();
      for (const row of rows) {
        languages[textAt(row, 0)] = wholeAt(row, 1);
        totals = {
          files: totals.files + wholeAt(row, 1),
          symbols: totals.symbols + wholeAt(row, 2),
          chunks: totals.chunks + wholeAt(row, 3),
          sourceBytes: totals.sourceBytes + wholeAt(row, 4),
        };
      }
      return { ...totals, languages };
    },
    files: () =>
      database.prepare(`SELECT ${FILE_COLUMNS} FROM file WHERE skip = '' ORDER BY path`).all().map(
        decodeFile,
      ),
    fileCount: () => {
      const row = database.prepare("SELECT count(*) FROM file WHERE skip = ''").get();
      return row === undefined ? 0 : wholeAt(row, 0);
    },
    fileById,
    fileByPath: (wanted) => {
      const row = database.prepare(`SELECT ${FILE_COLUMNS} FROM file WHERE path = ? AND skip = ''`).get(
        wanted,
      );
      return row === undefined ? null : decodeFile(row);
    },
    chunksOf,
    filesDefining: (name) =>
      database.prepare("SELECT file FROM name WHERE name = ? ORDER BY file").all(name).map((row) =>
        wholeAt(row, 0)
      ),
    marks: () =>
      database.prepare(
        "SELECT id, path, lang, generated, defines, mentions FROM marks JOIN file ON file.id = marks.file",
      )
        .all()
        .map((row) => ({
          fileId: wholeAt(row, 0),
          path: pathAt(row, 1),
          lang: textAt(row, 2),
          isGenerated: wholeAt(row, 3) === 1,
          defines: bytesAt(row, 4),
          mentions: bytesAt(row, 5),
        }))
        .sort((a, b) => a.path < b.path ? -1 : 1),
    names: () => database.prepare("SELECT DISTINCT name FROM name").all().map((row) => textAt(row, 0)),
    match,
    countMatches: (expression) => {
      const row = database.prepare("SELECT count(*) FROM words WHERE words MATCH ?").get(expression);
      return row === undefined ? 0 : wholeAt(row, 0);
    },
    fieldScores: (expression, weights, matches) => {
      const columns = weights.map((weight, field) => {
        const alone = weights.map((_, other) => other === field ? weight.toFixed(4) : "0").join(", ");
        return `bm25(words, ${alone})`;
      });
      // One scan for all: SQLite 3.53 counts an OR's hits wrongly when the row is asked for by its rowid.
      const wanted = new Map(matches.map((match) => [encodeWordRow(match), match]));
      const found = new Map<WordMatch, FieldWeights>();
      const rows = database.prepare(`SELECT rowid, ${columns.join(", ")} FROM words WHERE words MATCH ?`);
      for (const row of rows.iterate(expression)) {
        const match = wanted.get(wholeAt(row, 0));
        if (match !== undefined) {
          found.set(match, [
            -realAt(row, 1),
            -realAt(row, 2),
            -realAt(row, 3),
            -realAt(row, 4),
            -realAt(row, 5),
          ]);
        }
      }
      return matches.map((match) => found.get(match) ?? [0, 0, 0, 0, 0]);
    },
    problemsOf: (paths) => {
      const findRow = database.prepare("SELECT id, chunks FROM file WHERE path = ? AND skip = ''");
      const findWords = database.prepare(`SELECT count(*) FROM words WHERE ${IN_WORD_ROWS}`);
      return paths.filter((wanted) => {
        const row = findRow.get(wanted);
        if (row === undefined) return true;
        const id = wholeAt(row, 0);
        return chunksOf(id).length + 1 !== wholeAt(row, 1) || findWords.get(...wordRowsOf(id))?.[0] === 0;
      }).map((wanted) => `${wanted} was not written whole`);
    },
    integrityProblems: () =>
      database.prepare("PRAGMA quick_check(20)").all().map((row) => textAt(row, 0)).filter((line) =>
        line !== "ok"
      ),
    wordIndexProblems: () => {
      const indexed = new Set(
        database.prepare("SELECT id FROM file WHERE skip = ''").all().map((row) => wholeAt(row, 0)),
      );
      const owners = new Set<number>();
      for (const row of database.prepare("SELECT rowid FROM words").iterate()) {
        owners.add(decodeWordRow(wholeAt(row, 0)).fileId);
      }
      const orphans = [...owners].filter((id) => !indexed.has(id)).length;
      const missing = [...indexed].filter((id) => !owners.has(id)).length;
      const problems: string[] = [];
      if (orphans > 0) problems.push(`the word index holds ${orphans} files that are not in the pack`);
      if (missing > 0) problems.push(`${missing} files are missing from the word index`);
      return problems;
    },
    close: () => database.close(),
  };
}
