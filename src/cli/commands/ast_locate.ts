/** `ctx ast locate` */
import { resolveText } from "../../context/ast_resolve.ts";
import type { SymbolRow } from "../../context/ast_symbols.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { announce, unresolvedNotice } from "../render/missing.ts";
import { symbolJson } from "../render/shapes.ts";
import { headline, renderCandidates } from "../render/symbols.ts";
import { paint, visibleName } from "../render/text.ts";

export const run: RunCommand = async (session, invocation) => {
  const selector = invocation.operands[0] ?? "";
  const located = await resolveText(session, selector);
  const facts = { selector: session.symbolText(selector) };
  if (located.kind === "found") {
    const { row } = located;
    return {
      exit: 0,
      payload: { symbol: symbolJson(row), candidates: [] },
      text: (style) => renderPlace(row, style),
      facts: { ...facts, symbols: 1 },
    };
  }
  const { reason, message, candidates } = located;
  announce(session, invocation, unresolvedNotice(reason, message, candidates));
  return {
    exit: 1,
    payload: { symbol: null, reason, message, candidates: candidates.map(symbolJson) },
    text: (style) => reason === "ambiguous" ? renderCandidates(candidates, style) : "",
    facts: { ...facts, symbols: 0, candidates: candidates.length },
  };
};

function renderPlace(row: SymbolRow, { colour }: TextStyle): string {
  const { startLine, startColumn } = row.nameRange;
  const place = `${visibleName(row.path)}:${startLine}:${startColumn}`;
  const lines = [
    `${paint(colour, "cyan", place)}  ${row.kind}  ${paint(colour, "bold", headline(row))}`.trimEnd(),
  ];
  if (row.doc !== "") lines.push(`  ${visibleName(row.doc)}`);
  const { range } = row;
  lines.push(
    `  ${paint(colour, "dim", `lines ${range.startLine}-${range.endLine}, id ${visibleName(row.id)}`)}`,
  );
  return `${lines.join("\n")}\n`;
}
