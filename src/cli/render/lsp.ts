/** What the `lsp` commands have in common: their flags, the ladder's two members, places for people. */
import type { Laddered, LspRequest } from "../../context/lsp_ask.ts";
import { inWords } from "../../context/lsp_ask.ts";
import type { LspTarget } from "../../context/lsp_targets.ts";
import type { Session } from "../../context/session.ts";
import type { CommandFacts } from "../../context/trace.ts";
import type { Invocation, TextStyle } from "../command.ts";
import { rangeJson } from "./shapes.ts";
import { paint, visibleName } from "./text.ts";

const DEFAULT_TIMEOUT_MS = 500;
const MOST_TIMEOUT_MS = 600_000;

export function lspRequest(invocation: Invocation): LspRequest {
  return {
    target: invocation.operands[0] ?? "",
    timeoutMs: invocation.whole("timeout-ms", DEFAULT_TIMEOUT_MS, 0, MOST_TIMEOUT_MS),
    requireLsp: invocation.has("require-lsp"),
  };
}

/** `answered_by` and `degraded`, in every answer. */
export function ladderJson({ answeredBy, degraded }: Laddered<unknown>): Record<string, unknown> {
  return { answered_by: answeredBy, degraded: degraded === null ? null : { reason: degraded.reason } };
}

export function ladderFacts(
  session: Session,
  { target, timeoutMs, requireLsp }: LspRequest,
  { answeredBy, degraded }: Laddered<unknown>,
): CommandFacts {
  return {
    selector: session.symbolText(target),
    timeoutMs,
    requireLsp,
    answeredBy,
    degradedReason: degraded?.reason ?? null,
  };
}

/** The last line of an answer: who gave it, and why not the better source. */
export function ladderLine({ degraded }: Laddered<unknown>, { colour }: TextStyle): string {
  if (degraded === null) return "";
  const text = `answered by tree-sitter, not by the language server: ${inWords(degraded.reason)}`;
  return `${paint(colour, "dim", text)}\n`;
}

export function targetJson({ path, range, id, external }: LspTarget): Record<string, unknown> {
  return { path, range: rangeJson(range), id, external };
}

/** One place a line: where, and what it is called. `sought` says what there is none of. */
export function renderTargets(
  targets: readonly LspTarget[],
  sought: "definition" | "references",
  { colour }: TextStyle,
): string {
  if (targets.length === 0) return `no ${sought} found\n`;
  return targets.map(({ path, range, id }) => {
    const place = `${visibleName(path)}:${range.startLine}:${range.startColumn}`;
    const named = id === null || id === path ? "" : `  ${paint(colour, "dim", visibleName(id))}`;
    return `${paint(colour, "cyan", place)}${named}\n`;
  }).join("");
}
