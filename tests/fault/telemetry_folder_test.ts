/** Whatever stands where a telemetry file should be: the flush is a value, and nothing else is touched. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createRecorder, type FlushOutcome, type RecorderOptions } from "../../src/telemetry/recorder.ts";

interface Place {
  /** The folder beside `_ctx`, where nothing may ever be written. */
  readonly outside: string;
  readonly folder: string;
}

function inPlace(run: (place: Place) => void): void {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const place = { outside: `${root}/outside`, folder: `${root}/segment/_ctx/telemetry` };
  Deno.mkdirSync(place.outside);
  Deno.mkdirSync(place.folder, { recursive: true });
  try {
    run(place);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

/** One run with one event. */
function record(directory: string, options: Partial<RecorderOptions> = {}): FlushOutcome {
  const recorder = createRecorder({
    fs: denoFileSystem,
    clock: systemClock,
    level: "lite",
    segmentRoot: "/nowhere",
    directory,
    uid: Deno.uid() ?? -1,
    ...options,
  });
  recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: "raw", tokens: 1 });
  const outcome = recorder.flush();
  assertEquals(recorder.flush(), { kind: "nothing", notice: "" });
  return outcome;
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

function metrics(folder: string): Record<string, number> {
  return JSON.parse(Deno.readTextFileSync(`${folder}/metrics.json`));
}

function makeFifo(path: string): void {
  const made = new Deno.Command("mkfifo", { args: [path] }).outputSync();
  assert(made.success);
}

const THREE = ["events.jsonl", "last_run.json", "metrics.json"];

const OBSTACLES: Readonly<Record<string, (path: string, outside: string) => void>> = {
  directory: (path) => Deno.mkdirSync(path),
  FIFO: makeFifo,
  "dangling symlink": (path, outside) => Deno.symlinkSync(`${outside}/missing`, path),
  "symlink to a file outside": (path, outside) => {
    Deno.writeTextFileSync(`${outside}/victim`, '{"precious": true}');
    Deno.symlinkSync(`${outside}/victim`, path);
  },
  "symlink to a device": (path) => Deno.symlinkSync("/dev/zero", path),
};

for (const [what, put] of Object.entries(OBSTACLES)) {
  Deno.test(`events.jsonl is a ${what}: dropped with one notice`, () =>
    inPlace(({ folder, outside }) => {
      put(`${folder}/events.jsonl`, outside);
      const before = [names(folder), names(outside)];
      const outcome = record(folder);
      assertEquals(outcome.kind, "dropped");
      assertStringIncludes(outcome.notice, "events.jsonl is ");
      assertEquals([names(folder), names(outside)], before);
      if (what.endsWith("outside")) {
        assertEquals(Deno.readTextFileSync(`${outside}/victim`), '{"precious": true}');
      }
    }));

  for (const name of ["metrics.json", "last_run.json"]) {
    Deno.test(`${name} is a ${what}: the event is written, ${name} is left alone`, () =>
      inPlace(({ folder, outside }) => {
        put(`${folder}/${name}`, outside);
        const outcome = record(folder);
        assertEquals(outcome.kind, "written");
        assertStringIncludes(outcome.notice, `${name} is `);
        assertEquals(names(folder), THREE);
        assert(!Deno.lstatSync(`${folder}/${name}`).isFile);
        Deno.removeSync(`${folder}/${name}`);
        assertEquals(record(folder).notice, "");
        assertEquals(metrics(folder)["ctx_get_count"], 2);
      }));
  }

  Deno.test(`an old generation is a ${what}: no rotation over it, no reading through it`, () =>
    inPlace(({ folder, outside }) => {
      record(folder);
      put(`${folder}/events.1.jsonl`, outside);
      assertEquals(record(folder).kind, "written");
      const outcome = record(folder, { rotateAtBytes: 10 });
      assertEquals(outcome.kind, "dropped");
      assertStringIncludes(outcome.notice, "events.1.jsonl is ");
      assertEquals(metrics(folder)["ctx_get_count"], 2);
      assertEquals(names(folder), ["events.1.jsonl", ...THREE]);
    }));
}

Deno.test("the folder is a symlink to a folder outside: nothing is written there", () =>
  inPlace(({ folder, outside }) => {
    Deno.removeSync(folder);
    Deno.symlinkSync(outside, folder);
    const outcome = record(folder);
    assertEquals(outcome.kind, "dropped");
    assertStringIncludes(outcome.notice, "telemetry is a symlink");
    assertEquals(names(outside), []);
  }));

Deno.test("_ctx itself is a symlink: nothing is written through it", () =>
  inPlace(({ folder, outside }) => {
    const above = folder.slice(0, folder.lastIndexOf("/"));
    Deno.removeSync(above, { recursive: true });
    Deno.symlinkSync(outside, above);
    const outcome = record(folder);
    assertEquals(outcome.kind, "dropped");
    assertStringIncludes(outcome.notice, "_ctx is a symlink");
    assertEquals(names(outside), []);
  }));

Deno.test("a folder or a file of another user is left alone", () =>
  inPlace(({ folder }) => {
    const stranger = (Deno.uid() ?? 0) + 1;
    const outcome = record(folder, { uid: stranger });
    assertEquals(outcome.kind, "dropped");
    assertStringIncludes(outcome.notice, "belongs to another user");
    assertEquals(names(folder), []);
  }));

Deno.test("the folder is removed in mid-run: made anew", () =>
  inPlace(({ folder }) => {
    const recorder = createRecorder({
      fs: denoFileSystem,
      clock: systemClock,
      level: "lite",
      segmentRoot: "/nowhere",
      directory: folder,
    });
    recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: null, tokens: 1 });
    Deno.removeSync(folder.slice(0, folder.lastIndexOf("/")), { recursive: true });
    assertEquals(recorder.flush().kind, "written");
    assertEquals(names(folder), THREE);
  }));

