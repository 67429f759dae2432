/**
 * The ladder: the background server within the limit, else our own answer, and always which of the two it is and why not
 * the better one. Our own answer is made while a server is waited for that does not answer at once, so that it costs no
 * time on top.
 */
import { hasSettled } from "../lsp/deadline.ts";
import type { LspMethod } from "../lsp/observer.ts";
import type { Answer, NoAnswerReason } from "../lsp/question.ts";
import { CtxError } from "../model/error.ts";
import { openBackground } from "./lsp_background.ts";
import { recordTimeout } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

/** Why the language server has not answered. */
export type DegradedReason = NoAnswerReason | "not-asked" | "language-not-served" | "state-unusable";

export interface LspRequest {
  /** As it was typed. */
  readonly target: string;
  /** 0: never ask the server. */
  readonly timeoutMs: number;
  /** Fail rather than answer without the server. */
  readonly requireLsp: boolean;
}

export interface Laddered<T> {
  readonly answeredBy: "lsp" | "tree-sitter";
  readonly degraded: { readonly reason: DegradedReason } | null;
  readonly answer: T;
}

/** The reasons that mean that time ran out. */
const LATE: readonly DegradedReason[] = ["timeout", "not-ready", "server-starting"];

/**
 * Waits for what the server says. `accept` turns its answer into the command's, `own` makes one without a server. Throws
 * CtxError `no-server` under `requireLsp`, and `bad-value` for an unknown `CTX_LSP_SERVER`.
 */
export async function climbLadder<T>(
  session: Session,
  method: LspMethod,
  request: LspRequest,
  settled: Promise<Answer | DegradedReason>,
  accept: (answer: Answer) => T | null,
  own: () => Promise<T>,
): Promise<Laddered<T>> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  const fallback = !request.requireLsp && !await hasSettled(settled) ? own() : null;
  const outcome = await settled;
  if (typeof outcome !== "string") {
    const answer = outcome.kind === "none" ? null : accept(outcome);
    if (answer !== null) {
      // A failure of what nobody needs any more is nobody's business.
      fallback?.catch(() => "unused");
      return { answeredBy: "lsp", degraded: null, answer };
    }
  }
  const reason = reasonOf(outcome);
  if (LATE.includes(reason)) {
    const waitedMs = clock.monotonicMs() - startMs;
    const fallbackTo = request.requireLsp ? null : "tree-sitter";
    recordTimeout(session, method, { timeoutMs: request.timeoutMs, waitedMs, fallbackTo });
  }
  if (request.requireLsp) {
    const message = `could not ask the language server about ${request.target}: ${inWords(reason)}`;
    throw new CtxError("no-server", message, { hint: hintFor(reason) });
  }
  session.recorder.incr("lsp_fallback_count");
  return { answeredBy: "tree-sitter", degraded: { reason }, answer: await (fallback ?? own()) };
}

function reasonOf(outcome: Answer | DegradedReason): DegradedReason {
  if (typeof outcome === "string") return outcome;
  return outcome.kind === "none" ? outcome.reason : "server-error";
}

/** At most this part of the limit is kept back for what comes after the server's answer. */
const MOST_KEPT_BACK = 1 / 4;

/**
 * How long the server may be waited for, so that the whole command ends within its limit and its own start-up: what is
 * still to do then (print, write telemetry) takes half of the time that this process has taken up to now, or the whole
 * of it when the machine turns busy meanwhile.
 */
function patience({ host }: Session, timeoutMs: number): number {
  return timeoutMs - Math.min(timeoutMs * MOST_KEPT_BACK, host.clock.monotonicMs());
}

/** Asks the background server about a place in a file; starts one where there is none. */
export async function serverAnswer(
  session: Session,
  method: LspMethod,
  timeoutMs: number,
  place: { readonly path: string; readonly line: number; readonly column: number },
): Promise<Answer | DegradedReason> {
  if (timeoutMs === 0) return "not-asked";
  if (!/\.pyi?$/.test(place.path)) return "language-not-served";
  try {
    const { path, line, column } = place;
    const question = { method, path, line, column, timeoutMs: patience(session, timeoutMs) };
    const { answer } = await openBackground(session).ask(question);
    return answer;
  } catch (error) {
    if (error instanceof CtxError && error.code !== "bad-value") return "state-unusable";
    throw error;
  }
}

/** A reason for people. */
export function inWords(reason: DegradedReason): string {
  switch (reason) {
    case "not-asked":
      return "it was not asked (--timeout-ms 0)";
    case "language-not-served":
      return "it does not serve this language";
    case "state-unusable":
      return "_ctx/run cannot be used";
    case "server-missing":
      return "it is not installed";
    case "server-starting":
      return "it is still starting";
    case "not-ready":
      return "it has not read the files yet";
    case "timeout":
      return "it did not answer in time";
    case "server-failed":
      return "it did not start";
    case "server-crashed":
      return "it has crashed";
    case "server-error":
      return "it answered with an error";
    case "no-such-place":
      return "there is no such place in the file";
    case "stopping":
      return "it is being stopped";
  }
}

function hintFor(reason: DegradedReason): string {
  if (reason === "server-missing") {
    return "run `deno install` in the folder of ctx, or choose one with CTX_LSP_SERVER";
  }
  if (LATE.includes(reason)) return "run ctx lsp start first, or give it more time with --timeout-ms";
  return "";
}
