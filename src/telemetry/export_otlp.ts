/**
 * Events as OTLP/JSON lines: one `LogsData` object a run, the file format of OpenTelemetry's file exporter ("files
 * must contain exactly one type of data": logs). Pure.
 * Invariant: 64-bit numbers are strings and enums numbers, as the OTLP/JSON mapping wants them.
 */
import type { Scalar, StoredEvent } from "./events.ts";

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** SeverityNumber of logs.proto: 9 INFO, 13 WARN, 17 ERROR. */
const INFO = 9;
const WARN = 13;
const ERROR = 17;

function anyValue(value: Exclude<Scalar, null>): Readonly<Record<string, unknown>> {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function attribute(key: string, value: Scalar): KeyValue[] {
  return value === null ? [] : [{ key, value: anyValue(value) }];
}

function attributesOf(event: StoredEvent): KeyValue[] {
  const { seq, timingMs, args, result, fields, latency } = event;
  return [
    ...attribute("ctx.seq", seq),
    ...attribute("ctx.timing_ms", timingMs),
    ...Object.entries(args).flatMap(([name, value]) => attribute(`ctx.args.${name}`, value)),
    ...Object.entries(result).flatMap(([name, value]) => attribute(`ctx.result.${name}`, value)),
    ...Object.entries(fields).flatMap(([name, value]) => attribute(`ctx.${name}`, value)),
    ...attribute("ctx.count", latency?.count ?? null),
    ...event.warnings.length === 0 ? [] : [{
      key: "ctx.warnings",
      value: { arrayValue: { values: event.warnings.map((text) => ({ stringValue: text })) } },
    }],
  ];
}

function severity(event: StoredEvent): { severityNumber: number; severityText: string } {
  const status = event.result["status"];
  if (status === "error") return { severityNumber: ERROR, severityText: "ERROR" };
  if (status === "timeout" || status === "degraded" || event.warnings.length > 0) {
    return { severityNumber: WARN, severityText: "WARN" };
  }
  return { severityNumber: INFO, severityText: "INFO" };
}

function logRecord(event: StoredEvent): Readonly<Record<string, unknown>> {
  const nanos = `${event.atMs}000000`;
  return {
    timeUnixNano: nanos,
    observedTimeUnixNano: nanos,
    ...severity(event),
    eventName: event.cmd,
    body: { stringValue: event.cmd },
    attributes: attributesOf(event),
  };
}

/** The lines of an OTLP/JSON file, newlines included. `version`: of ctx. */
export function* exportOtlp(events: readonly StoredEvent[], version: string): Generator<string> {
  const runs = new Map<string, StoredEvent[]>();
  for (const event of events) {
    const known = runs.get(event.runId);
    if (known === undefined) runs.set(event.runId, [event]);
    else known.push(event);
  }
  for (const [runId, own] of runs) {
    const resource = {
      attributes: [
        ...attribute("service.name", "ctx"),
        ...attribute("service.version", version),
        ...attribute("service.instance.id", runId),
      ],
    };
    const scopeLogs = [{ scope: { name: "ctx.telemetry", version }, logRecords: own.map(logRecord) }];
    yield `${JSON.stringify({ resourceLogs: [{ resource, scopeLogs }] })}\n`;
  }
}
