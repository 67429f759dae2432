/** ctx in repositories that are not this one, started in each of the ways that the README shows. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Fixture, PROJECT, type Run, runDeno } from "../harness.ts";

/** The line that the README tells people to add. */
function readmeTask(): string {
  const readme = Deno.readTextFileSync(`${PROJECT}/README.md`);
  const line = /```json\n(\{[^`]*"tasks"[^`]*)```/.exec(readme)?.[1] ?? "";
  assertStringIncludes(line, "/path/to/ctx/main.ts");
  return line.replace("/path/to/ctx", PROJECT);
}

const SOURCE = 'def greet():\n    """Says hello."""\n';

Deno.test("a repository's own task serves it from its folder and from below", async () => {
  using repo = new Fixture({ "deno.json": readmeTask(), "a.py": SOURCE, "sub/b.txt": "x\n" });
  for (const cwd of [repo.root, `${repo.root}/sub`]) {
    const run = await runDeno(["task", "--quiet", "ctx", "search", "greet", "--json"], { cwd });
    assertEquals([run.status, run.stderr], [0, ""], cwd);
    const answer = JSON.parse(run.stdout);
    assertEquals([answer.segment, answer.hits[0].id], [repo.root, "a.py#greet"]);
  }
  assertEquals(repo.list("sub"), ["b.txt"]);
});

Deno.test("the root is found above the folder of deno.json, through names alone", async () => {
  using repo = new Fixture({ "packages/one/deno.json": readmeTask(), "a.py": SOURCE });
  const cwd = `${repo.root}/packages/one`;
  const run = await runDeno(["task", "--quiet", "ctx", "search", "greet", "--json"], { cwd });
  assertEquals([run.status, run.stderr, JSON.parse(run.stdout).segment], [0, "", repo.root]);
  assertEquals(repo.list("packages/one"), ["deno.json"]);
});

/** What holds a root above the temporary folder, if anything: another program's doing, and none of these tests'. */
function rootAbove(folder: string): string | null {
  const marked = (name: string): boolean =>
    [...Deno.readDirSync(folder)].some((entry) => entry.name === name);
  if (marked(".git") || marked("_ctx")) return folder;
  const above = folder.slice(0, folder.lastIndexOf("/"));
  return folder === "/" ? null : rootAbove(above === "" ? "/" : above);
}

Deno.test("without a root above, the caller's folder is served", async () => {
  using repo = new Fixture({ "one/deno.json": readmeTask(), "one/a.py": SOURCE }, { git: false });
  // validate writes nothing, so that a root which somebody left above is not indexed here.
  const run = await runDeno(["task", "--quiet", "ctx", "validate", "--json"], { cwd: `${repo.root}/one` });
  assertEquals(run.status, 1);
  assertEquals(JSON.parse(run.stdout).segment, rootAbove(repo.root) ?? `${repo.root}/one`);
});

const WRITING = ["--allow-write=_ctx/pack,_ctx/run,_ctx/telemetry,_ctx/.gitignore"];

/** Runs ctx on `repo` in a process that may read that alone. */
async function runUnread(repo: Fixture, rights: readonly string[], argv: readonly string[]): Promise<Run> {
  const flags = ["--quiet", "--no-prompt", "--allow-read=.", "--allow-env", ...rights];
  return await runDeno(["run", ...flags, `${PROJECT}/main.ts`, ...argv], { cwd: repo.root });
}

Deno.test("a process that may not read the program starts one that may, rather than index nothing", async () => {
  const files = Object.fromEntries(
    Array.from(
      { length: 80 },
      (_, index) => [`m${index}.py`, `def f${index}():\n    """${"words ".repeat(3000)}"""\n`],
    ),
  );
  using repo = new Fixture(files);
  const run = await runUnread(repo, [...WRITING, "--allow-run=deno"], ["sync", "--json"]);
  assertEquals([run.status, run.stderr], [0, ""]);
  const { files: indexed, skipped } = JSON.parse(run.stdout);
  assertEquals([indexed, skipped], [80, []]);
  const none = await runUnread(repo, [...WRITING, "--allow-run=deno"], ["search", "nowhere", "--json"]);
  assertEquals([none.status, none.stderr, JSON.parse(none.stdout).hits], [1, "", []]);
});

Deno.test("a process that may neither read the program nor start another says what it lacks", async () => {
  using repo = new Fixture({ "a.py": SOURCE });
  const asJson = await runUnread(repo, WRITING, ["search", "greet", "--json"]);
  assertEquals([asJson.status, asJson.stdout], [3, ""]);
  const { schema, code, message, hint } = JSON.parse(asJson.stderr);
  assertEquals([schema, code, message], [
    "ctx.error/1",
    "permission",
    `could not serve ${repo.root}: not permitted`,
  ]);
  assertStringIncludes(hint, "--allow-run=deno");
  const asText = await runUnread(repo, WRITING, ["search", "greet"]);
  assertEquals([asText.status, asText.stdout], [3, ""]);
  assertEquals(asText.stderr.trimEnd().split("\n"), [`error: ${message}`, `hint: ${hint}`]);
  assertEquals(repo.list("."), [".git", "a.py"]);
});
