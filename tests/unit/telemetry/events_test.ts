import { assert, assertEquals } from "@std/assert";
import { decodeEvent, encodeEvent, planFields } from "../../../src/telemetry/events.ts";
import { segmentPath, type TelemetryPath } from "../../../src/telemetry/redact.ts";
import { COMMAND_NAMES, STEP_FIELDS, type TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";

const AT = Date.parse("2026-01-01T12:34:56.789Z");
const STAMP = { atMs: AT, runId: "run_1767123456_4f2a", seq: 3 };
const COMMON = ["ts", "run_id", "seq", "segment", "cmd", "args", "result", "timing_ms", "warnings"];

const PARSED: TelemetryEvent = {
  cmd: "ast.parse",
  timingMs: 4.2,
  file: segmentPath("src/config.py"),
  functions: 12,
  classes: 3,
  skeletonBytes: 812,
  reductionRatio: 0.09,
};

Deno.test("the contract's example is encoded to the letter", () => {
  assertEquals(
    encodeEvent(PARSED, STAMP),
    '{"ts":"2026-01-01T12:34:56.789Z","run_id":"run_1767123456_4f2a","seq":3,"segment":".","cmd":"ast.parse",' +
      '"args":{"file":"src/config.py"},"result":{"status":"ok","functions":12,"classes":3},"timing_ms":4,' +
      '"warnings":[],"skeleton_bytes":812,"reduction_ratio":0.09}',
  );
});

Deno.test("what was encoded decodes to the same", () => {
  const decoded = decodeEvent(encodeEvent(PARSED, { ...STAMP, metricsDelta: { ast_parse_count: 1 } }));
  assertEquals(decoded, {
    ts: "2026-01-01T12:34:56.789Z",
    atMs: AT,
    runId: "run_1767123456_4f2a",
    seq: 3,
    cmd: "ast.parse",
    args: { file: "src/config.py" },
    result: { status: "ok", functions: 12, classes: 3 },
    timingMs: 4,
    warnings: [],
    fields: { skeleton_bytes: 812, reduction_ratio: 0.09 },
    latency: null,
    metricsDelta: { ast_parse_count: 1 },
  });
});

Deno.test("no field of any event may shadow a common one or another of its place", () => {
  for (const cmd of [...Object.keys(STEP_FIELDS), ...COMMAND_NAMES.map((name) => `ctx.${name}`)]) {
    const plan = planFields(cmd) ?? [];
    assert(plan.length > 0, cmd);
    assertEquals(new Set(plan.map(({ place, name }) => `${place} ${name}`)).size, plan.length);
    for (const { place, name } of plan) {
      if (place === "top") assert(!COMMON.includes(name), `${cmd} ${name}`);
      if (place === "result") assert(name !== "status", cmd);
    }
  }
});

Deno.test("keys outside the vocabulary and values of the wrong kind do not get in", () => {
  const careless = {
    ...PARSED,
    file: "/home/alice/secret.py" as TelemetryPath,
    functions: -3,
    skeletonBytes: Number.NaN,
    content: "def secret(): pass",
  } as TelemetryEvent;
  const line = encodeEvent(careless, STAMP);
  assert(!line.includes("alice") && !line.includes("def secret"), line);
  const decoded = decodeEvent(line);
  assertEquals(decoded?.result["functions"], 0);
  assertEquals(decoded?.fields["skeleton_bytes"], 0);
});

Deno.test("a crafted line brings in nothing but the vocabulary", () => {
  const crafted = JSON.parse(encodeEvent(PARSED, STAMP));
  Object.assign(crafted, {
    evil: "\u001b[2J",
    args: { file: "/etc/\u001bpasswd", more: 1 },
    warnings: ["\u0007", 4],
  });
  const decoded = decodeEvent(JSON.stringify(crafted));
  assert(decoded !== null);
  assertEquals(Object.keys(decoded.fields), ["skeleton_bytes", "reduction_ratio"]);
  assertEquals(Object.keys(decoded.args), ["file"]);
  assert(!JSON.stringify(decoded).includes("\\u001b"));
});

Deno.test("torn, foreign and unknown lines decode to null", () => {
  const line = encodeEvent(PARSED, STAMP);
  const others = [
    "",
    "{",
    line.slice(0, -1),
    "[]",
    "null",
    '{"cmd":"ast.parse"}',
    line.replace("ast.parse", "ast.other"),
  ];
  for (const other of others) assertEquals(decodeEvent(other), null, other);
});
