/** `ctx lsp diagnostics` */
import { diagnoseFile } from "../../context/lsp_diagnostics.ts";
import type { RunCommand } from "../command.ts";
import { ladderFacts, ladderJson, ladderLine, lspRequest } from "../render/lsp.ts";
import { rangeJson } from "../render/shapes.ts";
import { paint, visibleName } from "../render/text.ts";

export const run: RunCommand = async (session, invocation) => {
  const request = lspRequest(invocation);
  const { path, result } = await diagnoseFile(session, request);
  const findings = result.answer;
  return {
    exit: findings.length > 0 ? 1 : 0,
    payload: {
      ...ladderJson(result),
      diagnostics: findings.map(({ range, severity, code, message }) => ({
        path,
        range: rangeJson(range),
        severity,
        code,
        message,
      })),
    },
    text: (style) => {
      const lines = findings.map(({ range, severity, code, message }) => {
        const place = `${visibleName(path)}:${range.startLine}:${range.startColumn}`;
        const level = paint(style.colour, severity === "error" ? "red" : "yellow", severity);
        return `${paint(style.colour, "cyan", place)}  ${level}  ${visibleName(message)}${
          code === "" ? "" : ` (${visibleName(code)})`
        }\n`;
      });
      return (lines.join("") || "no findings\n") + ladderLine(result, style);
    },
    facts: { ...ladderFacts(session, request, result), hits: findings.length },
  };
};
