/**
 * A selector to the one thing it names in a pack, or to all that it could mean. Pure over SymbolIndex.
 * Invariant: never a guess. Readings are tried in tiers: ids (files, symbols, lines), then places and URIs, then bare
 * names, then names in their language's own spelling; the first tier in which anything is found decides, and two things
 * found there are ambiguous.
 */
import type { Chunk } from "../model/chunk.ts";
import { chunkId } from "../model/chunk.ts";
import { withDots } from "../model/dotted_name.ts";
import { linesId } from "../model/id.ts";
import { spanningChunks } from "./place.ts";
import type { NameReading, Reading, Selector, Target, UriReading } from "./selector.ts";
import type { IndexedPath, SymbolIndex } from "./symbol_index.ts";
import { fitModule } from "./uri.ts";

/** Why nothing was found, the most telling reason first met. `path` is the file that is there. */
export type Miss =
  | { readonly reason: "no-symbol"; readonly path: string }
  | { readonly reason: "no-line"; readonly path: string; readonly lineCount: number }
  | { readonly reason: "no-symbol-there"; readonly path: string }
  | { readonly reason: "no-file" | "no-module" | "no-name" };

export type Resolution =
  /** `others`: further definitions of the qualified name that an id or URI without `@n` leaves aside. */
  | { readonly kind: "found"; readonly target: Target; readonly others: readonly Target[] }
  /** At least two, the likeliest first. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly Target[] }
  | { readonly kind: "missing"; readonly miss: Miss };

/** The id that prints a target. */
export function targetId(target: Target): string {
  if (target.chunk !== null) return chunkId(target.path, target.chunk);
  return target.lines === null
    ? target.path
    : linesId(target.path, target.lines.startLine, target.lines.endLine);
}

const TIERS: readonly ReadonlySet<Reading["kind"]>[] = [
  new Set(["file", "symbol", "lines"]),
  new Set(["place", "uri"]),
  new Set(["name"]),
];

/** Resolves `selector` against `index`. */
export function resolveSelector(selector: Selector, index: SymbolIndex): Resolution {
  for (const found of tiersOf(selector, index)) {
    const [only] = found;
    if (only === undefined) continue;
    if (found.length > 1) return { kind: "ambiguous", candidates: found };
    return { kind: "found", target: only, others: namesakes(only, selector, index) };
  }
  return { kind: "missing", miss: missOf(selector, index) };
}

function* tiersOf(selector: Selector, index: SymbolIndex): IterableIterator<Target[]> {
  for (const tier of TIERS) {
    yield selector.readings.filter((reading) => tier.has(reading.kind)).flatMap((reading) =>
      targetsOf(reading, index)
    );
  }
  const name = dottedName(selector.text);
  if (name !== selector.text) yield namedTargets({ kind: "name", name }, index);
}

/** `Str::slug`, `Route#middleware`, `conn->close()` and `\App\Models\User` as qualified names have it, with dots. */
function dottedName(text: string): string {
  return withDots(text.replace(/^(?:\\|::)/, "").replace(/\(\)$/, ""));
}

function fileTarget(file: IndexedPath): Target {
  return { path: file.path, lang: file.lang, chunk: null, lines: null };
}

function chunkTarget(file: IndexedPath, chunk: Chunk): Target {
  return { path: file.path, lang: file.lang, chunk, lines: null };
}

function targetsOf(reading: Reading, index: SymbolIndex): Target[] {
  switch (reading.kind) {
    case "uri":
      return moduleTargets(reading, index);
    case "name":
      return namedTargets(reading, index);
  }
  const file = index.file(reading.path);
  if (file === null) return [];
  switch (reading.kind) {
    case "file":
      return [fileTarget(file)];
    case "symbol":
      return definitionsIn(file, reading.qualname, index).filter((target) =>
        target.chunk?.ordinal === reading.ordinal
      );
    case "lines": {
      const { startLine, endLine } = reading;
      if (startLine > file.lineCount) return [];
      return [{ path: file.path, lang: file.lang, chunk: null, lines: { startLine, endLine } }];
    }
    case "place":
      return spanningChunks(index.chunksOf(file.path), reading.line, reading.column).map((chunk) =>
        chunkTarget(file, chunk)
      );
  }
}

function definitionsIn(file: IndexedPath, qualname: string, index: SymbolIndex): Target[] {
  return index.chunksOf(file.path).filter((chunk) => chunk.kind !== "lines" && chunk.qualname === qualname)
    .map((chunk) => chunkTarget(file, chunk));
}

