/** Interrupted by a signal, or by a reader that has gone: the right exit status, nothing left behind, no noise. */
import { assert, assertEquals } from "@std/assert";
import { CLEAN_ENVIRONMENT, Fixture, PROJECT, type Run, shippedCommand } from "../harness.ts";
import { servingCommand, startGroup, tree, WHOLE_STATE } from "./processes.ts";

/** Takes a second or more to index. */
function manyDefinitions(round: number): Record<string, string> {
  const text = Array.from({ length: 150 }, (_, index) => `def f${index}(a):\n    return a + ${round}\n`).join(
    "\n",
  );
  return Object.fromEntries(Array.from({ length: 80 }, (_, index) => [`m${index}.py`, text]));
}

/** Waits for a file that a run makes on its way, or for the run's own end. */
async function waitFor(path: string, finished: Promise<unknown>): Promise<void> {
  let ended = false;
  finished.then(() => ended = true);
  while (!ended) {
    try {
      Deno.lstatSync(path);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** The first run that has not come to its own end before the signal came: on a busy machine that takes more than one. */
async function untilHit(attempt: (index: number) => Promise<Run>): Promise<Run> {
  for (let index = 0; index < 20; index++) {
    const run = await attempt(index);
    if (run.status !== 0) return run;
  }
  throw new Error("every run was over before its signal came");
}

function lastEvent(repo: Fixture): { cmd: string; result: unknown } {
  const { cmd, result } = JSON.parse(
    repo.read("_ctx/telemetry/events.jsonl").trim().split("\n").at(-1) ?? "",
  );
  return { cmd, result };
}

// The terminal sends ctrl-C to the whole group; `kill PID` and most supervisors reach the first process only.
for (
  const [signal, to, command, status] of [
    ["SIGINT", "group", "build", 130],
    ["SIGINT", "leader", "sync", 130],
    ["SIGTERM", "leader", "build", 143],
    ["SIGTERM", "group", "sync", 143],
    ["SIGHUP", "leader", "sync", 129],
  ] as const
) {
  Deno.test(`${signal} to the ${to} during ${command}: exit ${status}, no stray, telemetry written`, async () => {
    using repo = new Fixture(manyDefinitions(0));
    const run = await untilHit(async () => {
      if (repo.list(".").includes("_ctx")) Deno.removeSync(`${repo.root}/_ctx`, { recursive: true });
      const group = startGroup(shippedCommand(["--segment", repo.root, command]));
      await waitFor(`${repo.root}/_ctx/pack/pack.new.db`, group.finished);
      if (to === "group") group.signal(signal);
      else group.signalLeader(signal);
      return await group.finished;
    });
    assertEquals(run, { status, stdout: "", stderr: "" });
    assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE.filter((path) => path !== "pack/pack.db"));
    assertEquals(lastEvent(repo), {
      cmd: `ctx.${command}`,
      result: { status: "interrupted", exit_status: status },
    });
  });
}

Deno.test("a sync of changes that is interrupted leaves the old pack, byte for byte", async () => {
  using repo = new Fixture(manyDefinitions(0));
  await repo.json(["sync"]);
  let before = new Uint8Array();
  const run = await untilHit(async (attempt) => {
    before = Deno.readFileSync(`${repo.root}/_ctx/pack/pack.db`);
    repo.write(manyDefinitions(attempt + 1));
    const group = startGroup(servingCommand(["sync"]), { cwd: repo.root, env: { CTX_SEGMENT: "." } });
    await waitFor(`${repo.root}/_ctx/pack/pack.db-journal`, group.finished);
    group.signal("SIGTERM");
    return await group.finished;
  });
  assertEquals(run, { status: 143, stdout: "", stderr: "" });
  assertEquals(Deno.readFileSync(`${repo.root}/_ctx/pack/pack.db`), before);
  assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
});

Deno.test("a sync that waits for another one can be interrupted", async () => {
  using repo = new Fixture({ "a.py": "x = 1\n" });
  await repo.json(["sync"]);
  repo.write({ "a.py": "x = 2\n" });
  using lock = Deno.openSync(`${repo.root}/_ctx/run/pack.lock`, { write: true });
  assert(lock.tryLockSync(true));
  const group = startGroup(shippedCommand(["--segment", repo.root, "sync"]));
  const waiting = "ctx: waiting for another ctx that is writing the pack\n";
  await group.saysOnStderr(waiting);
  group.signal("SIGINT");
  assertEquals(await group.finished, { status: 130, stdout: "", stderr: waiting });
});

/** Runs `script` under bash, with `ctx` standing for the shipped command on `repo`. */
async function shell(repo: Fixture, script: string): Promise<{ stdout: string; stderr: string }> {
  const config = `${PROJECT}/deno.json`;
  const prelude = 'ctx() { "$DENO" task --quiet --config "$CONFIG" ctx --segment "$SEGMENT" "$@"; }\n';
  const { stdout, stderr } = await new Deno.Command("bash", {
    args: ["-c", prelude + script],
    cwd: repo.root,
    clearEnv: true,
    env: { ...CLEAN_ENVIRONMENT, DENO: Deno.execPath(), CONFIG: config, SEGMENT: repo.root },
  }).output();
  return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("a reader that goes away ends the output, silently", async () => {
  // More than the 64 KiB that a pipe holds.
  using repo = new Fixture({ "long.txt": "0123456789abcdef\n".repeat(20_000) });
  for (
    const [command, first] of [
      ["get long.txt --mode raw --budget 10000000", "0123456789abcdef\n"],
      ["get long.txt --mode raw --budget 10000000 --json", '{"schema":"ctx.get/1"'],
      ["--help", "ctx"],
    ] as const
  ) {
    const { stdout, stderr } = await shell(
      repo,
      `ctx ${command} | head -c ${first.length}; echo "; \${PIPESTATUS[0]}"`,
    );
    assertEquals([stdout, stderr], [`${first}; 0\n`, ""], command);
  }
  assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
});

Deno.test("an answer that cannot be written is an error, not a success", async () => {
  using repo = new Fixture({ "a.py": "x = 1\n" });
  const { stdout, stderr } = await shell(
    repo,
    'ctx sync > /dev/full; echo "$?"; ctx sync 2> /dev/full; echo "$?"',
  );
  assertEquals(stdout.split("\n").filter((line) => /^\d$/.test(line)), ["3", "0"]);
  assertEquals(stderr.split("\n")[0], "error: could not write the answer: the disk is full");
});
