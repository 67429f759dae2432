/** `ctx lsp hover` */
import { describePlace } from "../../context/lsp_hover.ts";
import type { RunCommand } from "../command.ts";
import { ladderFacts, ladderJson, ladderLine, lspRequest } from "../render/lsp.ts";
import { visibleText } from "../render/text.ts";

export const run: RunCommand = async (session, invocation) => {
  const request = lspRequest(invocation);
  const outcome = await describePlace(session, request);
  if (outcome.kind === "none") {
    const { unplaced } = await import("../render/lsp_unplaced.ts");
    return unplaced(session, invocation, outcome, { contents: "" });
  }
  const { result } = outcome;
  const contents = result.answer;
  return {
    exit: contents === "" ? 1 : 0,
    payload: { ...ladderJson(result), contents },
    text: (style) => {
      const shown = style.visible ? visibleText(contents) : contents;
      return (contents === "" ? "nothing is known about this place\n" : `${shown}\n`) +
        ladderLine(result, style);
    },
    facts: ladderFacts(session, request, result),
  };
};
