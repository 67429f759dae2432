/**
 * The signatures of a repository in the order of their worth, found as far as they are asked for: an outline is read and
 * decoded only when something in it could come next. Does not decide how many are shown (src/graph/map_text.ts).
 * Invariant: the order is that of sorting all entries of the files considered; of those that read the same (a C
 * function is declared in one file and defined in another) the best stands for all.
 */
import type { MapEntry, MapLine } from "../graph/map_text.ts";
import { markOf } from "../graph/name_marks.ts";
import type { Ranks } from "../graph/reference_graph.ts";
import { type Chunk, chunkId } from "../model/chunk.ts";
import { depthOf, isOpen } from "../model/nesting.ts";
import type { FileMarks, PackReader } from "../pack/reader.ts";

/** What a focus means: all of some files, and in them what it names in particular. */
export interface Focus {
  holds(path: string): boolean;
  /** Ids; empty where the focus is files or folders. */
  readonly named: ReadonlySet<string>;
}

/** What the request makes of a file. */
export interface MapView {
  /** Whether the map may show it. */
  readonly admits: (path: string) => boolean;
  /** Factor of all its entries. */
  readonly worth: (file: FileMarks) => number;
  readonly focus: Focus | null;
}

/** Files whose outlines are looked into; a map of any useful budget shows far fewer. */
const FILES_CONSIDERED = 400;

/** Outlines that are read before the entries are put in order again. */
const FILES_AT_ONCE = 8;

/** Kinds that a map shows: what has a signature of its own. */
export const SHOWN_KINDS: ReadonlySet<string> = new Set([
  "class",
  "constructor",
  "enum",
  "function",
  "interface",
  "method",
  "struct",
  "trait",
  "type",
]);

/** Share of a file's own worth that its definitions get on top of what arrives by their names. */
const FILE_SHARE = 0.05;

/** The same for a definition that the focus names. */
const FOCUS_SHARE = 0.5;

/**
 * What arrives by the name of a member counts this much: `as_dict` and `ERROR` are often somebody else's, and a class
 * is mentioned for what it has.
 */
const MEMBER_SHARE = 0.5;

/** A file whose outline has not been read, and what no entry of it can exceed. */
interface Candidate {
  readonly index: number;
  readonly file: FileMarks;
  readonly bound: number;
}

/** An entry before anything is made of it. */
interface Sketch {
  readonly file: FileMarks;
  readonly chunks: readonly Chunk[];
  readonly chunk: Chunk;
  /** Of `chunk` among `chunks`. */
  readonly place: number;
  readonly rank: number;
}

/** `best(n)`: the n entries of most worth, best first; all where there are fewer. Ties go by path and place. */
export function rankEntries(
  reader: PackReader,
  files: readonly FileMarks[],
  ranks: Ranks,
  view: MapView,
): (count: number) => readonly MapEntry[] {
  const candidates = candidatesOf(files, ranks, view);
  const found: Sketch[] = [];
  let next = 0;
  return (count) => {
    while (next < candidates.length && !isSettled(found, count, candidates[next]?.bound ?? 0)) {
      for (const { index, file } of candidates.slice(next, next += FILES_AT_ONCE)) {
        found.push(...sketchesOf(reader, file, index, ranks, view));
      }
    }
    return distinct(found.sort(compareSketches)).slice(0, count).map(entryOf);
  };
}

/** Whether `count` of `found` are worth more than `bound`; a tie may go to a file that has not been read. */
function isSettled(found: readonly Sketch[], count: number, bound: number): boolean {
  const above = found.filter(({ rank }) => rank > bound);
  return above.length >= count && distinct(above).length >= count;
}

/**
 * The first of each that reads the same, and of each function of C: a declaration may leave out the parameters' names. Its
 * headers pass for C++.
 */
