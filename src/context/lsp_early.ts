/**
 * The short way to a warm server: a place given as `path:line:column` needs no pack, and the server names its targets
 * itself, so that neither the segment is walked nor the pack opened here.
 */
import type { LspMethod } from "../lsp/observer.ts";
import type { Answer } from "../lsp/question.ts";
import { segmentPaths } from "./ast_paths.ts";
import { type DegradedReason, type LspRequest, serverAnswer } from "./lsp_ask.ts";
import type { Session } from "./session.ts";

export type ServerSays = Answer | DegradedReason;

/** A question that is already on its way. */
export interface EarlyQuestion {
  readonly path: string;
  readonly settled: Promise<ServerSays>;
}

const PLACE = /^(.+\.pyi?):(\d{1,9}):(\d{1,9})$/;

/** Asks at once, where the operand and the options allow it; null where they do not. */
export function askEarly(session: Session, method: LspMethod, request: LspRequest): EarlyQuestion | null {
  const [, typed = "", line = "", column = ""] = PLACE.exec(request.target) ?? [];
  if (typed === "" || request.timeoutMs === 0 || !session.options.sync || session.options.includeSecrets) {
    return null;
  }
  const path = segmentPaths(typed, session.segment, session.callerFolder)
    .find((one) => session.host.fs.lstat(one)?.kind === "file");
  if (path === undefined) return null;
  const place = { path, line: Number(line), column: Number(column) };
  return { path, settled: serverAnswer(session, method, request.timeoutMs, place) };
}
