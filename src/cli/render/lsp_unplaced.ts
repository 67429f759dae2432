/** The answer of an `lsp` command whose operand names no place; loaded only then, for a warm answer is quick. */
import type { PlaceOutcome } from "../../context/lsp_place.ts";
import type { Session } from "../../context/session.ts";
import type { Answer, Invocation } from "../command.ts";
import { announce, unresolvedNotice } from "./missing.ts";
import { symbolJson } from "./shapes.ts";
import { renderCandidates } from "./symbols.ts";

/** `payload` is the command's own part of it, empty. */
export function unplaced(
  session: Session,
  invocation: Invocation,
  outcome: PlaceOutcome & { kind: "none" },
  payload: Record<string, unknown>,
): Answer {
  const { reason, message, candidates } = outcome;
  announce(session, invocation, unresolvedNotice(reason, message, candidates));
  return {
    exit: 1,
    payload: {
      answered_by: null,
      degraded: null,
      ...payload,
      reason,
      message,
      candidates: candidates.map(symbolJson),
    },
    text: (style) => reason === "ambiguous" ? renderCandidates(candidates, style) : "",
    facts: { selector: session.symbolText(invocation.operands[0] ?? ""), candidates: candidates.length },
  };
}
