/**
 * Symbols for people: a heading for each file, then lines, kind and signature, indented as they nest. Names and
 * signatures are always escaped; they are cut to the width on a terminal only, so that pipes get them whole.
 */
import type { SymbolRow } from "../../context/ast_symbols.ts";
import type { TextStyle } from "../command.ts";
import { clip, paint, visibleName } from "./text.ts";

function lineSpan({ range }: SymbolRow): string {
  const last = range.endColumn === 1 && range.endLine > range.startLine ? range.endLine - 1 : range.endLine;
  return last === range.startLine ? `${last}` : `${range.startLine}-${last}`;
}

/** What a row shows of the symbol itself. */
export function headline(row: SymbolRow): string {
  return visibleName(row.signature === "" ? row.qualname : row.signature);
}

function renderFile(rows: readonly SymbolRow[], { columns, colour, visible }: TextStyle): string {
  const first = rows[0];
  if (first === undefined) return "";
  const spanWidth = Math.max(...rows.map((row) => lineSpan(row).length));
  const kindWidth = Math.max(...rows.map((row) => row.kind.length));
  const lines = rows.map((row) => {
    const text = "  ".repeat(row.depth) + headline(row);
    const room = Math.max(20, columns - spanWidth - kindWidth - 6);
    const span = paint(colour, "green", lineSpan(row).padStart(spanWidth));
    const kind = paint(colour, "dim", row.kind.padEnd(kindWidth));
    return `  ${span}  ${kind}  ${visible ? clip(text, room) : text}\n`;
  });
  return `${paint(colour, "bold", visibleName(first.path))}\n${lines.join("")}`;
}

/** `rows`, those of one file together. */
export function renderSymbols(rows: Iterable<SymbolRow>, style: TextStyle): string {
  const parts: string[] = [];
  let file: SymbolRow[] = [];
  for (const row of rows) {
    if (file[0] !== undefined && file[0].path !== row.path) {
      parts.push(renderFile(file, style));
      file = [];
    }
    file.push(row);
  }
  parts.push(renderFile(file, style));
  return parts.join("\n");
}

/** Candidates, one a line: id first, so that it can be copied. */
export function renderCandidates(rows: readonly SymbolRow[], { colour }: TextStyle): string {
  const ids = rows.map((row) => visibleName(row.id));
  const width = Math.min(60, Math.max(0, ...ids.map((id) => id.length)));
  return rows.map((row, index) => {
    const id = (ids[index] ?? "").padEnd(width);
    return `${paint(colour, "cyan", id)}  ${
      paint(colour, "dim", `${row.kind}, line ${row.range.startLine}`)
    }\n`;
  }).join("");
}
