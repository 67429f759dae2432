/**
 * A program of its own, because commands work in the working folder: asks about a repository with a clock of its own,
 * that goes on by a given time whenever it is looked at. Prints what each step came to, one line of JSON each.
 */
import { run } from "../../src/cli/run.ts";
import { denoHost } from "../../src/host/deno_host.ts";
import type { Host } from "../../src/host/host.ts";
import { hear } from "./in_a_folder.ts";

/** What a look at the clock takes. */
let lookMs = 0;
let nowMs = 0;
/** After so many source files that were opened, the process that opens the next one ends. */
let lifetime = Infinity;
const clock: Host["clock"] = {
  ...denoHost.clock,
  monotonicMs: () => nowMs += lookMs,
  // An hour from now: no file is so young that its times prove nothing.
  now: () => new Date(Date.now() + 3_600_000),
};

const fs: Host["fs"] = {
  ...denoHost.fs,
  openForRead: (path) => {
    if (path.endsWith(".py") && --lifetime < 0) throw new Error("ended");
    return denoHost.fs.openForRead(path);
  },
};

interface Said {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly answer: any;
  readonly stderr: string;
}

async function ask(...argv: string[]): Promise<Said> {
  const heard = hear();
  const status = await run({ ...denoHost, fs, clock, terminal: heard.terminal }, [...argv, "--json"]);
  return { status, answer: heard.stdout === "" ? null : JSON.parse(heard.stdout), stderr: heard.stderr };
}

function print(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}

/** More than are indexed whatever the time. */
const FILES = 300;

/** A hundred files make a batch, and all together are few enough to need no workers, whose clocks are their own. */
const PADDING = "# what makes the file longer\n".repeat(66);

let writes = 0;

/** Each time with other times: words may be as long as each other, and be written within one second. */
function writeAll(word: string): void {
  writes++;
  for (let file = 0; file < FILES; file++) {
    const path = `f${String(file).padStart(3, "0")}.py`;
    Deno.writeTextFileSync(path, `def ${word}_${file}():\n    return "${word}"\n${PADDING}`);
    Deno.utimeSync(path, 1_700_000_000 + writes, 1_700_000_000.5 + writes);
  }
}

/** Searches until the answer is one of all files: how many each answer was of, and what the last one was like. */
async function untilWhole(query: string): Promise<{ indexed: number[]; last: Said }> {
  const indexed: number[] = [];
  for (;;) {
    const said = await ask("search", query, "--limit", "1000");
    const [, of = "", total = ""] = /^(\d+) of (\d+) files are indexed/.exec(said.answer.warnings[0] ?? "") ??
      [];
    if (of === "") return { indexed, last: said };
    if (total !== String(FILES) || said.answer.pack_sha !== null) throw new Error(JSON.stringify(said));
    indexed.push(Number(of));
  }
}

writeAll("early");

lookMs = 1_000_000; // no time at all
const named = await ask("get", "f299.py#early_299", "--mode", "raw");
print({
  step: "a named file comes first",
  status: named.status,
  text: named.answer.chunks[0]?.text,
  left: /^1 of 300 files/.test(named.answer.warnings[0] ?? ""),
});
const absent = await ask("search", "nowhere");
print({ step: "no is no answer of a part", status: absent.status, hits: absent.answer.hits.length });
const asIs = await ask("search", "early", "--no-sync");
print({
  step: "as it is",
  status: asIs.status,
  sha: asIs.answer.pack_sha,
  warning: /^stale answer: .* and 293 more$/.test(asIs.answer.warnings[0] ?? ""),
});
const checked = await ask("validate");
print({
  step: "validate",
  status: checked.status,
  errors: checked.answer.errors,
  stale: checked.answer.stale.length,
  sha: checked.answer.pack_sha,
});

lookMs = 40; // at this pace all of it would take longer than anybody waits
const grown = await untilWhole("early");
const rises = grown.indexed.every((count, index) => index === 0 || count > (grown.indexed[index - 1] ?? 0));
print({
  step: "each question goes on",
  rises,
  several: grown.indexed.length > 1,
  status: grown.last.status,
  hits: grown.last.answer.hits.length,
});
const absentFromAll = await ask("search", "nowhere");
print({ step: "no", status: absentFromAll.status });

lookMs = 0;
const built = await ask("build");
print({ step: "the same pack", same: built.answer.pack_sha === grown.last.answer.pack_sha });

writeAll("other");
lookMs = 4;
const askedMs = nowMs;
const waited = await ask("search", "other", "--limit", "1000");
print({
  step: "an ordinary pace is waited for",
  long: nowMs - askedMs > 3_000,
  warnings: waited.answer.warnings,
  hits: waited.answer.hits.length,
});

writeAll("later");
lookMs = 1_000_000;
const stale = await ask("search", "other", "--limit", "1000");
print({ step: "nothing old is served", status: stale.status, hits: stale.answer.hits.length });

const synced = await ask("sync", "--limit-s", "1");
print({
  step: "a limit for sync",
  status: synced.status,
  left: synced.answer.left,
  files: synced.answer.files,
});
lifetime = 10;
const ended = await ask("sync");
lifetime = Infinity;
const kept = await ask("validate");
print({ step: "what an ended sync did is kept", status: ended.status, stale: kept.answer.stale.length });
lookMs = 0;
const whole = await ask("sync");
print({
  step: "sync does it all",
  status: whole.status,
  files: whole.answer.files,
  valid: (await ask("validate")).status,
});

writeAll("slow");
// 140 kB that take more than half of the steps that a parse of them may have.
for (const path of ["a0.rs", "a1.rs"]) Deno.writeTextFileSync(path, `1\n${"r#".repeat(70_000)}`);
lookMs = 4; // the pace that was waited for
// What is asked for is indexed first.
const hard = await ask("get", "a0.rs", "a1.rs");
print({
  step: "what is hard to parse is not waited for",
  status: hard.status,
  partial: /^\d+ of 302 files are indexed/.test(hard.answer.warnings[0] ?? ""),
  sha: hard.answer.pack_sha,
});
