/**
 * The part of a search that needs the pack alone: words, matches, ranking. Reads no source file, so that the ranking
 * benchmark can run it by the thousand.
 */
import { type Chunk, chunkId, type ChunkKind } from "../model/chunk.ts";
import type { PackReader, WordMatch } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import {
  type ChunkMatch,
  compareText,
  FIELD_WEIGHTS,
  type FileMatch,
  type FileReasons,
  rankChunks,
  type RankedFile,
  rankFiles,
  USUAL_SIZE_CLASS,
} from "../search/rank.ts";
import { roleOf } from "../search/role.ts";
import { matchExpression, pathExpression, type QueryWords, queryWords } from "../search/words.ts";
import { meantUnits } from "./meant_units.ts";

export interface FindRequest {
  readonly query: string;
  readonly limit: number;
  /** "" for any. */
  readonly kind: string;
  readonly admits: (path: string, lang: string) => boolean;
}

export interface FoundChunk {
  readonly id: string;
  readonly kind: ChunkKind;
  readonly file: PackedFile;
  /** Null for the file itself. */
  readonly chunk: Chunk | null;
  readonly match: WordMatch;
  readonly score: number;
  readonly reasons: FoundReasons;
}

/** What the score is made of: the file's `words` times all the others. */
export interface FoundReasons extends FileReasons {
  /** The chunk's share of its file's score, its own name included. */
  readonly share: number;
}

export interface FoundChunks {
  readonly words: QueryWords;
  /** FTS5 syntax; null when the query holds no word, and then nothing is found. */
  readonly expression: string | null;
  /** Best first. */
  readonly chunks: readonly FoundChunk[];
}

/**
 * Matches that are looked at, best first: this many in sources, and at most so many in all. More changed no ranking
 * for the better (docs/ranking.md), and each costs a microsecond.
 */
const SOURCE_MATCHES = 300;
const MATCHES = 1500;

/**
 * Rows that bm25 is asked to weigh, at 1.5 µs each on CPython's library. When the words have more, the most common
 * ones are left out: they say least. Two stay in any case.
 */
const WEIGHED_ROWS = 12_000;
const LEAST_WORDS = 2;

interface MatchedChunk extends ChunkMatch {
  bm25: number;
  readonly row: WordMatch;
}

interface MatchedFile extends FileMatch {
  readonly packed: PackedFile;
  readonly matches: MatchedChunk[];
}

/** The best `request.limit` chunks of the pack, best first. */
export function findChunks(reader: PackReader, request: FindRequest): FoundChunks {
  const words = queryWords(request.query);
  const expression = matchExpression(rarestWords(reader, words.words));
  if (expression === null) return { words, expression, chunks: [] };
  const files = matchedFiles(reader, expression, words, request);
  const filesByPathWord = new Map(
    words.words.map((word) => [word, reader.countMatches(pathExpression(word))]),
  );
  const found: FoundChunk[] = [];
  for (const ranked of rankFiles(files, words, { files: reader.fileCount(), filesByPathWord })) {
    // Files come best first and a file's best chunk has the file's score: nothing better can follow.
    const worst = found[request.limit - 1]?.score;
    if (worst !== undefined && ranked.score < worst) break;
    found.push(...chunksOfFile(reader, ranked, words, request.kind));
    found.sort(compareFound);
    found.length = Math.min(found.length, request.limit);
  }
  return { words, expression, chunks: found };
}

/** As many of `words` as can be weighed, the rarest first to stay; in the order given. */
function rarestWords(reader: PackReader, words: readonly string[]): readonly string[] {
  const counted = words.map((word) => ({ word, rows: reader.countMatches(matchExpression([word]) ?? "") }));
  let rows = 0;
  const kept = new Set<string>();
  for (const each of counted.toSorted((a, b) => a.rows - b.rows || compareText(a.word, b.word))) {
    rows += each.rows;
    if (rows > WEIGHED_ROWS && kept.size >= LEAST_WORDS) break;
    kept.add(each.word);
  }
  return words.filter((word) => kept.has(word));
}

function matchedFiles(
  reader: PackReader,
  expression: string,
  words: QueryWords,
  request: FindRequest,
): MatchedFile[] {
  const meant = meantUnits(reader, words.qualified);
  const named = words.names.flatMap((name) => reader.filesDefining(name));
  // Where the query is one qualified name, what else is called by its last part alone is not what was asked for.
  const defining = new Set([...meant.keys(), ...words.alone !== null && meant.size > 0 ? [] : named]);
  const files = new Map<number, MatchedFile | null>();
  const fileOf = (id: number): MatchedFile | null => {
    let file = files.get(id);
    if (file === undefined) {
      const packed = reader.fileById(id);
      const admitted = packed !== null && request.admits(packed.path, packed.lang);
      file = admitted
        ? { path: packed.path, role: roleOf(packed), packed, matches: [], definesName: defining.has(id) }
        : null;
      files.set(id, file);
    }
    return file;
  };
  let best = 0;
  let matches = 0;
  let sourceMatches = 0;
  for (const row of reader.match(expression, FIELD_WEIGHTS)) {
    best = Math.max(best, row.score);
    const file = fileOf(row.fileId);
    if (file === null) continue;
    file.matches.push({ unit: row.unit, bm25: row.score, sizeClass: row.sizeClass, row });
    if (file.role === "source") sourceMatches++;
    if (++matches >= MATCHES || sourceMatches >= SOURCE_MATCHES) break;
  }
  // A method seldom says the name of its class: what is meant counts like the best match, if it is one or not.
  for (const [id, units] of meant) {
    const file = fileOf(id);
    for (const unit of file === null ? [] : units) {
      const known = file?.matches.find((match) => match.unit === unit);
      if (known !== undefined) known.bm25 = best;
      else file?.matches.push(unmatched(id, unit, best));
    }
  }
  return [...files.values()].filter((file) => file !== null);
}

function unmatched(fileId: number, unit: number, bm25: number): MatchedChunk {
  const sizeClass = USUAL_SIZE_CLASS;
  return { unit, bm25, sizeClass, row: { fileId, unit, sizeClass, score: 0 } };
}

function chunksOfFile(
  reader: PackReader,
  { file, score, reasons }: RankedFile<MatchedFile>,
  words: QueryWords,
  kind: string,
): FoundChunk[] {
  const chunks = reader.chunksOf(file.packed.id);
  const candidates = file.matches.flatMap((match) => {
    const chunk = match.unit === 0 ? null : chunks[match.unit - 1];
    if (chunk === undefined || (kind !== "" && kind !== (chunk?.kind ?? "file"))) return [];
    return [{
      match,
      chunk,
      name: chunk?.name ?? "",
      qualname: chunk?.qualname ?? "",
      startLine: chunk?.range.startLine ?? 1,
    }];
  });
  return rankChunks(file.path, score, candidates, words).map((ranked) => {
    const { chunk, match } = ranked.chunk;
    return {
      id: chunk === null ? file.path : chunkId(file.path, chunk),
      kind: chunk?.kind ?? "file",
      file: file.packed,
      chunk,
      match: match.row,
      score: ranked.score,
      reasons: { ...reasons, share: ranked.reasons.share },
    };
  });
}

function compareFound(a: FoundChunk, b: FoundChunk): number {
  return b.score - a.score || compareText(a.file.path, b.file.path) ||
    (a.chunk?.range.startLine ?? 1) - (b.chunk?.range.startLine ?? 1) || compareText(a.id, b.id);
}
