/** `ctx lsp definition`: where the thing at a place is defined. */
import type { Answer } from "../lsp/question.ts";
import { indexLines } from "../model/line_index.ts";
import type { Range } from "../model/range.ts";
import type { PackReader } from "../pack/reader.ts";
import { createPythonResolver } from "../resolution/resolve_python.ts";
import { askLadder, type Laddered, type LspRequest } from "./lsp_ask.ts";
import { findPlace, type LspPlace, type PlaceOutcome } from "./lsp_place.ts";
import { recordRequest } from "./lsp_trace.ts";
import { openPythonFiles } from "./python_files.ts";
import type { Session } from "./session.ts";
import { symbolRow } from "./ast_symbols.ts";

export interface LspTarget {
  /** Relative to the segment; absolute when `external`. */
  readonly path: string;
  readonly range: Range;
  /** The id of the symbol whose name this is, or of the file when a module is meant; null for what has none. */
  readonly id: string | null;
  readonly external: boolean;
}

export type Asked<T> = Exclude<PlaceOutcome, { kind: "place" }> | {
  readonly kind: "asked";
  readonly result: Laddered<T>;
};

/** Finds the definitions of `request.target`. Throws as findPlace and askLadder. */
export async function findDefinition(session: Session, request: LspRequest): Promise<Asked<LspTarget[]>> {
  const startMs = session.host.clock.monotonicMs();
  const outcome = await findPlace(session, request.target);
  if (outcome.kind !== "place") return outcome;
  const { place, reader } = outcome;
  const result = await askLadder(
    session,
    reader,
    "definition",
    request,
    place,
    (answer) => acceptTargets(reader, answer),
    () => ownDefinition(session, reader, place),
  );
  recordRequest(session, "definition", {
    symbol: request.target,
    target: result.answer[0]?.path ?? null,
    resolved: result.answer.length > 0,
    degraded: result.degraded !== null,
    timingMs: session.host.clock.monotonicMs() - startMs,
  });
  return { kind: "asked", result };
}

/** The server's targets with their ids; null for an answer of another kind. */
export function acceptTargets(reader: PackReader, answer: Answer): LspTarget[] | null {
  if (answer.kind !== "targets") return null;
  return answer.targets.map(({ path, range, external }) => ({
    path,
    range,
    external,
    id: external ? null : idAt(reader, path, range),
  }));
}

/** The id of what has its name at `range`. */
export function idAt(reader: PackReader, path: string, range: Range): string | null {
  const file = reader.fileByPath(path);
  if (file === null) return null;
  if (isModuleStart(range)) return path;
  const chunks = reader.chunksOf(file.id);
  const named = chunks.find(({ kind, nameRange }) =>
    kind !== "lines" && kind !== "section" && nameRange.startLine === range.startLine &&
    nameRange.startColumn === range.startColumn
  );
  return named === undefined ? null : symbolRow(file, named, chunks).id;
}

/** How servers name a module: its first place. */
function isModuleStart({ startLine, startColumn, endLine, endColumn }: Range): boolean {
  return startLine === 1 && startColumn === 1 && endLine === 1 && endColumn === 1;
}

/** The answer without a server: our own resolution for Python, and a definition's own name for every language. */
export async function ownDefinition(
  session: Session,
  reader: PackReader,
  place: LspPlace,
): Promise<LspTarget[]> {
  const { file, line, column } = place;
  const files = file.lang === "python" ? await openPythonFiles(session, reader) : null;
  const module = files?.module(file.path) ?? null;
  if (files !== null && module !== null) {
    const lines = indexLines(module.text);
    const offset = lines.startOf(line) + column - 1;
    if (line > lines.lineCount || offset > lines.endOf(line)) return [];
    return createPythonResolver(files).resolve(file.path, offset).map(({ path, start, end }) => {
      const range = indexLines(files.module(path)?.text ?? "").rangeOf({ start, end });
      return { path, range, external: false, id: idAt(reader, path, range) };
    });
  }
  return namesAt(reader, place);
}

/** The symbol whose name is at the place. */
function namesAt(reader: PackReader, { file, line, column }: LspPlace): LspTarget[] {
  const found = reader.chunksOf(file.id).find(({ kind, nameRange }) =>
    kind !== "lines" && nameRange.startLine === line && nameRange.startColumn <= column &&
    (nameRange.endLine > line || column <= nameRange.endColumn)
  );
  if (found === undefined) return [];
  return [{
    path: file.path,
    range: found.nameRange,
    external: false,
    id: idAt(reader, file.path, found.nameRange),
  }];
}
