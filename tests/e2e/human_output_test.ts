/** What people read: the same answers as the JSON, without it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Fixture, runTask } from "../harness.ts";
import { COMMANDS } from "../../src/cli/commands.ts";

const SOURCES = {
  "src/config.py":
    'TIMEOUT = 5\n\n\nclass Config:\n    """Holds the settings."""\n\n    def load(self, path):\n        """Reads settings from a file."""\n        return open(path).read()\n',
  "README.md": "# Demo\n\nHello.\n\n## Install\n\nRun it.\n",
  "blob.bin": new Uint8Array([0, 1, 2]),
  "key.pem": "a key\n",
};

Deno.test("sync, build and validate speak in sentences", async () => {
  using repo = new Fixture(SOURCES);
  const sync = await repo.ctx(["sync"]);
  assertEquals([sync.status, sync.stderr], [0, ""]);
  assertEquals(sync.stdout.split("\n").slice(0, 3), [
    `2 files, 3 symbols, 7 chunks, ${(SOURCES["src/config.py"] + SOURCES["README.md"]).length} B`,
    "  2 added, 0 updated, 0 removed, 0 unchanged",
    "  markdown 1, python 1",
  ]);
  // Nobody wonders why a picture is no source; of the rest each is named.
  assert(sync.stdout.endsWith("  2 left out: binary 1, secret 1\n    key.pem (secret)\n"), sync.stdout);
  assertStringIncludes((await repo.ctx(["build"])).stdout, "2 added");
  assertEquals((await repo.ctx(["validate"])).stdout, "ok: the pack is whole and fresh\n");
  repo.write({ "new.py": "x = 1\n", "README.md": "# Other\n" });
  const stale = await repo.ctx(["validate"]);
  assertEquals([stale.status, stale.stdout], [
    1,
    "changed  README.md\nnew      new.py\nrun ctx sync to mend this\n",
  ]);
});

Deno.test("search shows where, what and why; no hit is an answer, not an error", async () => {
  using repo = new Fixture(SOURCES);
  const found = await repo.ctx(["search", "read", "settings", "from", "file", "--limit", "1"]);
  assertEquals([found.status, found.stderr], [0, ""]);
  assertEquals(
    found.stdout.replace(/~\d+ tokens/, "~N tokens"),
    " 1  src/config.py#Config.load  method, lines 7-9, ~N tokens\n    def load(self, path)\n    Reads settings from a file.\n",
  );
  const explained = await repo.ctx(["search", "settings", "--explain", "--limit", "1"]);
  assertMatch(
    explained.stdout,
    /words alone in: name [\d.]+, signature [\d.]+, doc [\d.]+, path [\d.]+, body [\d.]+/,
  );
  const none = await repo.ctx(["search", "zebra"]);
  assertEquals([none.status, none.stdout, none.stderr], [1, "no hits\n", ""]);
});

Deno.test("search filters by kind, language and path", async () => {
  using repo = new Fixture(SOURCES);
  const ids = async (...flags: string[]): Promise<string[]> => {
    const run = await repo.ctx(["search", "settings hello install load demo", "--json", ...flags]);
    return JSON.parse(run.stdout).hits.map((hit: { id: string }) => hit.id);
  };
  assertEquals(await ids("--kind", "class"), ["src/config.py#Config"]);
  assertEquals((await ids("--lang", "py")).every((id) => id.startsWith("src/config.py")), true);
  assertEquals(new Set(await ids("--path", "*.md")), new Set(["README.md#Demo", "README.md#Demo/Install"]));
  assertEquals((await ids("--path", "src")).every((id) => id.startsWith("src/")), true);
  assertEquals(await ids("--path", "docs/**"), []);
  const unknown = await repo.ctx(["search", "x", "--lang", "klingon"]);
  assertEquals([unknown.status, unknown.stderr.split("\n")[0]], [2, 'error: --lang: no language "klingon"']);
  assertEquals((await repo.ctx(["search", "x", "--path", "*".repeat(20)])).status, 2);
});

Deno.test("get prints a header for each chunk, and names what it does not show", async () => {
  using repo = new Fixture(SOURCES);
  const run = await repo.ctx(["get", "src/config.py#Config.load", "Config.lod", "README.md#Demo/Install"]);
  assertEquals(run.status, 1);
  assertStringIncludes(run.stdout, "== src/config.py#Config.load\n    def load(self, path):\n");
  assertStringIncludes(run.stdout, "== README.md#Demo/Install\n## Install\n\nRun it.\n");
  assertStringIncludes(run.stdout, "-- not shown: Config.lod (unknown)\n   src/config.py#Config.load\n");
  const tight = await repo.ctx(["get", "src/config.py", "--mode", "raw", "--budget", "5"]);
  assertMatch(tight.stdout, /^-- not shown: src\/config.py \(does not fit: needs a budget of \d+\)\n$/);
  assertEquals(tight.status, 1);
  const skeleton = await repo.ctx(["get", "src/config.py", "--mode", "skeleton"]);
  assertStringIncludes(skeleton.stdout, "def load(self, path):");
  assert(!skeleton.stdout.includes("return open"));
  assertEquals((await repo.ctx(["get"])).status, 2);
  assertEquals((await repo.ctx(["search"])).status, 2);
});

Deno.test("a budget that is too small for all keeps the order and says what is left out and its cost", async () => {
  using repo = new Fixture(SOURCES);
  const all = await repo.json(["get", "src/config.py", "README.md", "--mode", "raw", "--budget", "10000"]);
  assertEquals([all.stop_reason, all.chunks.length], ["complete", 2]);
  const some = await repo.json(["get", "src/config.py", "README.md", "--mode", "raw", "--budget", "40"]);
  assertEquals([some.stop_reason, some.chunks.map((chunk: { id: string }) => chunk.id)], ["budget", [
    "README.md",
  ]]);
  assertEquals(some.missing.map((item: { id: string; reason: string }) => [item.id, item.reason]), [[
    "src/config.py",
    "budget",
  ]]);
  const cost = some.missing[0].cost_tokens;
  const enough = await repo.json(["get", "src/config.py", "--mode", "raw", "--budget", String(cost)]);
  assertEquals(enough.chunks.length, 1);
});

Deno.test("help is there for the program, for groups and for every command, each with its example", async () => {
  const whole = await runTask(["--help"]);
  assertEquals([whole.status, whole.stderr], [0, ""]);
  for (const { name } of COMMANDS) assertStringIncludes(whole.stdout, `ctx ${name}`);
  assertStringIncludes((await runTask(["ast", "--help"])).stdout, "ctx ast locate SELECTOR");
  for (const { name, example } of COMMANDS.slice(0, 3)) {
    const help = await runTask([...name.split(" "), "--help"]);
    assertEquals(help.status, 0);
    assertStringIncludes(help.stdout, `Example\n  ${example}\n`);
  }
  assertEquals((await runTask(["help", "nonsense"])).status, 2);
});

Deno.test("--version tells people the version and programs everything inside", async () => {
  assertMatch((await runTask(["--version"])).stdout, /^ctx \d+\.\d+\.\d+\n$/);
  const told = JSON.parse((await runTask(["--version", "--json"])).stdout);
  assertEquals([told.schema, told.packages["web-tree-sitter"]], ["ctx.version/1", "0.27.1"]);
  // The tests run on the runtime that the command is run by.
  assertEquals(told.runtime, Deno.version);
  assertEquals(told.grammars.python, { package: "tree-sitter-python", version: "0.25.0" });
  assertEquals(told.packages.pyright, "1.1.414");
  assert(Number.isInteger(told.pack_schema));
});
