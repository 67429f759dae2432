/** `ctx lsp definition` */
import { findDefinition } from "../../context/lsp_definition.ts";
import type { RunCommand } from "../command.ts";
import { ladderFacts, ladderJson, ladderLine, lspRequest, renderTargets, targetJson } from "../render/lsp.ts";

export const run: RunCommand = async (session, invocation) => {
  const request = lspRequest(invocation);
  const outcome = await findDefinition(session, request);
  if (outcome.kind === "none") {
    const { unplaced } = await import("../render/lsp_unplaced.ts");
    return unplaced(session, invocation, outcome, { targets: [] });
  }
  const { result } = outcome;
  const targets = result.answer;
  return {
    exit: targets.length > 0 ? 0 : 1,
    payload: { ...ladderJson(result), targets: targets.map(targetJson) },
    text: (style) => renderTargets(targets, "definition", style) + ladderLine(result, style),
    facts: { ...ladderFacts(session, request, result), targets: targets.length },
  };
};
