/**
 * Orders the chunks that the index found. Pure: no index, no files. Knows what bm25 cannot see: that chunks of one
 * file speak for each other, that a definition of the very name beats a mention, and that tests and generated code
 * are asked for by name. Invariant: the same candidates in any order give the same hits in the same order.
 */
import type { ChunkKind } from "../model/chunk.ts";
import { identifierParts } from "../model/words.ts";
import type { QueryWords } from "./words.ts";

/** A chunk that holds at least one of the query's words. */
export interface Candidate {
  readonly id: string;
  readonly path: string;
  readonly kind: ChunkKind;
  /** Own name of the symbol or heading; "" for a file or lines. */
  readonly name: string;
  /** First line of the chunk: its place among chunks of the file. */
  readonly startLine: number;
  /** bm25 over the weighted fields, greater is better (SQLite's own figure with the sign turned). */
  readonly bm25: number;
}

export interface RankOptions {
  readonly limit: number;
}

/** What moved a hit: factors multiply the score, 1 leaves it alone. */
export interface RankReasons {
  readonly bm25: number;
  /** What the file's other chunks added. */
  readonly file: number;
  readonly name: number;
  readonly path: number;
  /** Below 1 for tests, examples and generated code that were not asked for. */
  readonly role: number;
}

export interface RankedHit {
  readonly candidate: Candidate;
  readonly score: number;
  readonly reasons: RankReasons;
}

/** Share of a file's score that its chunks get on top of their own. */
const FILE_SHARE = 0.5;
/** The second chunk of a file counts this much of the first, the third this much of the second. */
const FILE_DECAY = 0.6;
const EXACT_NAME = 2;
const ALL_NAME_PARTS = 1.25;
const PATH_NAMED = 2;
const NOT_ASKED_FOR = 0.55;

/** Orders `candidates` by how well they answer `words`, best first, `limit` at most. */
export function rankHits(
  candidates: readonly Candidate[],
  words: QueryWords,
  options: RankOptions,
): readonly RankedHit[] {
  const asked = new Set(words.words);
  const fileScores = scoreFiles(candidates);
  const hits = candidates.map((candidate): RankedHit => {
    const reasons: RankReasons = {
      bm25: candidate.bm25,
      file: FILE_SHARE * (fileScores.get(candidate.path) ?? 0),
      name: nameFactor(candidate.name, asked, words),
      path: words.paths.some((path) => endsWithPath(candidate.path.toLowerCase(), path)) ? PATH_NAMED : 1,
      role: roleFactor(candidate.path, asked),
    };
    const score = (reasons.bm25 + reasons.file) * reasons.name * reasons.path * reasons.role;
    return { candidate, score, reasons };
  });
  return hits.sort(compareHits).slice(0, options.limit);
}

function scoreFiles(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const byFile = new Map<string, number[]>();
  for (const { path, bm25 } of candidates) {
    const scores = byFile.get(path);
    if (scores === undefined) byFile.set(path, [bm25]);
    else scores.push(bm25);
  }
  const totals = new Map<string, number>();
  for (const [path, scores] of byFile) {
    scores.sort((a, b) => b - a);
    totals.set(path, scores.reduce((sum, score, index) => sum + score * FILE_DECAY ** index, 0));
  }
  return totals;
}

function nameFactor(name: string, asked: ReadonlySet<string>, words: QueryWords): number {
  const parts = identifierParts(name);
  if (parts.length === 0) return 1;
  const whole = parts.join("");
  if (words.identifiers.includes(whole) || (words.words.length === 1 && asked.has(whole))) return EXACT_NAME;
  return parts.every((part) => asked.has(part)) ? ALL_NAME_PARTS : 1;
}

function endsWithPath(path: string, asked: string): boolean {
  return path === asked || path.endsWith(`/${asked}`);
}

/** What lies beside the sources; each is asked for by one of the words that name it. */
const ROLES: readonly { readonly path: RegExp; readonly words: readonly string[] }[] = [
  {
    path:
      /(^|\/)(tests?|testing|spec|specs|__tests__|testdata|fixtures?)\/|(^|\/)(test_[^/]*|conftest)\.\w+$|[_.](test|spec)\.\w+$/i,
    words: ["test", "tests", "testing", "spec", "fixture", "fixtures", "conftest", "pytest", "unittest"],
  },
  {
    path: /(^|\/)(examples?|samples?|demos?|benchmarks?|bench|docs?|docs_src)\//i,
    words: ["example", "examples", "sample", "demo", "benchmark", "bench", "docs", "doc", "documentation"],
  },
  {
    path:
      /(^|\/)(vendor|vendored|_vendor|third_party|node_modules|dist|build)\/|_pb2\.pyi?$|\.min\.\w+$|\.lock$/i,
    words: ["vendor", "vendored", "dist", "build", "generated"],
  },
];

function roleFactor(path: string, asked: ReadonlySet<string>): number {
  for (const role of ROLES) {
    if (role.path.test(path) && !role.words.some((word) => asked.has(word))) return NOT_ASKED_FOR;
  }
  return 1;
}

function compareHits(a: RankedHit, b: RankedHit): number {
  return b.score - a.score || compareText(a.candidate.path, b.candidate.path) ||
    a.candidate.startLine - b.candidate.startLine || compareText(a.candidate.id, b.candidate.id);
}

/** By code unit, the same on every machine. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
