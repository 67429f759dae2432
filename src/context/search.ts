/** `ctx search`: a question in, ranked chunks out, from the files as they are now. */
import type { Chunk, ChunkKind } from "../model/chunk.ts";
import { chunkId } from "../model/chunk.ts";
import type { Range } from "../model/range.ts";
import { estimateTokens } from "../disclosure/tokens.ts";
import type { FieldWeights, PackedFile, PackReader, WordMatch } from "../pack/reader.ts";
import { type Candidate, type RankedHit, rankHits, type RankReasons } from "../search/rank.ts";
import { previewLine } from "../search/preview.ts";
import { matchExpression, type QueryWords, queryWords } from "../search/words.ts";
import { openFreshPack } from "./fresh_pack.ts";
import { createFileFilter } from "./path_filter.ts";
import { type ServedText, sourceReader } from "./serve_source.ts";
import type { Session } from "./session.ts";

export interface SearchRequest {
  readonly query: string;
  readonly limit: number;
  /** "" for any. */
  readonly kind: string;
  readonly lang: string;
  readonly path: string;
  readonly explain: boolean;
}

/** What each field of a hit gave: the words' scores by field, then what moved their sum. */
export interface Explanation {
  /** Of name, signature, doc, path, body. */
  readonly fields: FieldWeights;
  readonly reasons: RankReasons;
}

export interface SearchHit {
  readonly id: string;
  readonly kind: ChunkKind;
  readonly lang: string;
  readonly path: string;
  readonly range: Range;
  readonly signature: string;
  readonly doc: string;
  readonly score: number;
  /** What the chunk costs in raw mode. */
  readonly tokenEst: number;
  /** The line that holds most of the query's words; `line` is the file's, 1-based. */
  readonly preview: { readonly line: number; readonly text: string } | null;
  readonly explanation: Explanation | null;
}

/** Weights of name, signature, doc, path, body. */
const WEIGHTS: FieldWeights = [6, 2, 2, 3, 1];

/** How many matches are looked at before ranking; the chunks of a file vouch for each other. */
const CANDIDATES = 300;

interface Place {
  readonly file: PackedFile;
  /** Null for the file itself. */
  readonly chunk: Chunk | null;
  readonly match: WordMatch;
}

/** The best `request.limit` chunks, best first. */
export async function searchChunks(session: Session, request: SearchRequest): Promise<SearchHit[]> {
  const filter = await createFileFilter(request.lang, request.path);
  const words = queryWords(request.query);
  const expression = matchExpression(words);
  const reader = await openFreshPack(session);
  if (expression === null) return [];

  const places = new Map<string, Place>();
  const candidates: Candidate[] = [];
  for (const match of reader.match(expression, WEIGHTS)) {
    const place = placeOf(reader, match);
    if (place === null || !filter.admits(place.file.path, place.file.lang)) continue;
    const candidate = candidateOf(place);
    if (request.kind !== "" && candidate.kind !== request.kind) continue;
    places.set(candidate.id, place);
    candidates.push(candidate);
    if (candidates.length >= CANDIDATES) break;
  }

  const readText = sourceReader(session);
  const ranked = rankHits(candidates, words, { limit: request.limit }).flatMap((hit) => {
    const place = places.get(hit.candidate.id);
    return place === undefined ? [] : [{ hit, place }];
  });
  const matches = request.explain ? ranked.map(({ place }) => place.match) : [];
  const fields = reader.fieldScores(expression, WEIGHTS, matches);
  const hits: SearchHit[] = [];
  for (const [index, { hit, place }] of ranked.entries()) {
    const scores = fields[index];
    const explanation = scores === undefined ? null : { fields: scores, reasons: hit.reasons };
    hits.push({ ...hitOf(place, hit, await readText(place.file), words), explanation });
  }
  return hits;
}

function placeOf(reader: PackReader, match: WordMatch): Place | null {
  const file = reader.fileById(match.fileId);
  if (file === null) return null;
  if (match.unit === 0) return { file, chunk: null, match };
  const chunk = reader.chunksOf(file.id)[match.unit - 1];
  return chunk === undefined ? null : { file, chunk, match };
}

function candidateOf({ file, chunk, match }: Place): Candidate {
  return {
    id: chunk === null ? file.path : chunkId(file.path, chunk),
    path: file.path,
    kind: chunk?.kind ?? "file",
    name: chunk?.name ?? "",
    startLine: chunk?.range.startLine ?? 1,
    bm25: match.score,
  };
}

function hitOf(
  { file, chunk }: Place,
  { candidate, score }: RankedHit,
  served: ServedText,
  words: QueryWords,
): Omit<SearchHit, "explanation"> {
  const text = served.ok ? served.text : "";
  const span = chunk?.span ?? { start: 0, end: text.length };
  const whole = { startLine: 1, startColumn: 1, endLine: Math.max(1, file.lineCount), endColumn: 1 };
  const range = chunk?.range ?? (served.ok ? served.lines.rangeOf(span) : whole);
  const shown = text.slice(span.start, span.end);
  const preview = previewLine(shown, words.words);
  return {
    id: candidate.id,
    kind: candidate.kind,
    lang: file.lang,
    path: file.path,
    range,
    signature: chunk?.signature ?? "",
    doc: chunk?.doc ?? "",
    score,
    tokenEst: estimateTokens(shown),
    preview: preview === null ? null : { line: range.startLine + preview.line, text: preview.text },
  };
}
