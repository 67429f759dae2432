/**
 * A program of its own, because commands work in the working folder: asks questions while somebody else has the right to
 * write the pack and keeps it, with a clock of its own that goes on by a given time whenever it is looked at. Prints what
 * each step came to, one line of JSON each.
 */
import { DatabaseSync } from "node:sqlite";
import { run } from "../../src/cli/run.ts";
import { denoHost } from "../../src/host/deno_host.ts";
import type { Host } from "../../src/host/host.ts";
import { layout } from "../../src/segment/layout.ts";
import { hear } from "./in_a_folder.ts";

/** What a look at the clock takes. */
let lookMs = 0;
let nowMs = 0;
/** Done once the clock has come to a time. */
let later: { readonly atMs: number; readonly act: () => void } | null = null;
const clock: Host["clock"] = {
  ...denoHost.clock,
  monotonicMs: () => {
    nowMs += lookMs;
    if (later !== null && nowMs >= later.atMs) {
      const { act } = later;
      later = null;
      act();
    }
    return nowMs;
  },
  // An hour from now: no file is so young that its times prove nothing.
  now: () => new Date(Date.now() + 3_600_000),
};

interface Said {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly answer: any;
  /** The error's code, "" when there is none. */
  readonly code: string;
  /** By the clock, which the wait alone takes long. */
  readonly waitedMs: number;
}

async function ask(...argv: string[]): Promise<Said> {
  const heard = hear();
  const startMs = nowMs;
  const status = await run({ ...denoHost, clock, terminal: heard.terminal }, [...argv, "--json"]);
  const error = heard.stderr.split("\n").find((line) => line.startsWith("{"));
  return {
    status,
    answer: heard.stdout === "" ? null : JSON.parse(heard.stdout),
    code: error === undefined ? "" : JSON.parse(error).code,
    waitedMs: nowMs - startMs,
  };
}

function print(step: string, value: object): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify({ step, ...value })}\n`));
}

// deno-lint-ignore no-explicit-any
const idsOf = (said: Said): string[] => said.answer.hits.map(({ id }: any) => id);

/** Takes the right to write the pack, as another process would: flock goes by the opened file. */
function holdLock(): Deno.FsFile {
  const lock = Deno.openSync(layout.packLock, { write: true });
  if (!lock.tryLockSync(true)) throw new Error("somebody has the lock");
  return lock;
}

Deno.writeTextFileSync("a.py", "def early():\n    return 1\n");
Deno.writeTextFileSync("b.py", "def early_too():\n    return 1\n");
await ask("sync");
Deno.writeTextFileSync("b.py", "def later():\n    return 'later'\n");

let lock = holdLock();
lookMs = 2_000;
const search = await ask("search", "early");
print("a question answers from the pack as it stands", {
  status: search.status,
  ids: idsOf(search),
  sha: typeof search.answer.pack_sha,
  warnings: search.answer.warnings,
  within: search.waitedMs > 30_000 && search.waitedMs < 60_000,
});
const absent = await ask("search", "nowhere");
print("no is no answer of an old pack", { status: absent.status });
const changed = await ask("get", "b.py#early_too", "--mode", "raw");
print("no text of another state is shown", { status: changed.status, shown: changed.answer.chunks.length });
const whole = await ask("get", "a.py#early", "--mode", "raw");
print("nobody waits for what does not matter", {
  status: whole.status,
  warnings: whole.answer.warnings,
  waited: whole.waitedMs > 30_000,
});

for (let file = 0; file < 300; file++) {
  Deno.writeTextFileSync(`more${file}.py`, "def early():\n    return 1\n");
}
const large = await ask("search", "early");
print("of much that has changed, sooner", {
  status: large.status,
  within: large.waitedMs > 3_000 && large.waitedMs < 30_000,
});
for (let file = 0; file < 300; file++) Deno.removeSync(`more${file}.py`);

const admitted = await ask("search", "early", "--include-secrets");
print("a pack that leaves out what this question admits is none", {
  status: admitted.status,
  code: admitted.code,
  within: admitted.waitedMs > 60_000 && admitted.waitedMs < 90_000,
});

// In the midst of a commit the file itself is locked. SQLite waits some seconds for that by a clock of its own.
const other = new DatabaseSync(layout.pack);
other.exec("BEGIN EXCLUSIVE");
lookMs = 100_000; // it is looked at once
const shut = await ask("search", "early");
print("a pack that cannot be read for now is none", { status: shut.status, code: shut.code });
other.close();
lookMs = 2_000;

Deno.renameSync(layout.pack, "_ctx/run/elsewhere");
const none = await ask("search", "early");
print("without a pack: an error, and later", {
  status: none.status,
  code: none.code,
  within: none.waitedMs > 60_000 && none.waitedMs < 90_000,
});
later = { atMs: nowMs + 40_000, act: () => Deno.renameSync("_ctx/run/elsewhere", layout.pack) };
const appeared = await ask("search", "early");
print("a pack that appears is answered from", {
  status: appeared.status,
  ids: idsOf(appeared),
  within: appeared.waitedMs > 40_000 && appeared.waitedMs < 60_000,
});

const limited = await ask("sync", "--limit-s", "100");
print("a sync waits for as long as it is told", {
  status: limited.status,
  code: limited.code,
  within: limited.waitedMs > 100_000 && limited.waitedMs < 200_000,
});
lookMs = 50_000;
const patient = await ask("sync");
print("or a quarter of an hour", {
  status: patient.status,
  code: patient.code,
  within: patient.waitedMs > 900_000 && patient.waitedMs < 2_000_000,
});

lookMs = 2_000;
later = { atMs: nowMs + 5_000, act: () => lock.close() };
const freed = await ask("search", "later");
print("one that is let in is whole", {
  status: freed.status,
  ids: idsOf(freed),
  warnings: freed.answer.warnings,
});

Deno.writeTextFileSync("b.py", "def last():\n    return 'last'\n");
Deno.renameSync(layout.pack, "_ctx/run/old");
await ask("build");
Deno.renameSync(layout.pack, "_ctx/run/new");
Deno.renameSync("_ctx/run/old", layout.pack);
lock = holdLock();
later = { atMs: nowMs + 10_000, act: () => Deno.renameSync("_ctx/run/new", layout.pack) };
const taken = await ask("search", "last");
print("what the other one has done is no old answer", {
  status: taken.status,
  ids: idsOf(taken),
  warnings: taken.answer.warnings,
});
lock.close();
