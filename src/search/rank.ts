/**
 * Orders what the index found: first files, then their chunks. Pure: no index, no files. Knows what bm25 cannot see:
 * that chunks of one file speak for each other, that long chunks are undervalued, that a definition beats a mention,
 * and that tests, documents and generated code stand beside the sources. docs/ranking.md has the evidence for each.
 * Invariant: the same matches in any order give the same hits in the same order.
 */
import { identifierParts, stemOf } from "../model/words.ts";
import { type Frame, isFrameOf } from "./frames.ts";
import { isMeant } from "./qualified.ts";
import { type Role, rolesAskedFor } from "./role.ts";
import { indexWords, type QueryWords } from "./words.ts";

/** A chunk that holds at least one of the query's words. */
export interface ChunkMatch {
  /** Place in the file's list of chunks; 0 is the file itself. */
  readonly unit: number;
  /** bm25 over the weighted fields, greater is better (SQLite's own figure with the sign turned). */
  readonly bm25: number;
  /** Length of the chunk's own text in UTF-16 units, as a power of two. */
  readonly sizeClass: number;
}

export interface FileMatch {
  readonly path: string;
  readonly role: Role;
  /** In any order; not empty. */
  readonly matches: readonly ChunkMatch[];
  /** Whether the file defines one of the query's names, exactly as typed, or what a qualified one means. */
  readonly definesName: boolean;
}

/** What made a file's score: `words` and `path` together, times the others, where 1 is no effect. */
export interface FileReasons {
  readonly words: number;
  readonly path: number;
  readonly place: number;
  readonly name: number;
  readonly role: number;
}

/** What the ranking needs to know of all files, not only of those that matched. */
export interface Surroundings {
  readonly files: number;
  /** How many files have `word` in their path, for each of the query's words. */
  readonly filesByPathWord: ReadonlyMap<string, number>;
}

export interface RankedFile<F extends FileMatch> {
  readonly file: F;
  readonly score: number;
  readonly reasons: FileReasons;
}

/** Weights of the index's fields for bm25: name, signature, doc, path, body (which holds
 * signature and doc once more). */
export const FIELD_WEIGHTS = [2, 0, 1, 2, 1] as const;

/** bm25 divides by length more than it should for code: a chunk of twice the length gets this power of it back. */
const SIZE_POWER = 0.15;
/** 512 units, the median of Python functions: there the factor is 1. */
export const USUAL_SIZE_CLASS = 9;
/** The second chunk of a file counts this much of the first, the third this much of the second. */
const FILE_DECAY = 0.75;
/** How a file's best chunk and the sum of its chunks are weighed against each other: the power of the best. */
const BEST_SHARE = 0.5;
/** What a word of the path is worth beside words of the text, per logarithm of its rarity. */
const PATH_WEIGHT = 1.5;
const PATH_TYPED = 3;
/** A file of a stack trace: the innermost that is here counts like a path as typed, each one further out less. */
const FRAME_DECAY = 0.8;
const FRAME_LEAST = 1.5;
const SCOPE_IN_PATH = 1.3;
const NAME_DEFINED = 1.5;
/** Where the query is a name and nothing else, what defines it is wanted, whatever its role; of a word, in sources alone. */
const NAME_ASKED = 100;
const ROLE_FACTORS: Readonly<Record<Role, number>> = {
  source: 1,
  test: 0.3,
  example: 0.5,
  document: 0.4,
  record: 0.2,
  data: 0.5,
  vendored: 0.5,
  generated: 0.3,
};

/** Orders `files`, best first. */
export function rankFiles<F extends FileMatch>(
  files: readonly F[],
  words: QueryWords,
  surroundings: Surroundings,
): readonly RankedFile<F>[] {
  const roles = rolesAskedFor(new Set(words.words));
  const depths = frameDepths(files, words.frames);
  return files.map((file): RankedFile<F> => {
    const pathWords = new Set(indexWords(file.path).split(" "));
    const reasons: FileReasons = {
      words: wordScore(file.matches),
      path: pathScore(pathWords, surroundings),
      place: placeFactor(file.path, pathWords, words, depths.get(file.path)),
      name: nameDefined(file, words),
      role: roles.has(file.role) ? 1 : ROLE_FACTORS[file.role],
    };
    const score = (reasons.words + reasons.path) * reasons.place * reasons.name * reasons.role;
    return { file, score, reasons };
  }).sort((a, b) => b.score - a.score || compareText(a.file.path, b.file.path));
}

function nameDefined({ definesName, role }: FileMatch, { alone }: QueryWords): number {
  if (!definesName) return 1;
  return alone === "name" || (alone === "word" && role === "source") ? NAME_ASKED : NAME_DEFINED;
}

/** What a chunk says about its file. */
function chunkWeight({ bm25, sizeClass }: ChunkMatch): number {
  return bm25 * 2 ** (SIZE_POWER * (sizeClass - USUAL_SIZE_CLASS));
}

