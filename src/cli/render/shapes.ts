/** The JSON of the things that several answers hold, and their one-line form for people. */
import type { SymbolRow } from "../../context/ast_symbols.ts";
import type { Range } from "../../model/range.ts";
import type { Skipped } from "../../model/source.ts";

export function rangeJson(range: Range): Record<string, number> {
  return {
    start_line: range.startLine,
    start_column: range.startColumn,
    end_line: range.endLine,
    end_column: range.endColumn,
  };
}

export function skippedJson(skipped: readonly Skipped[]): { path: string; reason: string }[] {
  return skipped.map(({ path, reason }) => ({ path, reason }));
}

export function symbolJson(row: SymbolRow): Record<string, unknown> {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    qualname: row.qualname,
    path: row.path,
    lang: row.lang,
    range: rangeJson(row.range),
    name_range: rangeJson(row.nameRange),
    signature: row.signature,
    doc: row.doc,
    selector: row.selector,
  };
}
