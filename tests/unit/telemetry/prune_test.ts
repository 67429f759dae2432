import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { HostError } from "../../../src/host/file_system.ts";
import { pruneLog } from "../../../src/telemetry/prune.ts";
import { readCounters, readLog } from "../../../src/telemetry/read.ts";
import { cutQuery } from "../../../src/telemetry/redact.ts";
import type { LogFolder } from "../../../src/telemetry/log_files.ts";
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

const day = (number: number): string => `2026-01-${String(number).padStart(2, "0")}T00:00:00.000Z`;

/** Nine runs on nine days, over three generations. */
function writeDays(folder: LogFolder): void {
  for (let number = 1; number <= 9; number++) {
    writeRun(folder, [search(`day ${number}`)], { at: day(number), rotateAtBytes: 900 });
  }
}

function queries(folder: LogFolder): unknown[] {
  return readLog(folder).events.map(({ args }) => args["query"]);
}

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name }) => name).sort();
}

Deno.test("events before a time go, the others and all counters stay", () =>
  withFolder((folder, path) => {
    writeDays(folder);
    const before = queries(folder);
    assertEquals(names(path).length, 5, "three generations");
    const pruned = pruneLog(folder, Date.parse(day(8)));
    assertEquals([pruned.obstacle, pruned.keptEvents, pruned.removedEvents], [null, 2, before.length - 2]);
    assertEquals(queries(folder), ["day 8", "day 9"]);
    assertEquals(readCounters(folder).get("ctx_search_count"), 9);
    assert(!names(path).some((name) => name.endsWith(".tmp")));
    writeRun(folder, [search("next")]);
    assertEquals(queries(folder), ["day 8", "day 9", "next"]);
    const metrics = JSON.parse(Deno.readTextFileSync(`${path}/metrics.json`));
    assertEquals([metrics.ctx_search_count, metrics.telemetry_repairs_total], [10, 0]);
  }));

Deno.test("nothing to remove changes nothing", () =>
  withFolder((folder, path) => {
    writeDays(folder);
    const before = names(path).map((name) => Deno.readTextFileSync(`${path}/${name}`));
    assertEquals(pruneLog(folder, Date.parse(day(1))).removedEvents, 0);
    assertEquals(names(path).map((name) => Deno.readTextFileSync(`${path}/${name}`)), before);
    assertEquals(pruneLog({ ...folder, directory: `${path}/none/_ctx/telemetry` }, 0).obstacle, null);
  }));

Deno.test("all of it: the folder is empty, and counting begins anew", () =>
  withFolder((folder, path) => {
    writeDays(folder);
    const pruned = pruneLog(folder, null);
    assert(pruned.removedEvents >= 5);
    assertEquals(names(path), []);
    writeRun(folder, [search("fresh")]);
    assertEquals(readCounters(folder).get("ctx_search_count"), 1);
  }));

Deno.test("stopped at any change of the disk: what was to stay is there, and nothing is counted twice", () =>
  withFolder((folder) => {
    const kept = ["day 8", "day 9"];
    for (let allowed = 0; allowed < 40; allowed++) {
      const directory = `${folder.directory}${allowed}`;
      const real = { ...folder, directory };
      writeDays(real);
      let changes = 0;
      const stop = <A extends unknown[], R>(change: (...args: A) => R) => (...args: A): R => {
        if (changes++ >= allowed) throw new HostError("other", "stopped");
        return change(...args);
      };
      const fs = {
        ...folder.fs,
        rename: stop(folder.fs.rename),
        remove: stop(folder.fs.remove),
      };
      const { obstacle } = pruneLog({ ...real, fs }, Date.parse(day(8)));
      const found = queries(real);
      for (const query of kept) {
        assertEquals(found.filter((one) => one === query).length, 1, `${allowed} ${query}`);
      }
      assertEquals(readCounters(real).get("ctx_search_count"), 9, `${allowed}`);
      writeRun(real, [search("next")]);
      assertEquals(readCounters(real).get("ctx_search_count"), 10, `${allowed}`);
      if (obstacle === null) {
        assertEquals(found, kept);
        assert(allowed > 1, "it was stopped before");
        return;
      }
      assertStringIncludes(obstacle, "other");
    }
    throw new Error("never ran through");
  }));

Deno.test("a log that someone keeps locked is left alone", () =>
  withFolder((folder, path) => {
    writeDays(folder);
    const holder = Deno.openSync(`${path}/events.jsonl`, { append: true });
    assert(holder.tryLockSync(true));
    let now = 0;
    const clock = { ...folder.clock, monotonicMs: () => now, pause: (ms: number): void => void (now += ms) };
    assertStringIncludes(pruneLog({ ...folder, clock }, null).obstacle ?? "", "locked");
    holder.close();
    assertEquals(queries(folder).length > 0, true);
  }));

Deno.test("a log that is no plain file is an obstacle, not an accident", () =>
  withFolder((folder, path) => {
    Deno.mkdirSync(path, { recursive: true });
    Deno.symlinkSync("/dev/null", `${path}/events.jsonl`);
    for (const before of [null, Date.parse(day(5))]) {
      const { obstacle } = pruneLog(folder, before);
      assertStringIncludes(obstacle ?? "", "events.jsonl is a symlink");
    }
  }));
