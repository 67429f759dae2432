/** From what happens at a language server to telemetry: the one place that joins those two vocabularies. */
import type { LspHappening } from "../lsp/observer.ts";
import type { Recorder } from "../telemetry/recorder.ts";
import { segmentPath, telemetryPath } from "../telemetry/redact.ts";
import type { Session } from "./session.ts";

export function recordHappening(recorder: Recorder, happening: LspHappening): void {
  const { timingMs } = happening;
  switch (happening.kind) {
    case "spawn":
      recorder.event({
        cmd: "lsp.spawn",
        timingMs,
        pyrightBinary: happening.binary,
        subprocessPid: happening.pid,
        coldStart: happening.coldStart,
      });
      return;
    case "initialize": {
      const status = happening.status === "failed" ? "error" : happening.status;
      recorder.event({ cmd: "lsp.initialize", timingMs, status, workspace: segmentPath("") });
      return;
    }
    case "ready":
      recorder.event({ cmd: "lsp.ready", timingMs, readyVia: happening.via });
      return;
    case "diagnostics":
      recorder.event({
        cmd: "lsp.diagnostics",
        timingMs,
        diagCount: happening.count,
        snippetHash: happening.digest,
      });
  }
}

/** One request, as the command that asked it saw it end. */
export function recordRequest(
  session: Session,
  method: "definition" | "references" | "hover",
  facts: { symbol: string; target: string | null; resolved: boolean; degraded: boolean; timingMs: number },
): void {
  session.recorder.event({
    cmd: `lsp.${method}`,
    timingMs: facts.timingMs,
    status: facts.degraded ? "degraded" : facts.resolved ? "ok" : "no",
    symbol: session.symbolText(facts.symbol),
    resolved: facts.resolved,
    targetFile: facts.target === null ? null : telemetryPath(facts.target, session.segment),
  });
}

/** A server that has not answered in time; `fallbackTo` null: and nobody else was asked. */
export function recordTimeout(
  session: Session,
  method: string,
  facts: { timeoutMs: number; waitedMs: number; fallbackTo: "tree-sitter" | null },
): void {
  const { timeoutMs, waitedMs, fallbackTo } = facts;
  session.recorder.event({
    cmd: "lsp.timeout",
    timingMs: waitedMs,
    status: "timeout",
    method,
    timeoutMs,
    fallbackTo,
  });
}
