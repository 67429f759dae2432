/** The places that `lsp` commands answer with, and ctx's own names for them. */
import { chunkId } from "../model/chunk.ts";
import type { Range } from "../model/range.ts";
import type { PackReader } from "../pack/reader.ts";
import type { Session } from "./session.ts";
import type { Answer } from "../lsp/question.ts";

export interface LspTarget {
  /** Relative to the segment; absolute when `external`. */
  readonly path: string;
  readonly range: Range;
  /** The id of the symbol whose name this is, or of the file when a module is meant; null for what has none. */
  readonly id: string | null;
  readonly external: boolean;
}

/** The server's targets with their ids; null for an answer of another kind. */
export function acceptTargets(reader: PackReader, answer: Answer): LspTarget[] | null {
  if (answer.kind !== "targets") return null;
  if (answer.packSha !== null) return [...answer.targets];
  return answer.targets.map((target) => ({
    ...target,
    id: target.external ? null : idAt(reader, target.path, target.range),
  }));
}

/** The targets of an answer that came with ids; null for any other. */
export function identifiedTargets(session: Session, says: Answer | string): readonly LspTarget[] | null {
  if (typeof says === "string" || says.kind !== "targets" || says.packSha === null) return null;
  session.notePackSha(says.packSha);
  return says.targets;
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
  return named === undefined ? null : chunkId(path, named);
}

/** How servers name a module: its first place. */
function isModuleStart({ startLine, startColumn, endLine, endColumn }: Range): boolean {
  return startLine === 1 && startColumn === 1 && endLine === 1 && endColumn === 1;
}
