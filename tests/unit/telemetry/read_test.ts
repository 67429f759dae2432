import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readCounters, readLog } from "../../../src/telemetry/read.ts";
import { cutQuery } from "../../../src/telemetry/redact.ts";
import type { TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";
import { withFolder, writeRun } from "./write_runs.ts";

function search(query: string): TelemetryEvent {
  return {
    cmd: "ctx.search",
    timingMs: 1,
    query: cutQuery(query),
    bytesRead: 0,
    disclosureMode: null,
    tokens: 0,
  };
}

Deno.test("no telemetry reads as nothing, and reading makes nothing", () =>
  withFolder((folder, path) => {
    assertEquals(readLog(folder), { events: [], tornLines: 0, obstacle: null });
    assertEquals(readCounters(folder).moved(), {});
    assertEquals(folder.fs.lstat(path), null);
  }));

Deno.test("all three generations are read in the order of writing", () =>
  withFolder((folder) => {
    for (let run = 0; run < 9; run++) writeRun(folder, [search(`q${run}`)], { rotateAtBytes: 800 });
    const queries = readLog(folder).events.map(({ args }) => args["query"]);
    assert(queries.length >= 5 && queries.length < 9, `${queries.length}`);
    assertEquals(queries, Array.from({ length: 9 }, (_, run) => `q${run}`).slice(9 - queries.length));
    assertEquals(readCounters(folder).get("ctx_search_count"), 9);
  }));

Deno.test("a rotation between two opens makes no event come twice or get lost", () =>
  withFolder((folder) => {
    for (let run = 0; run < 3; run++) writeRun(folder, [search(`q${run}`)]);
    let rotated = false;
    const fs = {
      ...folder.fs,
      open: (path: string, options: Parameters<typeof folder.fs.open>[1]) => {
        const file = folder.fs.open(path, options);
        if (!rotated && path.endsWith("events.jsonl")) {
          rotated = true;
          writeRun(folder, [search("later")], { rotateAtBytes: 10 });
        }
        return file;
      },
    };
    assertEquals(readLog({ ...folder, fs }).events.map(({ args }) => args["query"]), ["q0", "q1", "q2"]);
  }));

Deno.test("torn and foreign lines are counted and left out; an unfinished end is not torn yet", () =>
  withFolder((folder, path) => {
    writeRun(folder, [search("one")]);
    Deno.writeTextFileSync(`${path}/events.jsonl`, '{"ts":"2026\n[]\n\n\u0000\u0000\n', { append: true });
    writeRun(folder, [search("two")]);
    Deno.writeTextFileSync(`${path}/events.jsonl`, '{"ts":"20', { append: true });
    const { events, tornLines } = readLog(folder);
    assertEquals(events.map(({ args }) => args["query"]), ["one", "two"]);
    assertEquals(tornLines, 3);
  }));

Deno.test("counters that are only in the log are counted by the reader", () =>
  withFolder((folder, path) => {
    writeRun(folder, [search("one")]);
    const stored = Deno.readTextFileSync(`${path}/metrics.json`);
    writeRun(folder, [search("two")]);
    Deno.writeTextFileSync(`${path}/metrics.json`, stored);
    assertEquals(readCounters(folder).get("ctx_search_count"), 2);
    assertEquals(Deno.readTextFileSync(`${path}/metrics.json`), stored);
  }));

Deno.test("a symlink in place of the folder or the log is not read through", () =>
  withFolder((folder, path) => {
    writeRun(folder, [search("one")]);
    Deno.renameSync(`${path}/events.jsonl`, `${path}/elsewhere`);
    Deno.symlinkSync(`${path}/elsewhere`, `${path}/events.jsonl`);
    assertEquals(readLog(folder).events, []);
    const outside = path.replace("_ctx/telemetry", "outside");
    Deno.renameSync(path, outside);
    Deno.symlinkSync(outside, path);
    assertStringIncludes(readLog(folder).obstacle ?? "", "is a symlink");
    assertEquals(readCounters(folder).moved(), {});
  }));