function wordScore(matches: readonly ChunkMatch[]): number {
  const weights = matches.map(chunkWeight).sort((a, b) => b - a);
  const sum = weights.reduce((total, weight, index) => total + weight * FILE_DECAY ** index, 0);
  return (weights[0] ?? 0) ** BEST_SHARE * sum ** (1 - BEST_SHARE);
}

/** The rarer the query's words in the path among all paths, the more; the longer the path, the less. */
function pathScore(pathWords: ReadonlySet<string>, { files, filesByPathWord }: Surroundings): number {
  let rarity = 0;
  for (const word of pathWords) {
    const count = filesByPathWord.get(word) ?? 0;
    if (count > 0) rarity += Math.log(1 + files / count);
  }
  return PATH_WEIGHT * rarity / Math.sqrt(pathWords.size);
}

/** How deep in the stack trace each file stands among those of `files` that are in it: 0 is the innermost. */
function frameDepths(files: readonly FileMatch[], frames: readonly Frame[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const frame of frames) {
    const depth = depths.size;
    for (const { path } of files) {
      if (!depths.has(path) && isFrameOf(path.toLowerCase(), frame)) depths.set(path, depth);
    }
  }
  return depths;
}

function placeFactor(
  path: string,
  pathWords: ReadonlySet<string>,
  { paths, scope }: QueryWords,
  depth: number | undefined,
): number {
  const lower = path.toLowerCase();
  if (paths.some((typed) => lower === typed || lower.endsWith(`/${typed}`))) return PATH_TYPED;
  if (depth !== undefined) return Math.max(FRAME_LEAST, PATH_TYPED * FRAME_DECAY ** depth);
  return scope.some((word) => pathWords.has(word)) ? SCOPE_IN_PATH : 1;
}

/** A chunk of a ranked file, with what only its outline tells. */
export interface ChunkCandidate {
  readonly match: ChunkMatch;
  /** Own name of the symbol or heading; "" for a file or lines. */
  readonly name: string;
  /** With what is around it; "" like `name`. */
  readonly qualname: string;
  readonly startLine: number;
}

export interface RankedChunk<C extends ChunkCandidate> {
  readonly chunk: C;
  readonly score: number;
  /** What its place in the file did to the file's score, and what its name did. */
  readonly reasons: { readonly share: number; readonly name: number };
}

/** The definition that a qualified name of the query means comes before all else in its file. */
const MEANT = 5;
const EXACT_NAME = 2.5;
const ALL_NAME_PARTS = 1.2;
/** How much a chunk's weight tells within a file. */
const SHARE_POWER = 0.45;
/** What is left of a file, whose row alone has the words of the path, gives way to its definitions that match. */
const REST_FACTOR = 0.5;
/** Each further chunk of the same file gives way to other files a little. */
const REPEAT_FACTOR = 0.94;

/**
 * The chunks of the file at `path`, best first; the best has the file's score. Long chunks get nothing back here: a long
 * one says much about its file, and the short one beside it is what was meant.
 */
export function rankChunks<C extends ChunkCandidate>(
  path: string,
  fileScore: number,
  chunks: readonly C[],
  words: QueryWords,
): readonly RankedChunk<C>[] {
  const lower = path.toLowerCase();
  const called = words.frames.filter((frame) => isFrameOf(lower, frame)).map(({ name }) => name);
  const names = new Set([...words.names, ...called]);
  const asked = new Set(words.words);
  const weighed = chunks.map((chunk) => {
    const meant = words.qualified.some((qualified) => isMeant(qualified, path, chunk.qualname));
    const name = meant ? MEANT : nameFactor(chunk.name, asked, names);
    const rest = chunk.match.unit === 0 && chunks.length > 1 ? REST_FACTOR : 1;
    return { chunk, name, weight: chunk.match.bm25 * name * rest };
  }).sort((a, b) =>
    b.weight - a.weight || a.chunk.startLine - b.chunk.startLine || a.chunk.match.unit - b.chunk.match.unit
  );
  const most = weighed[0]?.weight ?? 1;
  return weighed.map(({ chunk, name, weight }, index) => {
    const share = (weight / most) ** SHARE_POWER * REPEAT_FACTOR ** index;
    return { chunk, score: fileScore * share, reasons: { share, name } };
  });
}

function nameFactor(name: string, asked: ReadonlySet<string>, names: ReadonlySet<string>): number {
  if (name === "") return 1;
  if (names.has(name)) return EXACT_NAME;
  const stems = stemsOf(name);
  return stems.length > 0 && stems.every((stem) => asked.has(stem)) ? ALL_NAME_PARTS : 1;
}

function stemsOf(name: string): readonly string[] {
  return identifierParts(name).map(stemOf);
}

/** By code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
