/**
 * From happenings in the use cases to telemetry events: the one place that joins the two vocabularies. Adds no
 * effect of its own.
 */
import type { Recorder } from "../telemetry/recorder.ts";
import { segmentPath } from "../telemetry/redact.ts";
import type { CommandEvent } from "../telemetry/vocabulary.ts";
import type { DisclosureMode } from "../model/chunk.ts";
import type { ParseFacts } from "./parse_source.ts";
import type { Session } from "./session.ts";

/** What a command's own event says, besides its name, time, status and exit. */
export type CommandFacts = Partial<
  Omit<CommandEvent, "cmd" | "timingMs" | "status" | "warnings" | "exitStatus">
>;

export function recordParse(recorder: Recorder, path: string, facts: ParseFacts, timingMs: number): void {
  recorder.event({
    cmd: "ast.parse",
    timingMs,
    file: segmentPath(path),
    functions: facts.functions,
    classes: facts.classes,
    skeletonBytes: facts.skeletonBytes,
    reductionRatio: facts.sourceBytes === 0 ? 0 : facts.skeletonBytes / facts.sourceBytes,
  });
}

/** One access to the parse cache: the rows that the pack holds for a file's bytes. */
export function recordCacheAccess(recorder: Recorder, path: string, hit: boolean, previousSha: string): void {
  recorder.event({
    cmd: "ast.cache",
    timingMs: 0,
    file: segmentPath(path),
    cacheHit: hit,
    prevSha: previousSha === "" ? null : previousSha.slice(0, 16),
  });
}

/** `bytes` of a file's text were served at `mode`. */
export function recordFileRead(
  recorder: Recorder,
  path: string,
  mode: DisclosureMode,
  bytes: number,
  timingMs: number,
): void {
  recorder.event({ cmd: "file.read", timingMs, file: segmentPath(path), mode, bytes });
}

/** One look-up of a selector, as it was typed, that had `matches` meanings. */
export function recordResolution(session: Session, text: string, matches: number, timingMs: number): void {
  session.recorder.event({
    cmd: "selector.resolve",
    timingMs,
    symbolQuery: session.symbolText(text),
    resolved: matches === 1,
    matches,
    ambiguous: matches > 1,
  });
}
