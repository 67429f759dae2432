/** `ctx ast symbols`: the definitions of files, in source order, from the files as they are now. */
import type { Chunk } from "../model/chunk.ts";
import { loadModule } from "../host/program.ts";
import { chunkId } from "../model/chunk.ts";
import type { Range } from "../model/range.ts";
import { layout } from "../segment/layout.ts";
import { inspectState } from "../segment/state_folder.ts";
import { uriOf } from "../selector/uri.ts";
import { choosePaths, type MissingPath, segmentPaths } from "./ast_paths.ts";
import type { FileOutline } from "./named_outlines.ts";
import type { FileFilter } from "./path_filter.ts";
import type { Session } from "./session.ts";

export interface SymbolsRequest {
  /** Empty for every file. */
  readonly paths: readonly string[];
  /** Kinds to show; empty for every kind of symbol. Markdown sections only when asked for. */
  readonly kinds: ReadonlySet<string>;
  /** Name or alias of a language; "" for any. */
  readonly lang: string;
}

/** A symbol, or another chunk that a selector can name, as it is printed. */
export interface SymbolRow {
  readonly id: string;
  readonly kind: Chunk["kind"] | "file";
  readonly name: string;
  readonly qualname: string;
  readonly path: string;
  readonly lang: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly signature: string;
  readonly doc: string;
  /** `sym://…`, which names the symbol by its module; "" for what has no name. */
  readonly selector: string;
  /** How many symbols are around it; 0 at the top. */
  readonly depth: number;
  /** The kind of the symbol around it; "" at the top, and where only a qualified name says what is around. */
  readonly outerKind: string;
}

export interface SymbolsAnswer {
  readonly files: number;
  /** Made file by file as it is read, so that a large answer can be printed while it is made. */
  readonly symbols: Iterable<SymbolRow>;
  readonly missing: readonly MissingPath[];
}

/** Lists the symbols of `request.paths`. Throws CtxError `path-outside` and `bad-value`. */
export async function listSymbols(session: Session, request: SymbolsRequest): Promise<SymbolsAnswer> {
  const filter = request.lang === "" ? null : await languageFilter(request.lang);
  const groups = request.paths.map((path) => segmentPaths(path, session.segment, session.callerFolder));
  const { outlines, missing } = await outlinesOf(session, request.paths, groups);
  const files = outlines.filter((file) => filter === null || filter.admits(file.path, file.lang));
  function* symbols(): IterableIterator<SymbolRow> {
    for (const file of files) yield* symbolRows(file, request.kinds);
  }
  return { files: files.length, symbols: { [Symbol.iterator]: symbols }, missing };
}

/** The rows of one file; `kinds` as in SymbolsRequest. */
export function* symbolRows(file: FileOutline, kinds: ReadonlySet<string>): IterableIterator<SymbolRow> {
  const { chunks } = file;
  for (const chunk of chunks) {
    const wanted = kinds.size > 0 ? kinds.has(chunk.kind) : chunk.kind !== "section";
    if (wanted && chunk.kind !== "lines") yield symbolRow(file, chunk, chunks);
  }
}

interface Outlines {
  /** `chunks` may be read from the pack only when they are asked for. */
  readonly outlines: readonly FileOutline[];
  readonly missing: readonly MissingPath[];
}

async function outlinesOf(
  session: Session,
  operands: readonly string[],
  groups: readonly (readonly string[])[],
): Promise<Outlines> {
  if (groups.length > 0 && session.options.sync && lacksPack(session)) {
    const { outlineNamedFiles } = await loadModule<typeof import("./named_outlines.ts")>(
      "src/context/named_outlines.ts",
    );
    const outlines = await outlineNamedFiles(session, groups);
    if (outlines !== null) return { outlines, missing: [] };
  }
  const { openPackFor } = await loadModule<typeof import("./vouched_pack.ts")>("src/context/vouched_pack.ts");
  const reader = await openPackFor(session, groups);
  const { files, missing } = await choosePaths(session, reader, operands);
  const outlines = files.map(({ id, path, lang }) => ({
    path,
    lang,
    get chunks() {
      return reader.chunksOf(id);
    },
  }));
  return { outlines, missing };
}

/** Whether there is no pack at all. */
export function lacksPack({ host: { fs, processes } }: Session): boolean {
  const { kind } = inspectState(fs, processes.uid(), "pack");
  return kind === "missing" || kind === "ready" && fs.lstat(layout.pack) === null;
}

/** What `--lang` admits. Throws CtxError `bad-value`. */
export async function languageFilter(lang: string): Promise<FileFilter> {
  const { createFileFilter } = await loadModule<typeof import("./path_filter.ts")>(
    "src/context/path_filter.ts",
  );
  return await createFileFilter(lang, "");
}

/** `chunk` of `file` as a row; `chunks` are the file's. */
export function symbolRow(
  file: { readonly path: string; readonly lang: string },
  chunk: Chunk,
  chunks: readonly Chunk[],
): SymbolRow {
  const { kind, name, qualname, range, nameRange, signature, doc } = chunk;
  let depth = 0;
  for (let at = chunk.parent; at >= 0; at = chunks[at]?.parent ?? -1) depth++;
  return {
    id: chunkId(file.path, chunk),
    kind,
    name,
    qualname,
    path: file.path,
    lang: file.lang,
    range,
    nameRange,
    signature,
    doc,
    get selector() {
      return uriOf(file.path, file.lang, qualname, chunk.ordinal); // dear, and not every format shows it
    },
    depth,
    outerKind: chunks[chunk.parent]?.kind ?? "",
  };
}
