/** Where a thing is defined, without a server: our own resolution for Python, a definition's own name elsewhere. */
import { indexLines } from "../model/line_index.ts";
import type { PackReader } from "../pack/reader.ts";
import { createPythonResolver } from "../resolution/resolve_python.ts";
import type { LspPlace } from "./lsp_place.ts";
import { idAt, type LspTarget } from "./lsp_targets.ts";
import { openPythonFiles } from "./python_files.ts";
import type { Session } from "./session.ts";

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
