/** `ctx ast snippet`: the source behind a selector, with lines around it when asked for. */
import { estimateTokens, sampleTokens } from "../disclosure/tokens.ts";
import type { Range } from "../model/range.ts";
import { type Located, resolveText } from "./ast_resolve.ts";
import type { SymbolRow } from "./ast_symbols.ts";
import { sourceReader } from "./serve_source.ts";
import type { Session } from "./session.ts";
import { recordFileRead } from "./trace.ts";

export interface Snippet {
  readonly row: SymbolRow;
  /** Exactly what stands at `textRange`: the symbol from its first to its last character, or whole lines. */
  readonly text: string;
  readonly textRange: Range;
  /** What stands before `text` on its first line: its indentation, as a rule. */
  readonly lead: string;
  readonly tokenEst: number;
  readonly sizeBytes: number;
  /** What reading the whole file would have cost. */
  readonly wholeFileTokens: number;
}

export type SnippetAnswer =
  | { readonly kind: "found"; readonly snippet: Snippet }
  | Located & { readonly kind: "none" }
  /** The file is not what the pack knows, or cannot be read. */
  | { readonly kind: "unreadable"; readonly row: SymbolRow; readonly reason: string };

/** Reads the source of `text`'s target with `contextLines` lines before and after. Throws as resolveText. */
export async function readSnippet(
  session: Session,
  text: string,
  contextLines: number,
): Promise<SnippetAnswer> {
  const located = await resolveText(session, text);
  if (located.kind === "none") return located;
  const { file, row } = located;
  const start = session.host.clock.monotonicMs();
  const served = await sourceReader(session)(file);
  if (!served.ok) return { kind: "unreadable", row, reason: served.reason };
  const { lines } = served;
  const { range } = row;
  const offset = (line: number, column: number): number => lines.startOf(line) + column - 1;
  const first = Math.max(1, range.startLine - contextLines);
  const last = Math.min(lines.lineCount, lastLineOf(range) + contextLines);
  const span = contextLines === 0
    ? { start: offset(range.startLine, range.startColumn), end: offset(range.endLine, range.endColumn) }
    : { start: lines.startOf(first), end: lines.endOf(last) };
  const source = served.text.slice(span.start, span.end);
  const sizeBytes = new TextEncoder().encode(source).length;
  recordFileRead(session.recorder, file.path, "raw", sizeBytes, session.host.clock.monotonicMs() - start);
  return {
    kind: "found",
    snippet: {
      row,
      text: source,
      textRange: lines.rangeOf(span),
      lead: served.text.slice(lines.startOf(lines.lineAt(span.start)), span.start),
      tokenEst: estimateTokens(source),
      sizeBytes,
      wholeFileTokens: sampleTokens(served.text),
    },
  };
}

/** The end is exclusive: a range that ends before the first column of a line does not reach into that line. */
function lastLineOf(range: Range): number {
  return range.endColumn === 1 && range.endLine > range.startLine ? range.endLine - 1 : range.endLine;
}
