import { assert, assertEquals } from "@std/assert";
import { readCounters, readLog } from "../../../src/telemetry/read.ts";
import { cutQuery, segmentPath, symbolName } from "../../../src/telemetry/redact.ts";
import { summarize, type Summary, type Window } from "../../../src/telemetry/summary.ts";
import type { CommandEvent, TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";
import type { LogFolder } from "../../../src/telemetry/log_files.ts";
import { withFolder, writeRun } from "./write_runs.ts";

const ALL: Window = { label: "all", sinceMs: null, untilMs: Date.parse("2026-03-01T00:00:00Z") };

function summaryOf(folder: LogFolder, window: Window = ALL): Summary {
  const { events, tornLines } = readLog(folder, ({ atMs }) => atMs >= (window.sinceMs ?? -Infinity));
  return summarize({ events, tornLines, counters: readCounters(folder), window });
}

function search(timingMs: number, hits: number, query = "q"): CommandEvent {
  return {
    cmd: "ctx.search",
    timingMs,
    query: cutQuery(query),
    hits,
    bytesRead: 0,
    disclosureMode: null,
    tokens: 0,
  };
}

function get(tokens: number, wholeFileTokens: number): CommandEvent {
  return { cmd: "ctx.get", timingMs: 1, bytesRead: 9, disclosureMode: "excerpt", tokens, wholeFileTokens };
}

function cache(cacheHit: boolean): TelemetryEvent {
  return { cmd: "ast.cache", timingMs: 0, file: segmentPath("a.py"), cacheHit, prevSha: null };
}

function definition(resolved: boolean): TelemetryEvent {
  return { cmd: "lsp.definition", timingMs: 3, symbol: symbolName("f"), resolved, targetFile: null };
}

Deno.test("nothing recorded is all zeroes, and every rate is 0", () => {
  const summary = summarize({
    events: [],
    tornLines: 0,
    counters: readCounters({ ...NOWHERE }),
    window: ALL,
  });
  assertEquals(summary.commands.size, 0);
  assertEquals([summary.firstAt, summary.lastAt], [null, null]);
  const rates = [
    summary.ast.cacheHitRate,
    summary.lsp.timeoutRate,
    summary.lsp.fallbackRate,
    summary.tokens.savedRatio,
  ];
  assertEquals(rates, [0, 0, 0, 0]);
});

const NOWHERE = {
  directory: "/nonexistent/_ctx/telemetry",
  uid: -1,
  clock: { now: () => new Date(0), monotonicMs: () => 0, pause: () => {} },
} as unknown as LogFolder;
Object.assign(NOWHERE, { fs: { lstat: () => null } });

Deno.test("figures per command, searches, tokens, cache and LSP are those of the events", () =>
  withFolder((folder) => {
    const at = "2026-02-01T00:00:00Z";
    writeRun(folder, [1, 2, 3, 4].map((ms) => search(ms, ms - 1, "nothing here")), { at });
    writeRun(folder, [search(100, 0, "nothing here"), search(7, 0, "other"), get(100, 1000), get(50, 0)], {
      at,
    });
    writeRun(folder, [cache(true), cache(true), cache(false), get(30, 200)], { at });
    writeRun(folder, [
      definition(true),
      definition(false),
      { cmd: "lsp.timeout", timingMs: 500, method: "definition", timeoutMs: 500, fallbackTo: "tree-sitter" },
      { cmd: "lsp.ready", timingMs: 2300, readyVia: "diagnostics" },
      { cmd: "file.read", timingMs: 0, file: segmentPath("a.py"), mode: "raw", bytes: 70 },
      search(1, 1),
    ], { at, fallbacks: 1 });
    const summary = summaryOf(folder);
    const { activity, ...latency } = summary.commands.get("search") ?? { activity: [] };
    assertEquals(latency, { count: 7, p50Ms: 3, p95Ms: 100, maxMs: 100, failures: 0 });
    assertEquals(activity.reduce((sum, count) => sum + count, 0), 7);
    assertEquals(summary.searches, {
      total: 7,
      hits: 4,
      zeroHits: 3,
      topZeroHitQueries: [{ query: "nothing here", count: 2 }, { query: "other", count: 1 }],
    });
    assertEquals(summary.tokens, { served: 180, wholeFiles: 1200, comparable: 180, savedRatio: 0.85 });
    assertEquals(summary.ast, { parses: 0, cacheHits: 2, cacheMisses: 1, cacheHitRate: 0.6667 });
    assertEquals(summary.lsp.requests, 2);
    assertEquals([summary.lsp.timeouts, summary.lsp.timeoutRate], [1, 0.5]);
    assertEquals([summary.lsp.fallbacks, summary.lsp.fallbackRate], [1, 0.5]);
    assertEquals(summary.lsp.readyMs.p50Ms, 2300);
    assertEquals(summary.fileRead, { skeletonBytes: 0, excerptBytes: 0, rawBytes: 70, totalBytes: 70 });
    assertEquals(summary.drops, { droppedEvents: 0, tornLines: 0, missingEvents: 0, repairs: 0 });
  }));

Deno.test("a window counts what happened in it, the counters too", () =>
  withFolder((folder) => {
    writeRun(folder, [cache(false), search(1, 0, "old")], { at: "2026-01-01T00:00:00Z" });
    writeRun(folder, [cache(true), search(9, 2, "new")], { at: "2026-02-20T00:00:00Z", fallbacks: 2 });
    const week = summaryOf(folder, { ...ALL, label: "14d", sinceMs: ALL.untilMs - 14 * 86_400_000 });
    assertEquals(week.commands.get("search")?.count, 1);
    assertEquals(week.searches.zeroHits, 0);
    assertEquals([week.ast.cacheHits, week.ast.cacheMisses], [1, 0]);
    assertEquals(week.lsp.fallbacks, 2);
    assertEquals(week.firstAt, "2026-02-20T00:00:00.000Z");
    assertEquals(summaryOf(folder).ast.cacheMisses, 1);
  }));

Deno.test("a gap inside of a run is found, one before its first event is not", () =>
  withFolder((folder, path) => {
    writeRun(folder, Array.from({ length: 6 }, (_, index) => search(index, 1)), { runId: "run_1_a" });
    const lines = Deno.readTextFileSync(`${path}/events.jsonl`).split("\n");
    Deno.writeTextFileSync(`${path}/events.jsonl`, [...lines.slice(1, 2), ...lines.slice(4)].join("\n"));
    assertEquals(summaryOf(folder).drops.missingEvents, 2);
  }));

Deno.test("activity has twelve parts from the beginning to the end of the window", () =>
  withFolder((folder) => {
    const since = ALL.untilMs - 12 * 3_600_000;
    for (const hour of [0, 0, 5, 11]) {
      writeRun(folder, [search(1, 1)], { at: new Date(since + hour * 3_600_000 + 60_000).toISOString() });
    }
    const { commands } = summaryOf(folder, { ...ALL, label: "12h", sinceMs: since });
    assertEquals(commands.get("search")?.activity, [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]);
  }));

Deno.test("every rate of any counters lies in 0..1", () =>
  withFolder((folder) => {
    const timeout: TelemetryEvent = {
      cmd: "lsp.timeout",
      timingMs: 1,
      method: "initialize",
      timeoutMs: 1,
      fallbackTo: null,
    };
    writeRun(folder, [timeout, timeout, definition(true), get(500, 100)], { fallbacks: 9 });
    const { lsp, tokens } = summaryOf(folder);
    for (const value of [lsp.timeoutRate, lsp.fallbackRate, tokens.savedRatio]) {
      assert(value >= 0 && value <= 1, `${value}`);
    }
  }));
