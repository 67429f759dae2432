/** `ctx stats` as a use case: what the telemetry of a window of time says. */
import { readCounters } from "../telemetry/read.ts";
import { summarize, type Summary } from "../telemetry/summary.ts";
import type { Session } from "./session.ts";
import { momentOf, readTelemetry, telemetryFolder } from "./telemetry_log.ts";

export type { CommandFigures, Summary } from "../telemetry/summary.ts";

/** The figures since `window` (`7d`, a date); "" for everything. Throws CtxError `bad-value` or `unsafe-state`. */
export function readStats(session: Session, window: string): Summary {
  const sinceMs = momentOf(session, "window", window);
  const untilMs = session.host.clock.now().getTime();
  const { events, tornLines } = readTelemetry(session, ({ atMs }) => atMs >= (sinceMs ?? -Infinity));
  return summarize({
    events,
    tornLines,
    counters: readCounters(telemetryFolder(session)),
    window: { label: window === "" ? "all" : window, sinceMs, untilMs },
  });
}