/** The other definitions of a name that was given without an ordinal. */
function namesakes(target: Target, selector: Selector, index: SymbolIndex): Target[] {
  const byName = selector.readings.some((reading) =>
    (reading.kind === "symbol" || reading.kind === "uri") && reading.qualname === target.chunk?.qualname &&
    reading.ordinal === 1
  );
  const file = target.chunk === null || !byName ? null : index.file(target.path);
  if (file === null || target.chunk === null) return [];
  return definitionsIn(file, target.chunk.qualname, index).filter((other) => other.chunk !== target.chunk);
}

/** Bounds the look-ups for one name; no language nests deeper by far. */
const COMPONENT_LIMIT = 32;

/** Files that may define `qualname`: a symbol's own name is the last component, or more where names hold separators. */
function filesNaming(qualname: string, index: SymbolIndex): IndexedPath[] {
  const paths = new Set<string>(index.pathsDefining(qualname));
  let lookups = 0;
  for (let at = qualname.length - 2; at >= 0 && lookups < COMPONENT_LIMIT; at--) {
    if (qualname[at] !== "." && qualname[at] !== "/") continue;
    lookups++;
    for (const path of index.pathsDefining(qualname.slice(at + 1))) paths.add(path);
  }
  return [...paths].sort((a, b) => a < b ? -1 : 1).map((path) => index.file(path)).filter((file) =>
    file !== null
  );
}

/** An exact module shuts out the files of which it is only the tail, even where it lacks the symbol. */
function moduleTargets(reading: UriReading, index: SymbolIndex): Target[] {
  const { qualname, ordinal } = reading;
  const fitting = (files: readonly IndexedPath[], fit: "exact" | "suffix"): IndexedPath[] =>
    files.filter((file) => fitModule(reading, file.path, file.lang) === fit);
  if (qualname === null) {
    const files = index.files();
    const exact = fitting(files, "exact");
    return (exact.length > 0 ? exact : fitting(files, "suffix")).map(fileTarget);
  }
  const naming = filesNaming(qualname, index);
  const definitions = (fit: "exact" | "suffix"): Target[] =>
    fitting(naming, fit).flatMap((file) => definitionsIn(file, qualname, index)).filter((target) =>
      target.chunk?.ordinal === ordinal
    );
  const exact = definitions("exact");
  if (exact.length > 0) return exact;
  const suffix = definitions("suffix");
  return suffix.length > 0 && fitting(index.files(), "exact").length === 0 ? suffix : [];
}

/** Symbols first: a Markdown section is meant only where no symbol has the name. */
function namedTargets(reading: NameReading, index: SymbolIndex): Target[] {
  const symbols: Target[] = [];
  const sections: Target[] = [];
  for (const file of filesNaming(reading.name, index)) {
    for (const chunk of index.chunksOf(file.path)) {
      if (chunk.kind === "lines" || !endsWithComponents(chunk, reading.name)) continue;
      (chunk.kind === "section" ? sections : symbols).push(chunkTarget(file, chunk));
    }
  }
  return rankByDepth(symbols.length > 0 ? symbols : sections);
}

/** `name` covers the chunk's own name at least, so that one with a dot in it is found by the whole of it only. */
function endsWithComponents(chunk: Chunk, name: string): boolean {
  if (chunk.qualname === name) return true;
  return name.length >= chunk.name.length &&
    chunk.qualname.endsWith((chunk.kind === "section" ? "/" : ".") + name);
}

/** The least nested first; then by path and place, as given. */
function rankByDepth(targets: readonly Target[]): Target[] {
  const depth = (target: Target): number => target.chunk?.qualname.split(/[./]/).length ?? 0;
  return targets.toSorted((a, b) => depth(a) - depth(b));
}

function missOf(selector: Selector, index: SymbolIndex): Miss {
  let miss: Miss = { reason: "no-name" };
  for (const reading of selector.readings) {
    if (reading.kind === "name") continue;
    if (reading.kind === "uri") {
      const files = moduleTargets({ ...reading, qualname: null }, index);
      return { reason: files.length === 0 ? "no-module" : "no-name" };
    }
    const file = index.file(reading.path);
    if (file !== null) return missIn(file, reading);
    // `Config.load` could be a file too; only what has a folder or a suffix of its own was meant as one.
    if (reading.kind !== "file" || reading.path.includes("/")) miss = { reason: "no-file" };
  }
  return miss;
}

function missIn(file: IndexedPath, reading: Reading): Miss {
  const { path, lineCount } = file;
  if (reading.kind === "symbol") return { reason: "no-symbol", path };
  const line = reading.kind === "lines" ? reading.startLine : reading.kind === "place" ? reading.line : 1;
  return line > lineCount ? { reason: "no-line", path, lineCount } : { reason: "no-symbol-there", path };
}