function distinct(sketches: readonly Sketch[]): Sketch[] {
  const seen = new Set<string>();
  return sketches.filter(({ file: { lang }, chunk: { kind, qualname, parent, signature } }) => {
    const isOfC = (lang === "c" || lang === "cpp") && kind === "function" && parent < 0;
    const key = isOfC ? `C ${qualname}` : `${kind} ${qualname} ${signature}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function candidatesOf(
  files: readonly FileMarks[],
  ranks: Ranks,
  { admits, worth, focus }: MapView,
): Candidate[] {
  const considered = [...files.entries()].filter(([, { path }]) => admits(path))
    .map(([index, file]) => ({ index, file, rank: ranks.files[index] ?? 0, weight: worth(file) }))
    .sort((a, b) => b.weight * b.rank - a.weight * a.rank || a.index - b.index)
    .slice(0, FILES_CONSIDERED);
  return considered.map(({ index, file, rank, weight }) => {
    // Those of a file's only definition, by the same steps: a bound must not be rounded below an entry.
    const named = focus?.holds(file.path) === true ? focus.named.size : null;
    const share = named === 0 ? rank : FILE_SHARE * rank;
    const given = named === null || named === 0 ? 0 : FOCUS_SHARE * rank;
    return { index, file, bound: weight * (share + given + (ranks.most[index] ?? 0)) };
  }).sort((a, b) => b.bound - a.bound || a.index - b.index);
}

function sketchesOf(
  reader: PackReader,
  file: FileMarks,
  index: number,
  ranks: Ranks,
  { worth, focus }: MapView,
): Sketch[] {
  const chunks = reader.chunksOf(file.fileId);
  const shown: { place: number; chunk: Chunk }[] = [];
  for (const [place, chunk] of chunks.entries()) {
    if (SHOWN_KINDS.has(chunk.kind) && isOpen(chunk, chunks)) shown.push({ place, chunk });
  }
  const fileRank = ranks.files[index] ?? 0;
  // A file in the focus is wanted for itself: what it defines must not pale beside what everybody mentions.
  const share = focus?.holds(file.path) === true && focus.named.size === 0
    ? fileRank / Math.sqrt(Math.max(1, shown.length))
    : FILE_SHARE * fileRank / Math.max(1, shown.length);
  const namesakes = new Map<string, number>();
  for (const { chunk: { name } } of shown) namesakes.set(name, (namesakes.get(name) ?? 0) + 1);
  const weight = worth(file);
  return shown.map(({ place, chunk }) => {
    const mentioned = ranks.nameRank(index, markOf(chunk.name)) / (namesakes.get(chunk.name) ?? 1);
    const arrived = chunk.parent < 0 ? mentioned : MEMBER_SHARE * mentioned;
    const isNamed = focus !== null && focus.named.size > 0 && focus.named.has(chunkId(file.path, chunk));
    const named = isNamed ? FOCUS_SHARE * fileRank : 0;
    return { file, chunks, chunk, place, rank: weight * (share + named + arrived) };
  });
}

function entryOf({ file: { path }, chunks, chunk, place, rank }: Sketch): MapEntry {
  return {
    id: chunkId(path, chunk),
    path,
    place,
    depth: depthOf(chunk, chunks),
    signature: chunk.signature,
    around: linesAround(chunk, chunks),
    rank,
  };
}

function compareSketches(a: Sketch, b: Sketch): number {
  if (a.rank !== b.rank) return b.rank - a.rank;
  return a.file === b.file ? a.place - b.place : a.file.path < b.file.path ? -1 : 1;
}

/** The definitions that enclose `chunk`, outermost first. */
function linesAround(chunk: Chunk, chunks: readonly Chunk[]): MapLine[] {
  const lines: MapLine[] = [];
  for (let place = chunk.parent; place >= 0; place = chunks[place]?.parent ?? -1) {
    const outer = chunks[place];
    if (outer === undefined) break;
    lines.unshift({ place, depth: depthOf(outer, chunks), signature: outer.signature });
  }
  return lines;
}
