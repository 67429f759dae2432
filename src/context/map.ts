/** `ctx map`: the signatures that matter most in the repository, within a budget, seen from a focus if there is one. */
import { boundTokens, estimateTokens } from "../disclosure/tokens.ts";
import { fitMap, type MapEntry, type MapLine } from "../graph/map_text.ts";
import { decodeMarks, markOf } from "../graph/name_marks.ts";
import { rankGraph, type Ranks } from "../graph/reference_graph.ts";
import { type Chunk, chunkId } from "../model/chunk.ts";
import { depthOf, isOpen } from "../model/nesting.ts";
import type { FileMarks, PackReader } from "../pack/reader.ts";
import { type Role, roleOf } from "../search/role.ts";
import { parseSelector } from "../selector/parse.ts";
import { resolveSelector, targetId } from "../selector/resolve.ts";
import { openFreshPack } from "./fresh_pack.ts";
import { searchChunks } from "./search.ts";
import type { Session } from "./session.ts";
import { symbolIndexOf } from "./symbol_index.ts";

export interface MapRequest {
  /** Files and folders, relative to the segment; none for all. */
  readonly paths: readonly string[];
  readonly budget: number;
  /** A path, a selector or a query; "" for none. */
  readonly focus: string;
}

export interface MapAnswer {
  readonly usedTokens: number;
  readonly entries: readonly MapEntry[];
  readonly text: string;
}

/** Files whose outlines are looked into; a map of any useful budget shows far fewer. */
const FILES_CONSIDERED = 400;

