/**
 * Ranks what a map may show: the graph of the pack's names, walked from the focus. Decides neither how many entries are
 * shown nor how they read (map.ts). Loaded only where no ranking was kept.
 */
import type { MapEntry } from "../graph/map_text.ts";
import { decodeMarks } from "../graph/name_marks.ts";
import { rankGraph } from "../graph/reference_graph.ts";
import type { FileMarks, PackReader } from "../pack/reader.ts";
import { type Role, roleOf } from "../search/role.ts";
import { parseSelector } from "../selector/parse.ts";
import { resolveSelector, targetId } from "../selector/resolve.ts";
import type { MapRequest } from "./map.ts";
import { type Focus, rankEntries } from "./map_entries.ts";
import { searchChunks } from "./search.ts";
import type { Session } from "./session.ts";
import { symbolIndexOf } from "./symbol_index.ts";

/** How much less a walk starts at a file that does not lie in the focus. */
const OUT_OF_FOCUS = 0.01;

/**
 * How likely a walk starts at a file: what tests and examples mention is what others use. Documents are in no language
 * that defines anything.
 */
const RESTART: Readonly<Partial<Record<Role, number>>> = { source: 1, test: 1, example: 1 };
const RESTART_ELSE = 0.002;

/** Factor of what a file defines: nobody asks for the definitions in tests. */
const WORTH: Readonly<Partial<Record<Role, number>>> = { source: 1, vendored: 0.002, generated: 0.002 };
const WORTH_ELSE = 0.05;

/** Languages that use each other's definitions by their names; any other is a family by itself. */
const FAMILIES: Readonly<Record<string, string>> = {
  cpp: "c",
  javascript: "typescript",
  kotlin: "java",
  scala: "java",
  tsx: "typescript",
};

/** Hits of a query that make the focus. */
const FOCUS_HITS = 10;

/** `best(n)`: the n entries of most worth, best first; warns of paths and a focus that mean nothing. */
export async function rankMap(
  session: Session,
  reader: PackReader,
  request: Pick<MapRequest, "paths" | "focus">,
): Promise<(count: number) => readonly MapEntry[]> {
  const files = reader.marks();
  const focus = request.focus === "" ? null : await findFocus(session, reader, request.focus);
  const inFocus = (path: string): boolean => focus === null || focus.holds(path);
  const restart = Float64Array.from(
    files,
    (file) => (RESTART[roleOf(file)] ?? RESTART_ELSE) * (inFocus(file.path) ? 1 : OUT_OF_FOCUS),
  );
  const graph = files.map(({ defines, mentions, lang }) => ({
    defines: decodeMarks(defines),
    mentions: decodeMarks(mentions),
    family: FAMILIES[lang] ?? lang,
  }));
  const ranks = rankGraph(graph, restart);
  for (const path of request.paths.filter((one) => !files.some((file) => isBelow(file.path, [one])))) {
    session.warnings.push(`no source file lies at or below ${path}`);
  }
  // What is asked for by its path is wanted whatever it is for, and a focus is about its own files first.
  const admits = (path: string): boolean => isBelow(path, request.paths);
  const worth = (file: FileMarks): number =>
    request.paths.length > 0 || focus?.holds(file.path) === true ? 1 : WORTH[roleOf(file)] ?? WORTH_ELSE;
  return rankEntries(reader, files, ranks, { admits, worth, focus });
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
