/** `ctx map`: the signatures that matter most in the repository, within a budget, seen from a focus if there is one. */
import { boundTokens, estimateTokens } from "../disclosure/tokens.ts";
import { fitMap, type MapEntry } from "../graph/map_text.ts";
import { decodeMarks, markOf } from "../graph/name_marks.ts";
import { rankGraph, type Ranks } from "../graph/reference_graph.ts";
import { chunkId } from "../model/chunk.ts";
import { depthOf, isOpen } from "../model/nesting.ts";
import type { FileMarks, PackReader } from "../pack/reader.ts";
import { type Role, roleOf } from "../search/role.ts";
import { parseSelector } from "../selector/parse.ts";
import { resolveSelector } from "../selector/resolve.ts";
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

/** The same for a file in the focus: most of its worth is its own. */
const FOCUS_SHARE = 0.5;

/** How much less a walk starts at a file that does not lie in the focus. */
const OUT_OF_FOCUS = 0.01;

/** How likely a walk starts at a file that is no source: tests mention everything, and nobody asks for them. */
const ROLE_WEIGHT: Readonly<Partial<Record<Role, number>>> = { source: 1 };
const ROLE_WEIGHT_ELSE = 0.05;

/** Hits of a query that make the focus. */
const FOCUS_HITS = 10;

/** Makes the map of the session's segment. */
export async function mapRepository(session: Session, request: MapRequest): Promise<MapAnswer> {
  const reader = await openFreshPack(session);
  const files = reader.marks();
  const focus = request.focus === "" ? null : await focusPaths(session, reader, request.focus);
  const inFocus = (path: string): boolean => focus === null || focus(path);
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
    request.paths.length > 0 || focus !== null && focus(path) ? 1 : roleWeight(path);
  const ownShare = (path: string): number => focus !== null && focus(path) ? FOCUS_SHARE : FILE_SHARE;
  const ranked = rankEntries(reader, files, ranks, { admits, worth, ownShare });
  const { entries, text } = fitMap(ranked, request.budget, boundTokens);
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
async function focusPaths(
  session: Session,
  reader: PackReader,
  focus: string,
): Promise<(path: string) => boolean> {
  const folder = focus.replace(/^\.\//, "").replace(/\/+$/, "");
  if (reader.files().some(({ path }) => isBelow(path, [folder]))) return (path) => isBelow(path, [folder]);
  const selector = parseSelector(focus);
  if (!("fault" in selector)) {
    const resolution = resolveSelector(selector, symbolIndexOf(reader));
    if (resolution.kind === "found") return (path) => path === resolution.target.path;
    if (resolution.kind === "ambiguous") {
      const paths = new Set(resolution.candidates.map((candidate) => candidate.path));
      return (path) => paths.has(path);
    }
  }
  const hits = await searchChunks(session, {
    query: focus,
    limit: FOCUS_HITS,
    kind: "",
    lang: "",
    path: "",
    explain: false,
  });
  const paths = new Set(hits.map((hit) => hit.path));
  if (paths.size === 0) {
    session.warnings.push(`--focus ${focus}: nothing in the repository matches, so it has no effect`);
  }
  return (path) => paths.size === 0 || paths.has(path);
}

function rankEntries(
  reader: PackReader,
  files: readonly FileMarks[],
  ranks: Ranks,
  by: {
    readonly admits: (path: string) => boolean;
    readonly worth: (path: string) => number;
    readonly ownShare: (path: string) => number;
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
    const share = by.ownShare(file.path) * (ranks.files[index] ?? 0) / Math.max(1, shown.length);
    const namesakes = new Map<string, number>();
    for (const [, { name }] of shown) namesakes.set(name, (namesakes.get(name) ?? 0) + 1);
    for (const [place, chunk] of shown) {
      const arrived = ranks.nameRank(index, markOf(chunk.name)) / (namesakes.get(chunk.name) ?? 1);
      entries.push({
        id: chunkId(file.path, chunk),
        path: file.path,
        place,
        depth: depthOf(chunk, chunks),
        signature: chunk.signature,
        rank: by.worth(file.path) * (share + arrived),
      });
    }
  }
  return entries.sort((a, b) =>
    b.rank - a.rank || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.place - b.place)
  );
}
