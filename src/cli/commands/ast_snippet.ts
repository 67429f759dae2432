/** `ctx ast snippet` */
import { readSnippet, type Snippet } from "../../context/ast_snippet.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { announce, missingNotice, unresolvedNotice } from "../render/missing.ts";
import { rangeJson, symbolJson } from "../render/shapes.ts";
import { renderCandidates } from "../render/symbols.ts";
import { paint, visibleName, visibleText } from "../render/text.ts";

const MOST_CONTEXT = 10_000;

export const run: RunCommand = async (session, invocation) => {
  const selector = invocation.operands[0] ?? "";
  const contextLines = invocation.whole("context", 0, 0, MOST_CONTEXT);
  const answer = await readSnippet(session, selector, contextLines);
  const facts = { selector: session.symbolText(selector), contextLines };
  switch (answer.kind) {
    case "found": {
      const { snippet } = answer;
      return {
        exit: 0,
        payload: { chunk: chunkJson(snippet), candidates: [] },
        text: (style) => renderSnippet(snippet, style),
        facts: {
          ...facts,
          chunks: 1,
          bytesRead: snippet.sizeBytes,
          disclosureMode: "raw",
          tokens: snippet.tokenEst,
          wholeFileTokens: snippet.wholeFileTokens,
        },
      };
    }
    case "unreadable": {
      const { path } = answer.row;
      announce(session, invocation, missingNotice({ path, reason: answer.reason, candidates: [] }));
      return {
        exit: 1,
        payload: { chunk: null, reason: answer.reason, candidates: [] },
        text: () => "",
        facts: { ...facts, chunks: 0 },
      };
    }
    case "none": {
      const { reason, message, candidates } = answer;
      announce(session, invocation, unresolvedNotice(reason, message, candidates));
      return {
        exit: 1,
        payload: { chunk: null, reason, message, candidates: candidates.map(symbolJson) },
        text: (style) => reason === "ambiguous" ? renderCandidates(candidates, style) : "",
        facts: { ...facts, chunks: 0, candidates: candidates.length },
      };
    }
  }
};

/** `range` is the symbol's, `text_range` that of `text`. */
function chunkJson({ row, text, textRange, tokenEst }: Snippet): Record<string, unknown> {
  return {
    id: row.id,
    kind: row.kind,
    path: row.path,
    lang: row.lang,
    range: rangeJson(row.range),
    text_range: rangeJson(textRange),
    text,
    token_est: tokenEst,
  };
}

/** Whole lines, so that the first is indented like the rest; numbered on a terminal. */
function renderSnippet({ row, text, textRange, lead }: Snippet, { colour, visible }: TextStyle): string {
  const whole = /^\s*$/.test(lead) ? lead + text : text;
  if (!visible) return whole.endsWith("\n") ? whole : `${whole}\n`;
  const lines = visibleText(whole).replace(/\n$/, "").split("\n");
  const width = String(textRange.startLine + lines.length - 1).length;
  const numbered = lines.map((line, index) => {
    const number = textRange.startLine + index;
    const inside = number >= row.range.startLine && number <= row.range.endLine;
    const gutter = `${String(number).padStart(width)} ${inside ? "│" : "┆"}`;
    return `${paint(colour, "dim", gutter)} ${line}`.trimEnd();
  });
  return `${paint(colour, "cyan", visibleName(row.id))}\n${numbered.join("\n")}\n`;
}
