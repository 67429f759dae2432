/**
 * Too few file descriptors, and too little memory: one clear error, an answer, or the runtime's own end; never half an
 * answer, and the next run finds everything in order.
 */
import { assert, assertEquals } from "@std/assert";
import { ERROR_CODES } from "../../src/model/error.ts";
import { CLEAN_ENVIRONMENT, Fixture, type Run } from "../harness.ts";
import { runServing, servingCommand, tree, WHOLE_STATE } from "./processes.ts";

/** The serving process with `prelude` (shell) before it and `v8` for the runtime's engine. */
async function runAfter(repo: Fixture, prelude: string, v8: string, words: string[]): Promise<Run> {
  const { program, args, env } = servingCommand(words);
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `${prelude}; exec "$@"`, "sh", program, ...args],
    cwd: repo.root,
    clearEnv: true,
    env: { ...CLEAN_ENVIRONMENT, ...env, CTX_SEGMENT: ".", ...(v8 === "" ? {} : { DENO_V8_FLAGS: v8 }) },
    stdin: "null",
  }).output();
  return { status: code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** Says how a run ended: with an answer, with an error of ours, or with the runtime. */
function endOf({ status, stdout, stderr }: Run): "answer" | "error" | "runtime" {
  if (status === 0) {
    assertEquals(JSON.parse(stdout).schema, "ctx.sync/1");
    return "answer";
  }
  if (stdout !== "") JSON.parse(stdout); // throws at half an answer
  const errors = stderr.split("\n").filter((line) => line.startsWith('{"schema":"ctx.error/1"'));
  if (errors.length === 0) return "runtime";
  const { code } = JSON.parse(errors[0] ?? "");
  assertEquals([status, errors.length, ERROR_CODES.includes(code)], [3, 1, true], stderr);
  return "error";
}

async function assertMended(repo: Fixture, files: number): Promise<void> {
  const { status, stdout, stderr } = await runServing(repo.root, ["sync", "--json"]);
  assertEquals([status, stderr, JSON.parse(stdout).files], [0, "", files]);
  assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
}

Deno.test("with hardly any file descriptors", async () => {
  using repo = new Fixture({ "a.py": "def a(): pass\n", "sub/b.py": "def b(): pass\n", "c.md": "# C\n" });
  const ends = new Set<string>();
  for (const limit of [10, 13, 16, 19, 21, 22, 23, 24, 25, 26, 28, 32, 64]) {
    repo.write({ "a.py": `def a${limit}(): pass\n` });
    ends.add(endOf(await runAfter(repo, `ulimit -n ${limit}`, "", ["sync", "--json"])));
  }
  // The lowest limits leave the runtime none, the highest are enough.
  assert(ends.has("answer") && ends.size > 1, [...ends].join());
  await assertMended(repo, 3);
});

Deno.test("with a heap that is too small", async () => {
  const text = Array.from({ length: 200 }, (_, index) => `def f${index}(a):\n    return a\n`).join("\n");
  using repo = new Fixture(
    Object.fromEntries(Array.from({ length: 30 }, (_, file) => [`m${file}.py`, text])),
  );
  const ends: string[] = [];
  for (const megabytes of [4, 8, 12]) {
    const run = await runAfter(repo, ":", `--max-old-space-size=${megabytes}`, [
      "sync",
      "--json",
    ]);
    ends.push(endOf(run));
  }
  assert(ends.includes("runtime"), ends.join());
  await assertMended(repo, 30);
});
