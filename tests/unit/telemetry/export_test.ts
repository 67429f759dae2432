/** The exports against readers that know nothing of ctx: a CSV parser by the RFC, a Prometheus parser, OTLP's shape. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { exportCsv } from "../../../src/telemetry/export_csv.ts";
import { exportOtlp } from "../../../src/telemetry/export_otlp.ts";
import { exportPrometheus } from "../../../src/telemetry/export_prometheus.ts";
import type { StoredEvent } from "../../../src/telemetry/events.ts";
import { readCounters, readLog } from "../../../src/telemetry/read.ts";
import { cutQuery, segmentPath } from "../../../src/telemetry/redact.ts";
import type { LogFolder } from "../../../src/telemetry/log_files.ts";
import type { TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";
import { withFolder, writeRun } from "./write_runs.ts";

const EVENTS: readonly TelemetryEvent[] = [
  {
    cmd: "ctx.search",
    timingMs: 31,
    status: "no",
    query: cutQuery('=HYPERLINK("x") a, "b"'),
    hits: 0,
    bytesRead: 5,
    disclosureMode: null,
    tokens: 0,
    warnings: [cutQuery("stale, sort of"), cutQuery("+1")],
  },
  {
    cmd: "ast.parse",
    timingMs: 4,
    file: segmentPath("-odd name,é.py"),
    functions: 12,
    classes: 3,
    skeletonBytes: 812,
    reductionRatio: 0.09,
  },
  { cmd: "lsp.timeout", timingMs: 500, status: "timeout", method: "hover", timeoutMs: 500, fallbackTo: null },
];

async function withEvents(run: (events: readonly StoredEvent[], folder: LogFolder) => void): Promise<void> {
  await withFolder((folder) => {
    writeRun(folder, EVENTS, { runId: "run_1_a", at: "2026-01-01T00:00:00.123Z" });
    writeRun(folder, EVENTS.slice(1), { runId: "run_2_b", at: "2026-01-02T00:00:00Z" });
    run(readLog(folder).events, folder);
  });
}

/** RFC 4180, section 2, character by character. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let field = "";
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text[index] ?? "";
    if (quoted && unit === '"' && text[index + 1] === '"') field += text[++index];
    else if (unit === '"') quoted = !quoted;
    else if (!quoted && (unit === "," || unit === "\r")) {
      rows.at(-1)?.push(field);
      field = "";
      if (unit === "\r") {
        assertEquals(text[++index], "\n");
        rows.push([]);
      }
    } else field += unit;
  }
  assertEquals([quoted, rows.pop()], [false, []]);
  return rows;
}

Deno.test("CSV: every row has the header's columns, and the values come back", () =>
  withEvents((events) => {
    const [header = [], ...rows] = parseCsv([...exportCsv(events)].join(""));
    assertEquals(rows.length, 5);
    for (const row of rows) assertEquals(row.length, header.length);
    const first = Object.fromEntries(header.map((name, index) => [name, rows[0]?.[index]]));
    assertEquals(first["ts"], "2026-01-01T00:00:00.123Z");
    assertEquals(first["args_query"], `'=HYPERLINK("x") a, "b"`);
    assertEquals(first["warnings"], "stale, sort of; +1");
    assertEquals([first["status"], first["result_hits"], first["disclosure_mode"]], ["no", "0", ""]);
    assertEquals(rows[1]?.[header.indexOf("args_file")], "'-odd name,é.py");
    for (const value of rows.flat()) assert(!/^[=+\-@\t\r]/.test(value), value);
  }));

Deno.test("Prometheus: one TYPE a family, values as counted, quantiles in seconds", () =>
  withEvents((events, folder) => {
    const lines = [...exportPrometheus(readCounters(folder), events)].join("").split("\n");
    assertEquals(lines.pop(), "");
    const samples = new Map<string, number>();
    const types = new Map<string, string>();
    for (const line of lines) {
      const type = /^# TYPE (\w+) (counter|summary)$/.exec(line);
      if (type !== null) {
        assert(!types.has(type[1] ?? ""), line);
        types.set(type[1] ?? "", type[2] ?? "");
      } else if (!line.startsWith("# HELP ")) {
        const sample = /^([a-z_]+)(\{(?:[a-z]+="[^"\\\n]*",?)+\})? ([\d.e-]+)$/.exec(line);
        assert(sample !== null, line);
        const family = types.get(sample[1] ?? "") ??
          types.get((sample[1] ?? "").replace(/_(sum|count)$/, ""));
        assert(family !== undefined, line);
        samples.set(`${sample[1]}${sample[2] ?? ""}`, Number(sample[3]));
      }
    }
    assertEquals(samples.get('ctx_command_runs_total{command="search"}'), 1);
    assertEquals(samples.get('ctx_command_runs_total{command="ast.symbols"}'), 0);
    assertEquals(samples.get("ctx_ast_parses_total"), 2);
    assertEquals(samples.get("ctx_lsp_timeouts_total"), 2);
    assertEquals(samples.get('ctx_event_duration_seconds{event="lsp.timeout",quantile="0.95"}'), 0.5);
    assertEquals(samples.get('ctx_event_duration_seconds_sum{event="lsp.timeout"}'), 1);
    assertEquals(samples.get('ctx_event_duration_seconds_count{event="ast.parse"}'), 2);
  }));

// deno-lint-ignore no-explicit-any
type Json = any;

/** The value of an AnyValue, by common.proto; throws for anything that is none. */
function anyValue(value: Json): unknown {
  const [[kind, content] = [], ...more] = Object.entries(value);
  assertEquals(more, []);
  if (kind === "stringValue") return String(content);
  if (kind === "boolValue") return content === true;
  if (kind === "intValue") {
    assertMatch(String(content), /^-?\d+$/);
    assertEquals(typeof content, "string", "64-bit numbers are strings in JSON");
    return Number(content);
  }
  if (kind === "doubleValue") return Number(content);
  if (kind === "arrayValue") return (content as Json).values.map(anyValue);
  throw new Error(`no AnyValue: ${JSON.stringify(value)}`);
}

