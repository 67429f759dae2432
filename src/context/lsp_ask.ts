/**
 * The ladder: the background server within the limit, else our own answer, and always which of the two it is and why not
 * the better one. Our own answer is made while the server is waited for, so that it costs no time on top.
 */
import type { LspMethod } from "../lsp/observer.ts";
import type { Answer, NoAnswerReason } from "../lsp/question.ts";
import { CtxError } from "../model/error.ts";
import type { PackReader } from "../pack/reader.ts";
import { openBackground } from "./lsp_background.ts";
import type { LspPlace } from "./lsp_place.ts";
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

/** A warm server answers within this time; only then is our own answer begun. */
const HEAD_START_MS = 30;

/** The reasons that mean that time ran out. */
const LATE: readonly DegradedReason[] = ["timeout", "not-ready", "server-starting"];

/**
 * Asks about `place`. `accept` turns the server's answer into the command's, `own` makes one without a server. Throws
 * CtxError `no-server` under `requireLsp`, and `bad-value` for an unknown `CTX_LSP_SERVER`.
 */
export async function askLadder<T>(
  session: Session,
  reader: PackReader,
  method: LspMethod,
  request: LspRequest,
  place: LspPlace,
  accept: (answer: Answer) => T | null,
  own: () => Promise<T>,
): Promise<Laddered<T>> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  let fallback: Promise<T> | null = null;
  const settled = serverAnswer(session, reader, method, request, place);
  const timer = new Promise<"waiting">((resolve) => setTimeout(() => resolve("waiting"), HEAD_START_MS));
  if (!request.requireLsp && await Promise.race([settled, timer]) === "waiting") fallback = own();
  const outcome = await settled;
  if (typeof outcome !== "string") {
    const answer = outcome.kind === "none" ? null : accept(outcome);
    if (answer !== null) {
      // A failure of what nobody needs any more is nobody's business.
      fallback?.catch(() => "unused");
      return { answeredBy: "lsp", degraded: null, answer };
    }
  }
  const reason = typeof outcome === "string"
    ? outcome
    : outcome.kind === "none"
    ? outcome.reason
    : "server-error";
  if (LATE.includes(reason)) {
    recordTimeout(session, method, request.timeoutMs, clock.monotonicMs() - startMs);
  }
  if (request.requireLsp) {
    throw new CtxError(
      "no-server",
      `could not ask the language server about ${request.target}: ${inWords(reason)}`,
      {
        hint: hintFor(reason),
      },
    );
  }
  session.recorder.incr("lsp_fallback_count");
  return { answeredBy: "tree-sitter", degraded: { reason }, answer: await (fallback ?? own()) };
}

async function serverAnswer(
  session: Session,
  reader: PackReader,
  method: LspMethod,
  request: LspRequest,
  place: LspPlace,
): Promise<Answer | DegradedReason> {
  if (request.timeoutMs === 0) return "not-asked";
  if (place.file.lang !== "python") return "language-not-served";
  const { path } = place.file;
  try {
    const { answer } = await openBackground(session).ask({
      method,
      path,
      line: place.line,
      column: place.column,
      timeoutMs: request.timeoutMs,
      epoch: reader.packSha,
    });
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
