/** Full and read-only disks, limits, and a lock that is never let go: as real processes on real file systems. */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createRecorder } from "../../src/telemetry/recorder.ts";

interface Run {
  readonly kind: string;
  readonly events: number;
  readonly locked?: boolean;
  readonly notice: string;
  readonly runId: string;
  readonly elapsedMs: number;
}

const program = new URL("./telemetry_one_run.ts", import.meta.url).pathname;
const run = `"${Deno.execPath()}" run -A "${program}" "$1/_ctx/telemetry"`;

/** Runs `script` with `$1` = a fresh folder; `isolated`: as root of a mount namespace of its own. */
async function shell(script: string, isolated: boolean): Promise<string[]> {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  try {
    const command = ["sh", "-euc", script, "sh", root];
    const [program, ...args] = isolated ? ["unshare", "-rm", ...command] : command;
    const { code, stdout, stderr } = await new Deno.Command(program ?? "sh", { args }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout).trimEnd().split("\n");
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function runs(lines: readonly string[]): Run[] {
  return lines.filter((line) => line.startsWith('{"kind"')).map((line) => JSON.parse(line));
}

function metricsIn(lines: readonly string[]): Record<string, number> {
  const text = lines.join("\n");
  return JSON.parse(text.slice(text.lastIndexOf('{\n  "ctx_build_count"'), text.lastIndexOf("}") + 1));
}

Deno.test("a full disk: whole lines only, and what was dropped is counted", async () => {
  // 60 events are 20 KB. The filler takes the rest to the last byte.
  const lines = await shell(
    `mount -t tmpfs -o size=128k none "$1"
     for i in 1 2; do ${run} 60; done
     cat /dev/zero > "$1/filler" 2>/dev/null || true
     for i in 1 2 3; do ${run} 60; done
     ls "$1/_ctx/telemetry"
     echo "torn: $(tail -c 1 "$1/_ctx/telemetry/events.jsonl" | od -An -tx1)"
     echo "lines: $(wc -l < "$1/_ctx/telemetry/events.jsonl")"
     rm "$1/filler"
     ${run} 60
     cat "$1/_ctx/telemetry/metrics.json"`,
    true,
  );
  const outcomes = runs(lines);
  assertEquals(outcomes.map(({ kind }) => kind), [
    "written",
    "written",
    "dropped",
    "dropped",
    "dropped",
    "written",
  ]);
  assertEquals(lines.filter((line) => /\.(json|jsonl|tmp)$/.test(line)), [
    "events.jsonl",
    "last_run.json",
    "metrics.json",
  ]);
  assert(lines.includes("torn:  0a"));
  assert(lines.includes("lines: 120"));
  const metrics = metricsIn(lines);
  assertEquals(metrics["telemetry_events_total"], 180);
  assertEquals(metrics["telemetry_dropped_total"], 180);
  assertEquals(metrics["ctx_search_count"], 360);
  assertEquals(metrics["telemetry_repairs_total"], 0);
});

Deno.test("a write that stays short is undone", async () => {
  // A file-size limit of 24 KiB cuts the second run's write in its middle; the signal is ignored, as by a shell.
  const lines = await shell(
    `trap "" XFSZ
     ${run} 50
     (ulimit -f 48; ${run} 50)
     echo "lines: $(wc -l < "$1/_ctx/telemetry/events.jsonl")"
     echo "torn: $(tail -c 1 "$1/_ctx/telemetry/events.jsonl" | od -An -tx1)"
     cat "$1/_ctx/telemetry/metrics.json"`,
    false,
  );
  assertEquals(runs(lines).map(({ kind }) => kind), ["written", "dropped"]);
  assert(lines.includes("lines: 50"));
  assert(lines.includes("torn:  0a"));
  assertEquals(metricsIn(lines)["telemetry_events_total"], 50);
  assertEquals(metricsIn(lines)["telemetry_dropped_total"], 50);
});

Deno.test("a read-only folder: dropped with one notice, nothing else happens", async () => {
  const lines = await shell(
    `${run}
     mount --bind "$1" "$1"
     mount -o remount,ro,bind "$1"
     ${run}
     ls -a "$1/_ctx/telemetry"`,
    true,
  );
  const [first, second] = runs(lines);
  assertEquals(first?.kind, "written");
  assertEquals(second?.kind, "dropped");
  assert(second?.notice.includes("read-only"), second?.notice);
});

Deno.test("a lock that another process never lets go: written without it after 50 ms, and counted later", async () => {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const folder = `${root}/_ctx/telemetry`;
  const start = (): Promise<Deno.CommandOutput> =>
    new Deno.Command(Deno.execPath(), { args: ["run", "-A", program, folder, "1"] }).output();
  const read = async (): Promise<Run> => JSON.parse(new TextDecoder().decode((await start()).stdout));
  assertEquals((await read()).locked, true);
  // One process, so that killing it lets the lock go.
  const holder = new Deno.Command("sh", {
    args: ["-c", 'exec 9>>"$1"; flock 9; echo held; exec sleep 60', "sh", `${folder}/events.jsonl`],
    stdout: "piped",
  }).spawn();
  const reader = holder.stdout.getReader();
  await reader.read();
  const held = await read();
  assertEquals([held.kind, held.locked, held.notice], ["written", false, ""]);
  const lastRun = JSON.parse(Deno.readTextFileSync(`${folder}/last_run.json`));
  assertEquals(lastRun.run_id, held.runId);
  assertEquals(metricsIn(Deno.readTextFileSync(`${folder}/metrics.json`).split("\n"))["ctx_search_count"], 1);
  holder.kill("SIGKILL");
  await holder.status;
  await reader.cancel();
  assertEquals(Deno.readTextFileSync(`${folder}/events.jsonl`).trimEnd().split("\n").length, 2);
  assertEquals((await read()).locked, true);
  assertEquals(metricsIn(Deno.readTextFileSync(`${folder}/metrics.json`).split("\n"))["ctx_search_count"], 3);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("the wait for a busy lock ends at 50 ms of the monotonic clock", () => {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const folder = `${root}/_ctx/telemetry`;
  Deno.mkdirSync(folder, { recursive: true });
  const holder = Deno.openSync(`${folder}/events.jsonl`, { append: true, create: true });
  assert(holder.tryLockSync(true));
  let nowMs = 0;
  const pauses: number[] = [];
  const clock = {
    ...systemClock,
    monotonicMs: () => nowMs,
    pause: (ms: number): void => {
      pauses.push(ms);
      nowMs += ms;
    },
  };
  const recorder = createRecorder({
    fs: denoFileSystem,
    clock,
    level: "lite",
    segmentRoot: "/nowhere",
    directory: folder,
  });
  recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: null, tokens: 1 });
  assertEquals(recorder.flush(), { kind: "written", events: 1, locked: false, notice: "" });
  assert(nowMs >= 50 && nowMs < 54, `${nowMs}`);
  assert(new Set(pauses).size > 5, "the pauses are jittered");
  assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
    "events.jsonl",
    "last_run.json",
  ]);
  holder.close();
  recorder.event({ cmd: "ctx.get", timingMs: 1, bytesRead: 1, disclosureMode: null, tokens: 1 });
  recorder.flush();
  const metrics = JSON.parse(Deno.readTextFileSync(`${folder}/metrics.json`));
  assertEquals(metrics.ctx_get_count, 2);
  Deno.removeSync(root, { recursive: true });
});