Deno.test("OTLP: one LogsData a run, records as logs.proto has them", () =>
  withEvents((events) => {
    const lines = [...exportOtlp(events, "0.1.0")];
    assertEquals(lines.length, 2);
    const data: Json[] = lines.map((line) => JSON.parse(line));
    const resources = data.map((one) =>
      Object.keys(one).length === 1 && one.resourceLogs.length === 1 && one.resourceLogs[0]
    );
    const instances = resources.map(({ resource }) =>
      Object.fromEntries(resource.attributes.map(({ key, value }: Json) => [key, anyValue(value)]))
    );
    assertEquals(instances.map((one) => one["service.instance.id"]), ["run_1_a", "run_2_b"]);
    const records = resources.flatMap(({ scopeLogs }) =>
      scopeLogs.flatMap(({ logRecords }: Json) => logRecords)
    );
    assertEquals(records.length, 5);
    assertEquals(records[0].timeUnixNano, `${Date.parse("2026-01-01T00:00:00.123Z")}000000`);
    assertEquals(records.map(({ eventName }) => eventName), events.map(({ cmd }) => cmd));
    assertEquals(records.map(({ severityNumber }) => severityNumber), [13, 9, 13, 9, 13]);
    const attributes = Object.fromEntries(
      records[0].attributes.map(({ key, value }: Json) => [key, anyValue(value)]),
    );
    assertEquals(attributes["ctx.args.query"], '=HYPERLINK("x") a, "b"');
    assertEquals(attributes["ctx.timing_ms"], 31);
    assertEquals(attributes["ctx.warnings"], ["stale, sort of", "+1"]);
    assertEquals(Object.hasOwn(attributes, "ctx.disclosure_mode"), false);
  }));
