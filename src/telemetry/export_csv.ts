/**
 * Events as CSV (RFC 4180): one row an event, one column a field that any of them has. Pure.
 * Invariant: no cell is a formula to a spreadsheet, and no value ends a cell or a row early.
 */
import type { Scalar, StoredEvent } from "./events.ts";

const COMMON = ["ts", "run_id", "seq", "cmd", "status", "timing_ms", "count", "warnings"] as const;

/** What spreadsheets take for a formula's beginning; a quote before it keeps it text (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: Scalar): string {
  if (value === null) return "";
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function commonCells(event: StoredEvent): Scalar[] {
  const { ts, runId, seq, cmd, result, timingMs, latency, warnings } = event;
  return [ts, runId, seq, cmd, result["status"] ?? null, timingMs, latency?.count ?? 1, warnings.join("; ")];
}

/** The fields of an event by column: `args_file`, `result_hits`, `bytes_read`. */
function columnsOf(event: StoredEvent): [string, Scalar][] {
  const args = Object.entries(event.args).map(([name, value]): [string, Scalar] => [`args_${name}`, value]);
  const result = Object.entries(event.result)
    .filter(([name]) => name !== "status")
    .map(([name, value]): [string, Scalar] => [`result_${name}`, value]);
  return [...args, ...result, ...Object.entries(event.fields)];
}

/** The lines of a CSV file, header first, each with its CRLF. */
export function* exportCsv(events: readonly StoredEvent[]): Generator<string> {
  const names = [...new Set(events.flatMap((event) => columnsOf(event).map(([name]) => name)))].sort();
  yield `${[...COMMON, ...names].join(",")}\r\n`;
  for (const event of events) {
    const values = new Map(columnsOf(event));
    const cells = [...commonCells(event), ...names.map((name) => values.get(name) ?? null)];
    yield `${cells.map(cell).join(",")}\r\n`;
  }
}
