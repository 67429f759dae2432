/** `ctx lsp references` */
import { findReferences } from "../../context/lsp_references.ts";
import type { RunCommand } from "../command.ts";
import { ladderFacts, ladderJson, ladderLine, lspRequest, renderTargets, targetJson } from "../render/lsp.ts";

export const run: RunCommand = async (session, invocation) => {
  const request = lspRequest(invocation);
  const outcome = await findReferences(session, request);
  if (outcome.kind === "none") {
    const { unplaced } = await import("../render/lsp_unplaced.ts");
    return unplaced(session, invocation, outcome, { references: [], partial: false });
  }
  const { result } = outcome;
  const { targets, partial } = result.answer;
  return {
    exit: targets.length > 0 ? 0 : 1,
    payload: { ...ladderJson(result), references: targets.map(targetJson), partial },
    text: (style) => renderTargets(targets, "references", style) + ladderLine(result, style),
    facts: { ...ladderFacts(session, request, result), targets: targets.length },
  };
};
