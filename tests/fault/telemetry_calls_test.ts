/**
 * A flush whose Nth call of the file system fails, or at whose Nth call the process dies, for every N there is: the
 * flush is a value, no file stays open, and afterwards every event is in the log or counted as dropped, once.
 */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import type { FileSystem, HostErrorCode } from "../../src/host/file_system.ts";
import type { LogFolder } from "../../src/telemetry/log_files.ts";
import { readCounters, readLog } from "../../src/telemetry/read.ts";
import { createRecorder, type Recorder } from "../../src/telemetry/recorder.ts";
import { type FaultPlan, FaultyFileSystem } from "./faulty_file_system.ts";

interface Scene {
  readonly name: string;
  /** Rotate when the log would grow beyond this. */
  readonly rotateAtBytes?: number;
  /** Runs before the one that meets the fault. */
  readonly earlier: number;
  /** Whether another process holds the lock meanwhile. */
  readonly busy?: boolean;
  /** Whether old generations are deleted by it, so that not all events can be in the log. */
  readonly deletes?: boolean;
}

const SCENES: readonly Scene[] = [
  { name: "an empty folder", earlier: 0 },
  { name: "a log that is there", earlier: 2 },
  { name: "a rotation", earlier: 2, rotateAtBytes: 700 },
  { name: "a rotation that deletes", earlier: 6, rotateAtBytes: 700, deletes: true },
  { name: "a busy lock", earlier: 2, busy: true },
];

function folderAt(directory: string): LogFolder {
  let elapsed = 0;
  // Time stands still but for the pauses, so that a busy lock costs the test nothing.
  const clock = {
    ...systemClock,
    monotonicMs: () => elapsed,
    pause: (ms: number): void => void (elapsed += ms),
  };
  return { fs: denoFileSystem, clock, directory, uid: Deno.uid() ?? -1 };
}

/** The files that the scene's earlier runs leave, by name. */
function earlierFiles(scene: Scene): ReadonlyMap<string, Uint8Array> {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const folder = folderAt(`${root}/_ctx/telemetry`);
  for (let index = 0; index < scene.earlier; index++) writeOne(recorderOn(folder, scene));
  const names = scene.earlier === 0 ? [] : [...Deno.readDirSync(folder.directory)].map(({ name }) => name);
  const files = new Map(names.map((name) => [name, Deno.readFileSync(`${folder.directory}/${name}`)]));
  Deno.removeSync(root, { recursive: true });
  return files;
}

function inScene(
  scene: Scene,
  earlier: ReadonlyMap<string, Uint8Array>,
  run: (folder: LogFolder) => void,
): void {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const folder = folderAt(`${root}/_ctx/telemetry`);
  if (scene.earlier > 0) Deno.mkdirSync(folder.directory, { recursive: true });
  for (const [name, bytes] of earlier) Deno.writeFileSync(`${folder.directory}/${name}`, bytes);
  const holder = scene.busy === true
    ? Deno.openSync(`${folder.directory}/events.jsonl`, { append: true })
    : null;
  try {
    if (holder !== null) assert(holder.tryLockSync(true));
    run(folder);
  } finally {
    holder?.close();
    Deno.removeSync(root, { recursive: true });
  }
}

function recorderOn(folder: LogFolder, { rotateAtBytes }: Scene, fs: FileSystem = folder.fs): Recorder {
  const limit = rotateAtBytes === undefined ? {} : { rotateAtBytes };
  return createRecorder({ ...folder, fs, level: "lite", segmentRoot: "/nowhere", ...limit });
}

function writeOne(recorder: Recorder): ReturnType<Recorder["flush"]> {
  recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: "raw", tokens: 1 });
  return recorder.flush();
}

function callsOf(scene: Scene, earlier: ReadonlyMap<string, Uint8Array>): number {
  let calls = 0;
  inScene(scene, earlier, (folder) => {
    const fs = new FaultyFileSystem(denoFileSystem);
    writeOne(recorderOn(folder, scene, fs));
    calls = fs.calls.length;
  });
  return calls;
}

/** Fails the call with the number `nth` of all calls, and all later ones when it is `lasting`. */
function failing(nth: number, lasting: boolean, error: () => Error): FaultPlan {
  let calls = 0;
  let over = false;
  return {
    before: ({ operation }) => {
      if (over || operation === "close") return;
      calls++;
      if (lasting ? calls >= nth : calls === nth) {
        if (!lasting) over = true;
        throw error();
      }
    },
  };
}

/** Those that some code looks at, and one that none does. */
const CODES: readonly HostErrorCode[] = ["disk-full", "not-found", "other"];

for (const scene of SCENES) {
  for (const lasting of [false, true]) {
    Deno.test(`${scene.name}: any call fails${lasting ? " and all after it" : ""}`, () => {
      const earlier = earlierFiles(scene);
      const total = callsOf(scene, earlier);
      assert(total > 15, `${total} calls`);
      for (const code of lasting ? CODES.slice(0, 1) : CODES) {
        for (let nth = 1; nth <= total; nth++) {
          inScene(scene, earlier, (folder) => {
            const where = `${code} at ${nth} of ${total}`;
            let healed = false;
            const faults = { operation: "any", nth, code, lasting } as const;
            const faulty = new FaultyFileSystem(denoFileSystem, { faults: [faults] });
            const fs: FileSystem = new Proxy(denoFileSystem, {
              get: (_, key: keyof FileSystem) => healed ? denoFileSystem[key] : faulty[key].bind(faulty),
            });
            const recorder = recorderOn(folder, scene, fs);
            const outcome = writeOne(recorder);
            assert(["written", "dropped", "kept"].includes(outcome.kind), where);
            assertEquals(faulty.openFiles, 0, where);
            healed = true;
            assertEquals(writeOne(recorder).kind, "written", where);
            checkAccount(folder, scene, scene.earlier + 2, where);
          });
        }
      }
    });
  }

  Deno.test(`${scene.name}: the process dies at any call`, () => {
    const earlier = earlierFiles(scene);
    const total = callsOf(scene, earlier);
    for (let nth = 1; nth <= total; nth++) {
      inScene(scene, earlier, (folder) => {
        const fs = new FaultyFileSystem(denoFileSystem, failing(nth, true, () => new Error("killed")));
        writeOne(recorderOn(folder, scene, fs));
        assertEquals(writeOne(recorderOn(folder, scene)).kind, "written");
        const { events, tornLines } = readLog(folder);
        assertEquals(tornLines, 0);
        const counters = readCounters(folder);
        const found = events.filter(({ cmd }) => cmd === "ctx.get").length;
        if (scene.deletes !== true) {
          assertEquals(counters.get("ctx_get_count"), found, `killed at ${nth} of ${total}`);
        }
        assertEquals(counters.get("telemetry_events_total"), counters.get("ctx_get_count"));
        assert(counters.get("ctx_get_count") >= scene.earlier + 1);
        assert(counters.get("ctx_get_count") <= scene.earlier + 2);
      });
    }
  });
}

/** Every attempt is in the log or counted as dropped, and counted as a run in any case. */
function checkAccount(folder: LogFolder, { deletes }: Scene, attempted: number, where: string): void {
  const counters = readCounters(folder);
  const dropped = counters.get("telemetry_dropped_total");
  const written = counters.get("telemetry_events_total");
  assertEquals(written + dropped, attempted, where);
  assertEquals(counters.get("ctx_get_count"), attempted, where);
  const { events, tornLines } = readLog(folder);
  assertEquals(tornLines, 0, where);
  if (deletes !== true) assertEquals(events.length, written, where);
}