Deno.test("a torn last line is mended, and the next event stands on a line of its own", () =>
  inPlace(({ folder }) => {
    record(folder);
    Deno.writeTextFileSync(`${folder}/events.jsonl`, '{"ts":"2026-01-01T00:0', { append: true });
    assertEquals(record(folder).kind, "written");
    const lines = Deno.readTextFileSync(`${folder}/events.jsonl`).split("\n");
    assertEquals(lines.length, 4);
    assertEquals(JSON.parse(lines[2] ?? "").cmd, "ctx.get");
    assertEquals(metrics(folder)["ctx_get_count"], 2);
  }));

const CORRUPT: Readonly<Record<string, string>> = {
  empty: "",
  truncated: '{"ctx_get_count": 1, "ast_par',
  "an array": "[1, 2, 3]",
  null: "null",
  negative: '{"ctx_get_count": -5, "telemetry_log_id": 1, "telemetry_log_bytes": 1}',
  "a fraction": '{"ctx_get_count": 0.5, "telemetry_log_id": 1, "telemetry_log_bytes": 1}',
  huge: '{"ctx_get_count": 1e300, "telemetry_log_id": 1, "telemetry_log_bytes": 1}',
  "text for a number": '{"ctx_get_count": "7", "telemetry_log_id": 1, "telemetry_log_bytes": 1}',
  "counters without a mark": '{"ctx_get_count": 7}',
  "a megabyte": `{"x": "${"y".repeat(1 << 20)}"}`,
  "not UTF-8": "\ud800",
};

for (const [what, content] of Object.entries(CORRUPT)) {
  Deno.test(`metrics.json is ${what}: rebuilt from the log, and counted as a repair`, () =>
    inPlace(({ folder }) => {
      for (let run = 0; run < 3; run++) record(folder);
      Deno.writeTextFileSync(`${folder}/metrics.json`, content);
      assertEquals(record(folder), { kind: "written", events: 1, locked: true, notice: "" });
      const repaired = metrics(folder);
      assertEquals(repaired["ctx_get_count"], 4);
      assertEquals(repaired["telemetry_events_total"], 4);
      assertEquals(repaired["telemetry_repairs_total"], 1);
      record(folder);
      assertEquals(metrics(folder)["telemetry_repairs_total"], 1);
      assertEquals(metrics(folder)["ctx_get_count"], 5);
      assertEquals(names(folder), THREE);
    }));
}

Deno.test("a counter at the largest whole number stays there", () =>
  inPlace(({ folder }) => {
    record(folder);
    const stored = metrics(folder);
    stored["ctx_get_count"] = Number.MAX_SAFE_INTEGER;
    Deno.writeTextFileSync(`${folder}/metrics.json`, JSON.stringify(stored));
    record(folder);
    assertEquals(metrics(folder)["ctx_get_count"], Number.MAX_SAFE_INTEGER);
  }));

Deno.test("a crafted log cannot raise a counter by what is no count", () =>
  inPlace(({ folder }) => {
    const line = '{"ts":"2026-01-01T00:00:00.000Z","run_id":"run_1_a","seq":1,"pad":"' + "x".repeat(40) + '"';
    const deltas = [
      '{"ctx_get_count":-1}',
      '{"ctx_get_count":1e400}',
      '{"ctx_get_count":"9"}',
      '{"other":3}',
      "{",
    ];
    const text = deltas.map((delta) => `${line},"metrics_delta":${delta}}\n`).join("");
    Deno.writeTextFileSync(`${folder}/events.jsonl`, text);
    record(folder);
    assertEquals(metrics(folder)["ctx_get_count"], 1);
    assertEquals(Object.hasOwn(metrics(folder), "other"), false);
  }));

Deno.test("a temporary file of a killed run is tidied away, a young one is not touched", () =>
  inPlace(({ folder }) => {
    Deno.writeTextFileSync(`${folder}/last_run.json.run_1_dead.tmp`, "{");
    Deno.utimeSync(`${folder}/last_run.json.run_1_dead.tmp`, 1, 1);
    Deno.writeTextFileSync(`${folder}/last_run.json.run_2_live.tmp`, "{");
    Deno.writeTextFileSync(`${folder}/metrics.json.new.tmp`, "{");
    record(folder);
    assertEquals(names(folder), [
      "events.jsonl",
      "last_run.json",
      "last_run.json.run_2_live.tmp",
      "metrics.json",
    ]);
  }));

Deno.test("the clock set back an hour between start and end costs nothing", () =>
  inPlace(({ folder }) => {
    let wall = Date.parse("2026-06-01T12:00:00Z");
    const recorder = createRecorder({
      fs: denoFileSystem,
      clock: { ...systemClock, now: () => new Date(wall) },
      level: "lite",
      segmentRoot: "/nowhere",
      directory: folder,
    });
    recorder.event({ cmd: "ctx.get", timingMs: 5, bytesRead: 1, disclosureMode: null, tokens: 1 });
    wall -= 3_600_000;
    recorder.event({ cmd: "ctx.get", timingMs: 7, bytesRead: 1, disclosureMode: null, tokens: 1 });
    assertEquals(recorder.flush(), { kind: "written", events: 2, locked: true, notice: "" });
    const events = Deno.readTextFileSync(`${folder}/events.jsonl`).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(events.map(({ seq, timing_ms }) => [seq, timing_ms]), [[1, 5], [2, 7]]);
    assertEquals(JSON.parse(Deno.readTextFileSync(`${folder}/last_run.json`)).latencies["ctx.get"].max_ms, 7);
  }));
