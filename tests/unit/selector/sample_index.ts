/**
 * A pack in a few lines, for tests of selectors: each file is an outline, one definition a line, nested by two
 * blanks. The line in the outline is the line in the "file"; a definition spans its own line and what is nested.
 */
import type { Chunk } from "../../../src/model/chunk.ts";
import { SYMBOL_KINDS } from "../../../src/model/symbol.ts";
import type { IndexedPath, SymbolIndex } from "../../../src/selector/symbol_index.ts";

const LANGUAGES: Readonly<Record<string, string>> = {
  c: "c",
  h: "c",
  md: "markdown",
  py: "python",
  pyi: "python",
  ts: "typescript",
  tsx: "tsx",
};

const KINDS: readonly Chunk["kind"][] = [...SYMBOL_KINDS, "section", "lines"];

/** A line of an outline is "kind name", every line taken to be LINE_WIDTH columns wide. */
const LINE_WIDTH = 40;

export function chunksOfOutline(outline: string): Chunk[] {
  const chunks: { -readonly [K in keyof Chunk]: Chunk[K] }[] = [];
  const open: { indent: number; index: number }[] = [];
  const counts = new Map<string, number>();
  for (const [row, text] of outline.split("\n").entries()) {
    const [, blanks = "", word = "", name = ""] = /^( *)(\w+) (.+)$/.exec(text) ?? [];
    const kind = KINDS.find((known) => known === word);
    while ((open.at(-1)?.indent ?? -1) >= blanks.length) open.pop();
    if (kind === undefined) continue;
    const parent = open.at(-1)?.index ?? -1;
    const outer = chunks[parent];
    const qualname = outer === undefined ? name : `${outer.qualname}${kind === "section" ? "/" : "."}${name}`;
    const ordinal = (counts.get(qualname) ?? 0) + 1;
    counts.set(qualname, ordinal);
    const line = row + 1;
    const start = row * LINE_WIDTH + blanks.length;
    const nameStart = start + word.length + 1;
    for (const { index } of open) {
      const above = chunks[index];
      if (above === undefined) continue;
      above.range = { ...above.range, endLine: line };
      above.span = { start: above.span.start, end: (row + 1) * LINE_WIDTH };
    }
    open.push({ indent: blanks.length, index: chunks.length });
    chunks.push({
      kind,
      name,
      qualname,
      ordinal,
      parent: kind === "section" ? -1 : parent,
      span: { start, end: (row + 1) * LINE_WIDTH },
      range: { startLine: line, startColumn: blanks.length + 1, endLine: line, endColumn: LINE_WIDTH },
      nameSpan: { start: nameStart, end: nameStart + name.length },
      nameRange: {
        startLine: line,
        startColumn: blanks.length + word.length + 2,
        endLine: line,
        endColumn: blanks.length + word.length + 2 + name.length,
      },
      body: null,
      signature: `${word} ${name}`,
      doc: "",
    });
  }
  return chunks;
}

export function indexOfChunks(
  files: Readonly<Record<string, { lang: string; lineCount: number; chunks: readonly Chunk[] }>>,
): SymbolIndex {
  const paths: IndexedPath[] = Object.entries(files).map(([path, { lang, lineCount }]) => ({
    path,
    lang,
    lineCount,
  })).sort((a, b) => a.path < b.path ? -1 : 1);
  const chunksOf = (path: string): readonly Chunk[] =>
    Object.hasOwn(files, path) ? files[path]?.chunks ?? [] : [];
  const named = paths.flatMap(({ path }) =>
    chunksOf(path).filter((chunk) => chunk.kind !== "lines").map((chunk) => [chunk.name, path] as const)
  );
  return {
    files: () => paths,
    file: (path) => paths.find((file) => file.path === path) ?? null,
    chunksOf,
    pathsDefining: (name) => [...new Set(named.filter(([known]) => known === name).map(([, path]) => path))],
    names: () => [...new Set(named.map(([name]) => name))],
  };
}

/** The index of files given as outlines, by path; the language goes by the suffix. */
export function sampleIndex(files: Readonly<Record<string, string>>): SymbolIndex {
  return indexOfChunks(Object.fromEntries(
    Object.entries(files).map(([path, outline]) => [path, {
      lang: LANGUAGES[path.slice(path.lastIndexOf(".") + 1)] ?? "text",
      lineCount: outline.split("\n").length,
      chunks: chunksOfOutline(outline),
    }]),
  ));
}
