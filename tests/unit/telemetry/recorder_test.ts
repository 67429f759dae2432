import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Clock } from "../../../src/host/clock.ts";
import { systemClock } from "../../../src/host/clock.ts";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import {
  createRecorder,
  newRunId,
  type Recorder,
  type RecorderOptions,
} from "../../../src/telemetry/recorder.ts";
import { cutQuery, segmentPath } from "../../../src/telemetry/redact.ts";
import type { TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";

function withFolder(run: (folder: string) => void): void {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  try {
    run(`${root}/_ctx/telemetry`);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function recorderIn(directory: string, options: Partial<RecorderOptions> = {}): Recorder {
  return createRecorder({
    fs: denoFileSystem,
    clock: systemClock,
    level: "lite",
    segmentRoot: "/home/alice/proj",
    directory,
    ...options,
  });
}

// deno-lint-ignore no-explicit-any
type Json = any;

function lines(folder: string): Json[] {
  return Deno.readTextFileSync(`${folder}/events.jsonl`).split("\n").slice(0, -1).map((line) =>
    JSON.parse(line)
  );
}

function readJson(folder: string, name: string): Json {
  return JSON.parse(Deno.readTextFileSync(`${folder}/${name}`));
}

function parsed(file: string, timingMs: number): TelemetryEvent {
  const path = segmentPath(file);
  return {
    cmd: "ast.parse",
    timingMs,
    file: path,
    functions: 2,
    classes: 1,
    skeletonBytes: 5,
    reductionRatio: 0.5,
  };
}

const SEARCH: TelemetryEvent = {
  cmd: "ctx.search",
  timingMs: 12,
  query: cutQuery("retry"),
  hits: 3,
  bytesRead: 100,
  disclosureMode: null,
  tokens: 40,
  wholeFileTokens: 400,
};

Deno.test("one flush writes the three files and nothing else", () =>
  withFolder((folder) => {
    const recorder = recorderIn(folder);
    recorder.event({
      cmd: "ast.cache",
      timingMs: 0,
      file: segmentPath("a.py"),
      cacheHit: true,
      prevSha: "ab12",
    });
    recorder.event(SEARCH);
    assertEquals(recorder.flush(), { kind: "written", events: 2, locked: true, notice: "" });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
    assertEquals(names, ["events.jsonl", "last_run.json", "metrics.json"]);
    const [cache, search] = lines(folder);
    assertEquals([cache.seq, search.seq], [1, 2]);
    assertEquals(cache.cache_hit, true);
    assertEquals(search.metrics_delta, {
      ctx_search_count: 1,
      ast_cache_hit_count: 1,
      telemetry_events_total: 2,
    });
    assertEquals(cache.metrics_delta, undefined);
    const metrics = readJson(folder, "metrics.json");
    assertEquals(metrics.ctx_search_count, 1);
    assertEquals(metrics.telemetry_events_total, 2);
    assertEquals(metrics.ctx_get_count, 0);
    assert(Object.values(metrics).every((value) => Number.isSafeInteger(value)));
  }));

Deno.test("last_run.json says what the run did", () =>
  withFolder((folder) => {
    const recorder = recorderIn(folder);
    recorder.notePack({ packSha: "0123456789abcdef", packMtime: new Date(0), staleDetected: true });
    for (let index = 0; index < 7; index++) recorder.noteWarning(`w${index} in /home/alice/proj/src/a.py`);
    recorder.noteWarning("w6 in /home/alice/proj/src/a.py");
    recorder.event({ cmd: "file.read", timingMs: 0, file: segmentPath("a.py"), mode: "raw", bytes: 70 });
    recorder.event({ cmd: "file.read", timingMs: 0, file: segmentPath("a.py"), mode: "excerpt", bytes: 30 });
    for (const cacheHit of [true, true, false]) {
      recorder.event({ cmd: "ast.cache", timingMs: 0, file: segmentPath("a.py"), cacheHit, prevSha: null });
    }
    recorder.observe("ast.parse", 9);
    recorder.event(SEARCH);
    recorder.flush();
    const last = readJson(folder, "last_run.json");
    assertEquals(last.run_id, recorder.runId);
    assertEquals(last.tokens, 40);
    assertEquals(last.whole_file_tokens, 400);
    assertEquals(last.file_read, { skeleton_bytes: 0, excerpt_bytes: 30, raw_bytes: 70, total_bytes: 100 });
    assertEquals(last.ast, { ast_parse_count: 0, ast_cache_hit_count: 2, ast_cache_hit_rate: 0.6667 });
    assertEquals(last.latencies["ctx.search"], { count: 1, p50_ms: 12, p95_ms: 12, max_ms: 12 });
    assertEquals(last.latencies["ast.parse"], { count: 1, p50_ms: 9, p95_ms: 9, max_ms: 9 });
    assertEquals(last.top_warnings.length, 5);
    assertEquals(last.top_warnings[0], "w6 in src/a.py");
    assertEquals(last.pack_state, {
      pack_sha: "0123456789abcdef",
      pack_mtime: "1970-01-01T00:00:00.000Z",
      stale_detected: true,
    });
    assertEquals(last.metrics_delta.telemetry_events_total, 6);
  }));

Deno.test("a bulk run at lite folds per-file events into one per kind, at full it keeps each", () =>
  withFolder((folder) => {
    for (const level of ["lite", "full"] as const) {
      const recorder = recorderIn(`${folder}/${level}`, { level });
      recorder.setBulk(true);
      for (let index = 1; index <= 20; index++) recorder.event(parsed(`f${index}.py`, index));
      recorder.event(SEARCH);
      recorder.flush();
    }
    const [folded, command] = lines(`${folder}/lite`);
    assertEquals(folded.cmd, "ast.parse");
    assertEquals(folded.args, {});
    assertEquals([folded.count, folded.p50_ms, folded.p95_ms, folded.max_ms], [20, 10, 19, 20]);
    assertEquals(folded.result, { status: "ok", functions: 40, classes: 20 });
    assertEquals([folded.timing_ms, folded.skeleton_bytes, folded.reduction_ratio], [210, 100, 0.5]);
    assertEquals([folded.seq, command.seq], [1, 2]);
    assertEquals(readJson(`${folder}/lite`, "metrics.json").ast_parse_count, 20);
    assertEquals(lines(`${folder}/full`).length, 21);
    assertEquals(readJson(`${folder}/full`, "metrics.json").ast_parse_count, 20);
  }));

Deno.test("off touches no file", () =>
  withFolder((folder) => {
    const recorder = recorderIn(folder, { level: "off" });
    recorder.event(SEARCH);
    recorder.incr("lsp_fallback_count");
    assertEquals(recorder.flush(), { kind: "nothing", notice: "" });
    assertEquals([...Deno.readDirSync(folder.replace("/_ctx/telemetry", ""))], []);
  }));

Deno.test("counters of several runs add up, and so do their deltas", () =>
  withFolder((folder) => {
    const deltas: Record<string, number> = {};
    for (let run = 0; run < 5; run++) {
      const recorder = recorderIn(folder);
      for (let index = 0; index <= run; index++) recorder.event(parsed("a.py", 1));
      recorder.incr("lsp_fallback_count", 2);
      recorder.event(SEARCH);
      recorder.flush();
      for (const [name, by] of Object.entries<number>(readJson(folder, "last_run.json").metrics_delta)) {
        deltas[name] = (deltas[name] ?? 0) + by;
      }
    }
    const metrics = readJson(folder, "metrics.json");
    assertEquals(metrics.ast_parse_count, 15);
    assertEquals(metrics.lsp_fallback_count, 10);
    for (const [name, total] of Object.entries(deltas)) assertEquals(metrics[name], total, name);
  }));

Deno.test("a long-running process writes after 64 events or a second, and last_run.json only at its end", () =>
  withFolder((folder) => {
    let nowMs = 0;
    const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
    const recorder = recorderIn(folder, { clock });
    recorder.event(SEARCH);
    assertEquals(recorder.flushIfDue().kind, "nothing");
    nowMs = 1000;
    assertEquals(recorder.flushIfDue().kind, "written");
    assertEquals(recorder.flushIfDue().kind, "nothing");
    for (let index = 0; index < 64; index++) recorder.event(SEARCH);
    assertEquals(recorder.flushIfDue().kind, "written");
    recorder.event(SEARCH);
    assertEquals(recorder.flushIfDue().kind, "nothing");
    assertEquals(recorder.flushQueued().kind, "written");
    assertEquals(recorder.flushQueued().kind, "nothing");
    assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "last_run.json"), false);
    recorder.flush();
    assertEquals(readJson(folder, "last_run.json").metrics_delta.ctx_search_count, 66);
    assertEquals(recorder.flush().kind, "nothing");
    assertEquals(lines(folder).map(({ seq }) => seq), Array.from({ length: 66 }, (_, index) => index + 1));
  }));

Deno.test("run ids carry the second and differ", () => {
  const now = new Date(1767123456789);
  assertMatch(newRunId(now), /^run_1767123456_[0-9a-f]{8}$/);
  assertEquals(new Set(Array.from({ length: 1000 }, () => newRunId(now))).size, 1000);
});
