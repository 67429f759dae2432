/** What was recorded, as use cases: the events, their exports, where they lie, and deleting them. */
import { TELEMETRY_PATH } from "../host/permissions.ts";
import { CtxError } from "../model/error.ts";
import { type Bag, encodeStored, type StoredEvent } from "../telemetry/events.ts";
import { LOG_NAMES } from "../telemetry/event_log.ts";
import { exportCsv } from "../telemetry/export_csv.ts";
import { exportOtlp } from "../telemetry/export_otlp.ts";
import { exportPrometheus } from "../telemetry/export_prometheus.ts";
import { LAST_RUN_NAME, type LogFolder, METRICS_NAME } from "../telemetry/log_files.ts";
import { pruneLog } from "../telemetry/prune.ts";
import { type LogReading, readCounters, readLog } from "../telemetry/read.ts";
import { parseSince } from "../telemetry/since.ts";
import type { Session } from "./session.ts";

export const EXPORT_FORMATS = ["jsonl", "csv", "otlp", "prometheus"] as const;
export type ExportFormat = typeof EXPORT_FORMATS[number];

export interface EventFilter {
  /** An event's name, or the first of its dotted parts (`lsp`); "" for all. */
  readonly cmd: string;
  /** `7d`, `12h`, a date; "" for all. */
  readonly since: string;
}

/** One event for people; `json` is its line's object. */
export interface EventRow {
  readonly ts: string;
  readonly cmd: string;
  readonly status: string;
  readonly timingMs: number;
  /** How many events this one stands for. */
  readonly count: number;
  readonly args: Bag;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface TelemetryFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface Removal {
  readonly removedEvents: number;
  readonly keptEvents: number;
  readonly removedFiles: readonly string[];
}

/** The folder of this process' segment. */
export function telemetryFolder(session: Session): LogFolder {
  const { fs, clock, processes } = session.host;
  return { fs, clock, directory: TELEMETRY_PATH, uid: processes.uid() };
}

/** The moment that a flag names, in milliseconds since the epoch; null for "". Throws CtxError `bad-value`. */
export function momentOf(session: Session, flag: string, text: string): number | null {
  if (text === "") return null;
  const moment = parseSince(text, session.host.clock.now().getTime());
  if (moment === null) {
    throw new CtxError("bad-value", `--${flag} takes a span or a date, not ${JSON.stringify(text)}`, {
      hint: `for example --${flag} 30m, 12h, 7d, 2w or 2026-01-31`,
    });
  }
  return moment;
}

/** Throws CtxError `unsafe-state` when something else stands in place of the folder. */
export function readTelemetry(session: Session, wanted: (event: StoredEvent) => boolean): LogReading {
  const reading = readLog(telemetryFolder(session), wanted);
  if (reading.obstacle !== null) throw unsafe(reading.obstacle);
  return reading;
}

function unsafe(obstacle: string): CtxError {
  return new CtxError("unsafe-state", `could not use the telemetry folder: ${obstacle}`);
}

function filterOf(session: Session, { cmd, since }: EventFilter): (event: StoredEvent) => boolean {
  const sinceMs = momentOf(session, "since", since) ?? -Infinity;
  return (event) =>
    event.atMs >= sinceMs && (cmd === "" || event.cmd === cmd || event.cmd.startsWith(`${cmd}.`));
}

/** The recorded events, oldest first. */
export function listEvents(session: Session, filter: EventFilter): EventRow[] {
  return readTelemetry(session, filterOf(session, filter)).events.map((event) => ({
    ts: event.ts,
    cmd: event.cmd,
    status: String(event.result["status"] ?? ""),
    timingMs: event.timingMs,
    count: event.latency?.count ?? 1,
    args: event.args,
    json: encodeStored(event),
  }));
}

/** The events (`prometheus`: the counters too) in a format for other programs, in pieces. */
export function exportEvents(
  session: Session,
  filter: EventFilter,
  format: ExportFormat,
  version: string,
): string[] {
  const { events } = readTelemetry(session, filterOf(session, filter));
  switch (format) {
    case "jsonl":
      return events.map((event) => `${JSON.stringify(encodeStored(event))}\n`);
    case "csv":
      return [...exportCsv(events)];
    case "otlp":
      return [...exportOtlp(events, version)];
    case "prometheus":
      return [...exportPrometheus(readCounters(telemetryFolder(session)), events)];
  }
}

/** The telemetry files that exist. */
export function telemetryFiles(session: Session): TelemetryFile[] {
  const { fs } = session.host;
  return [...LOG_NAMES, METRICS_NAME, LAST_RUN_NAME].flatMap((name) => {
    const path = `${TELEMETRY_PATH}/${name}`;
    const info = fs.lstat(path);
    return info === null ? [] : [{ path, sizeBytes: info.sizeBytes }];
  });
}

/** Deletes the events before `before` (a span or a date), or with "" everything that was ever recorded. */
export function pruneTelemetry(session: Session, before: string): Removal {
  const { obstacle, ...removal } = pruneLog(telemetryFolder(session), momentOf(session, "before", before));
  if (obstacle !== null) throw unsafe(obstacle);
  return removal;
}
