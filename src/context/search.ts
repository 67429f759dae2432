/** `ctx search`: a question in, ranked chunks out, from the files as they are now. */
import type { ChunkKind } from "../model/chunk.ts";
import type { Range } from "../model/range.ts";
import { estimateTokens } from "../disclosure/tokens.ts";
import type { FieldWeights } from "../pack/reader.ts";
import { previewLine } from "../search/preview.ts";
import { FIELD_WEIGHTS } from "../search/rank.ts";
import type { QueryWords } from "../search/words.ts";
import { findChunks, type FoundChunk, type FoundReasons } from "./find_chunks.ts";
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
  readonly reasons: FoundReasons;
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

/** The best `request.limit` chunks, best first. */
export async function searchChunks(session: Session, request: SearchRequest): Promise<SearchHit[]> {
  const filter = await createFileFilter(request.lang, request.path);
  const reader = await openFreshPack(session);
  const { words, expression, chunks } = findChunks(reader, { ...request, admits: filter.admits });
  if (expression === null) return [];

  const readText = sourceReader(session);
  const texts = await Promise.all(chunks.map(({ file }) => readText(file)));
  // Asked for only when wanted: it goes through every row that matches.
  const fields = request.explain
    ? reader.fieldScores(expression, FIELD_WEIGHTS, chunks.map(({ match }) => match))
    : [];
  const hits: SearchHit[] = [];
  for (const [index, found] of chunks.entries()) {
    const scores = fields[index];
    const explanation = scores === undefined ? null : { fields: scores, reasons: found.reasons };
    hits.push({ ...hitOf(found, texts[index] ?? UNREAD, words), explanation });
  }
  return hits;
}

const UNREAD: ServedText = { ok: false, reason: "stale" };

function hitOf(
  { id, kind, file, chunk, score }: FoundChunk,
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
    id,
    kind,
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
