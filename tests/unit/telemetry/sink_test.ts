/** Who adds up what, when flushes meet: two flushes interleaved call by call, without a second process. */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/host/clock.ts";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import type { LogFolder } from "../../../src/telemetry/log_files.ts";
import { createRecorder, type FlushOutcome } from "../../../src/telemetry/recorder.ts";
import { type Call, FaultyFileSystem } from "../../fault/faulty_file_system.ts";
import { withFolder } from "./write_runs.ts";

/** A flush of one event; time passes only while it pauses. */
function flushOne(
  folder: LogFolder,
  onPause: () => void = () => {},
  rotateAtBytes = 5_000_000,
): FlushOutcome {
  let elapsed = 0;
  const clock = {
    ...systemClock,
    monotonicMs: () => elapsed,
    pause: (ms: number): void => {
      elapsed += ms;
      onPause();
    },
  };
  const recorder = createRecorder({
    ...folder,
    clock,
    level: "lite",
    segmentRoot: "/nowhere",
    rotateAtBytes,
  });
  recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: null, tokens: 1 });
  return recorder.flush();
}

/** What metrics.json itself says, without what readers would add. */
function stored(path: string): number {
  return JSON.parse(Deno.readTextFileSync(`${path}/metrics.json`)).ctx_get_count;
}

function lines(path: string, name = "events.jsonl"): number {
  return Deno.readTextFileSync(`${path}/${name}`).split("\n").length - 1;
}

/** The folder with a file system that runs `act` before the first call that `when` picks. */
function interrupted(folder: LogFolder, when: (call: Call) => boolean, act: () => void): LogFolder {
  let done = false;
  const before = (call: Call): void => {
    if (done || !when(call)) return;
    done = true;
    act();
  };
  return { ...folder, fs: new FaultyFileSystem(denoFileSystem, { before }) };
}

Deno.test("a holder adds up what was appended while it held the lock", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    let other: FlushOutcome | null = null;
    // metrics.json has been replaced, and the lock is still held.
    const late = interrupted(folder, ({ operation, path }) =>
      operation === "rename" && path.includes("metrics.json"), () => {
      other = flushOne(folder);
    });
    assertEquals(flushOne(late).kind, "written");
    assertEquals(other, { kind: "written", events: 1, locked: false, notice: "" });
    assertEquals(lines(path), 3);
    assertEquals(stored(path), 3, "nothing is pending at rest");
  }));

Deno.test("whoever had to wait appends at once and adds up after", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    const holder = Deno.openSync(`${path}/events.jsonl`, { append: true });
    assert(holder.tryLockSync(true));
    let pauses = 0;
    const outcome = flushOne(folder, () => {
      if (++pauses === 3) holder.unlockSync();
    });
    holder.close();
    assertEquals(outcome, { kind: "written", events: 1, locked: true, notice: "" });
    assertEquals(stored(path), 2);
  }));

Deno.test("a waiting flush leaves adding up to the next holder, and that one does it", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    const holder = Deno.openSync(`${path}/events.jsonl`, { append: true });
    assert(holder.tryLockSync(true));
    assertEquals(flushOne(folder), { kind: "written", events: 1, locked: false, notice: "" });
    assertEquals(stored(path), 1, "nobody could");
    holder.close();
    flushOne(folder);
    assertEquals(stored(path), 3);
  }));

Deno.test("a log that is rotated while a flush waits for its lock: the event goes to the new one", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    // Between opening the log and locking it, another run fills and rotates it.
    const raced = interrupted(folder, ({ operation }) => operation === "tryLock", () => {
      flushOne(folder, undefined, 10);
    });
    flushOne(raced);
    assertEquals([lines(path), lines(path, "events.1.jsonl")], [2, 1]);
    assertEquals(stored(path), 3);
  }));

Deno.test("an append without the lock into a log that was just rotated is counted where it lies", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    const holder = Deno.openSync(`${path}/events.jsonl`, { append: true });
    assert(holder.tryLockSync(true));
    const raced = interrupted(folder, ({ operation }) => operation === "write", () => {
      holder.close();
      flushOne(folder, undefined, 10);
    });
    assertEquals(flushOne(raced), { kind: "written", events: 1, locked: false, notice: "" });
    assertEquals([lines(path), lines(path, "events.1.jsonl")], [1, 2]);
    assertEquals(stored(path), 3);
  }));

Deno.test("an append without the lock into a log that is gone is made once more", () =>
  withFolder((folder, path) => {
    flushOne(folder);
    const holder = Deno.openSync(`${path}/events.jsonl`, { append: true });
    assert(holder.tryLockSync(true));
    const raced = interrupted(folder, ({ operation }) => operation === "write", () => {
      Deno.removeSync(`${path}/events.jsonl`);
    });
    assertEquals(flushOne(raced).kind, "written");
    holder.close();
    assertEquals(lines(path), 1);
    assertEquals(stored(path), 2, "the one that was deleted had been counted");
  }));