/** Kinds that a map shows: what has a signature of its own. */
const SHOWN_KINDS: ReadonlySet<string> = new Set([
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

/** How much less a walk starts at a file that does not lie in the focus. */
const OUT_OF_FOCUS = 0.01;

/** How likely a walk starts at a file that is no source: tests mention everything, and nobody asks for them. */
const ROLE_WEIGHT: Readonly<Partial<Record<Role, number>>> = { source: 1 };
const ROLE_WEIGHT_ELSE = 0.05;

/** Hits of a query that make the focus. */
const FOCUS_HITS = 10;

/**
 * What arrives by the name of a member counts this much: `as_dict` and `ERROR` are often somebody else's, and a class
 * is mentioned for what it has.
 */
const MEMBER_SHARE = 0.5;

/** What a focus means: all of some files, and in them what it names in particular. */
interface Focus {
  holds(path: string): boolean;
  /** Ids; empty where the focus is files or folders. */
  readonly named: ReadonlySet<string>;
}

/** Makes the map of the session's segment. */
export async function mapRepository(session: Session, request: MapRequest): Promise<MapAnswer> {
  const reader = await openFreshPack(session);
  const files = reader.marks();
  const focus = request.focus === "" ? null : await findFocus(session, reader, request.focus);
  const inFocus = (path: string): boolean => focus === null || focus.holds(path);
  const restart = Float64Array.from(
    files,
    ({ path }) => roleWeight(path) * (inFocus(path) ? 1 : OUT_OF_FOCUS),
  );
  const graph = files.map(({ defines, mentions }) => ({
    defines: decodeMarks(defines),
    mentions: decodeMarks(mentions),
  }));
  const ranks = rankGraph(graph, restart);
  // What is asked for by its path is wanted whatever it is for, and a focus is about its own files first.
  const admits = (path: string): boolean => isBelow(path, request.paths);
  const worth = (path: string): number =>
    request.paths.length > 0 || focus?.holds(path) === true ? 1 : roleWeight(path);
  const ranked = rankEntries(reader, files, ranks, { admits, worth, focus });
  const { entries, text } = fitMap(ranked, request.budget, boundTokens);
  for (const path of request.paths.filter((one) => !files.some((file) => isBelow(file.path, [one])))) {
    session.warnings.push(`no source file lies at or below ${path}`);
  }
  if (entries.length === 0 && ranked.length > 0) {
    session.warnings.push(
      `a budget of ${request.budget} tokens is too small for the first of ${ranked.length}`,
    );
  }
  return { usedTokens: Math.min(estimateTokens(text), request.budget), entries, text };
}

function roleWeight(path: string): number {
  return ROLE_WEIGHT[roleOf(path)] ?? ROLE_WEIGHT_ELSE;
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.length === 0 ||
    folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`));
}

/** What the focus means, tried in this order: files and folders, a selector, a query. */
async function findFocus(session: Session, reader: PackReader, focus: string): Promise<Focus> {
  const folder = focus.replace(/^\.\//, "").replace(/\/+$/, "");
  if (reader.files().some(({ path }) => isBelow(path, [folder]))) {
    return { holds: (path) => isBelow(path, [folder]), named: new Set() };
  }
  const selector = parseSelector(focus);
  if (!("fault" in selector)) {
    const resolution = resolveSelector(selector, symbolIndexOf(reader));
    const targets = resolution.kind === "found"
      ? [resolution.target]
      : resolution.kind === "ambiguous"
      ? resolution.candidates
      : [];
    if (targets.length > 0) return focusOn(targets.map((target) => [target.path, targetId(target)]));
  }
  const hits = await searchChunks(session, {
    query: focus,
    limit: FOCUS_HITS,
    kind: "",
    lang: "",
    path: "",
    explain: false,
  });
  if (hits.length > 0) return focusOn(hits.map(({ path, id }) => [path, id]));
  session.warnings.push(`--focus ${focus}: nothing in the repository matches, so it has no effect`);
  return { holds: () => true, named: new Set() };
}

function focusOn(named: readonly (readonly [path: string, id: string])[]): Focus {
  const paths = new Set(named.map(([path]) => path));
  return { holds: (path) => paths.has(path), named: new Set(named.map(([, id]) => id)) };
}

function rankEntries(
  reader: PackReader,
  files: readonly FileMarks[],
  ranks: Ranks,
  by: {
    readonly admits: (path: string) => boolean;
    readonly worth: (path: string) => number;
    readonly focus: Focus | null;
  },
): MapEntry[] {
  const order = [...files.keys()].filter((index) => by.admits(files[index]?.path ?? ""))
    .sort((a, b) => (ranks.files[b] ?? 0) - (ranks.files[a] ?? 0) || a - b)
    .slice(0, FILES_CONSIDERED);
  const entries: MapEntry[] = [];
  for (const index of order) {
    const file = files[index];
    if (file === undefined) continue;
    const chunks = reader.chunksOf(file.fileId);
    const shown = [...chunks.entries()].filter(([, chunk]) =>
      SHOWN_KINDS.has(chunk.kind) && isOpen(chunk, chunks)
    );
    const fileRank = ranks.files[index] ?? 0;
    // A file in the focus is wanted for itself: what it defines must not pale beside what everybody mentions.
    const share = by.focus?.holds(file.path) === true && by.focus.named.size === 0
      ? fileRank / Math.sqrt(Math.max(1, shown.length))
      : FILE_SHARE * fileRank / Math.max(1, shown.length);
    const namesakes = new Map<string, number>();
    for (const [, { name }] of shown) namesakes.set(name, (namesakes.get(name) ?? 0) + 1);
    for (const [place, chunk] of shown) {
      const mentioned = ranks.nameRank(index, markOf(chunk.name)) / (namesakes.get(chunk.name) ?? 1);
      const arrived = chunk.parent < 0 ? mentioned : MEMBER_SHARE * mentioned;
      const id = chunkId(file.path, chunk);
      const named = by.focus?.named.has(id) === true ? FOCUS_SHARE * fileRank : 0;
      entries.push({
        id,
        path: file.path,
        place,
        depth: depthOf(chunk, chunks),
        signature: chunk.signature,
        around: linesAround(chunk, chunks),
        rank: by.worth(file.path) * (share + named + arrived),
      });
    }
  }
  return entries.sort((a, b) =>
    b.rank - a.rank || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.place - b.place)
  );
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
