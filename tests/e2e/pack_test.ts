/** The pack through the shipped command: freshness, damage, schema, what is left out, what is untouched. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { Fixture } from "../harness.ts";

const SOURCES = {
  "src/config.py":
    'class Config:\n    """Holds settings."""\n\n    def load(self, path):\n        return open(path).read()\n',
  "src/main.py": "from config import Config\n\n\ndef main():\n    return Config().load('x')\n",
  "README.md": "# Demo\n\nHello.\n\n## Install\n\nRun it.\n",
};

Deno.test("sync: counts, languages, and a second run that changes nothing", async () => {
  using repo = new Fixture(SOURCES);
  const first = await repo.json(["sync"]);
  assertEquals(first.changed, { added: 3, updated: 0, removed: 0, unchanged: 0 });
  assertEquals([first.files, first.symbols, first.languages], [3, 3, { markdown: 1, python: 2 }]);
  assertEquals(first.source_bytes, Object.values(SOURCES).join("").length);
  const second = await repo.json(["sync"]);
  assertEquals(second.changed, { added: 0, updated: 0, removed: 0, unchanged: 3 });
  assertEquals(second.pack_sha, first.pack_sha);
  assertEquals(repo.list("_ctx"), [".gitignore", "pack", "run", "telemetry"]);
  assertEquals(repo.read("_ctx/.gitignore"), "*\n");
});

Deno.test("pack_sha is that of the sources: another folder, another order, same value", async () => {
  using one = new Fixture(SOURCES);
  using two = new Fixture(Object.fromEntries(Object.entries(SOURCES).reverse()));
  const sha = (await one.json(["build"])).pack_sha;
  assertMatch(sha, /^[0-9a-f]{16}$/);
  assertEquals((await two.json(["sync"])).pack_sha, sha);
  two.write({ "README.md": "# Demo\n\nHello!\n\n## Install\n\nRun it.\n" });
  assertNotEquals((await two.json(["sync"])).pack_sha, sha);
});

Deno.test("answers follow the files: changed, added, renamed, removed, and changed within one clock tick", async () => {
  using repo = new Fixture(SOURCES);
  await repo.json(["sync"]);
  const text = async (id: string): Promise<string[]> =>
    (await repo.json(["get", "--mode", "raw", id], 0)).chunks.map((chunk: { text: string }) => chunk.text);

  repo.write({ "src/main.py": "def other():\n    return 1\n" });
  assertEquals(await text("src/main.py#other"), ["def other():\n    return 1"]);

  // Same size, and every time set back to what it was.
  const before = Deno.statSync(`${repo.root}/src/main.py`);
  repo.write({ "src/main.py": "def other():\n    return 2\n" });
  Deno.utimeSync(`${repo.root}/src/main.py`, before.atime ?? 0, before.mtime ?? 0);
  assertEquals(await text("src/main.py#other"), ["def other():\n    return 2"]);

  Deno.renameSync(`${repo.root}/src/main.py`, `${repo.root}/src/renamed.py`);
  assertEquals(await text("src/renamed.py#other"), ["def other():\n    return 2"]);
  Deno.removeSync(`${repo.root}/src/renamed.py`);
  const gone = await repo.json(["get", "src/renamed.py#other"], 1);
  assertEquals(gone.missing.map((item: { id: string; reason: string }) => [item.id, item.reason]), [[
    "src/renamed.py#other",
    "unknown",
  ]]);
});

Deno.test("--no-sync answers from the pack and names what is stale; without a pack it cannot", async () => {
  using repo = new Fixture(SOURCES);
  const missing = await repo.ctx(["get", "README.md", "--no-sync", "--json"]);
  assertEquals([missing.status, JSON.parse(missing.stderr).code], [3, "pack-missing"]);
  await repo.json(["sync"]);
  repo.write({ "src/main.py": "def changed():\n    pass\n", "src/new.py": "x = 1\n" });
  Deno.removeSync(`${repo.root}/README.md`);
  const stale = await repo.json(["get", "src/config.py#Config.load", "--mode", "raw", "--no-sync"]);
  assertEquals(stale.warnings, [
    "stale answer: not synced since these changed: README.md, src/main.py, src/new.py",
  ]);
  assertEquals(stale.chunks[0].text, "def load(self, path):\n        return open(path).read()");
  // Offsets of the old text must not cut the new one.
  const cut = await repo.json(["get", "src/main.py#main", "--mode", "raw", "--no-sync"], 1);
  assertEquals(cut.missing[0].reason, "stale");
});

Deno.test("a text is served for its stamp where that proves it, else for its bytes, and never as another's", async () => {
  using repo = new Fixture({ "a.py": "def one():\n    return 1\n" });
  const path = `${repo.root}/a.py`;
  const ask = ["get", "a.py#one", "--mode", "raw", "--no-sync"];
  const long = new Date("2020-02-02T02:02:02.500Z");
  Deno.utimeSync(path, long, long);
  await repo.json(["sync"]);
  const { chunks: [asPacked] } = await repo.json(ask);
  assertEquals(asPacked.text, "def one():\n    return 1");

  Deno.utimeSync(path, new Date(), new Date("2021-02-02T02:02:02.500Z"));
  const { chunks: [touched], warnings } = await repo.json(ask);
  assertEquals(touched.text, asPacked.text);
  assertEquals(warnings, ["stale answer: not synced since these changed: a.py"]);

  // As long as before, and with the time of change that was packed: the system's own time of it tells.
  repo.write({ "a.py": "def two():\n    return 2\n" });
  Deno.utimeSync(path, long, long);
  assertEquals((await repo.json(ask, 1)).missing[0].reason, "stale");
});

Deno.test("validate finds each kind of damage, mends nothing, and one sync makes it clean", async () => {
  using repo = new Fixture(SOURCES);
  const pack = `${repo.root}/_ctx/pack/pack.db`;
  const none = await repo.json(["validate"], 1);
  assertEquals([none.ok, none.errors], [false, ["there is no pack"]]);
  await repo.json(["sync"]);
  assertEquals((await repo.json(["validate"])).ok, true);

  repo.write({ "src/main.py": "def edited():\n    pass\n", "added.py": "" });
  Deno.removeSync(`${repo.root}/README.md`);
  const stale = await repo.json(["validate"], 1);
  assertEquals(stale.stale, [
    { path: "README.md", reason: "removed" },
    { path: "added.py", reason: "new" },
    { path: "src/main.py", reason: "changed" },
  ]);

  const harms: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    ["cut in half", (bytes) => bytes.slice(0, bytes.length / 2), /damaged/],
    [
      "a page of noise",
      (bytes) => (bytes.fill(0xa5, 8192 * 2, 8192 * 3), bytes),
      /damaged|malformed|btree|page/i,
    ],
    ["empty", () => new Uint8Array(), /is not a pack/],
    ["text", () => new TextEncoder().encode("not a database ".repeat(50)), /damaged/],
  ];
  for (const [name, harm, expected] of harms) {
    await repo.json(["sync"]);
    Deno.writeFileSync(pack, harm(Deno.readFileSync(pack)));
    const before = Deno.readFileSync(pack);
    const found = await repo.json(["validate"], 1);
    assertMatch(found.errors.join("; "), expected, name);
    assertEquals(Deno.readFileSync(pack), before, `${name}: validate must not write`);
    const mended = await repo.ctx(["build", "--json"]);
    assertEquals(mended.status, 0, name);
    assertEquals((await repo.json(["validate"])).ok, true, name);
  }
});

Deno.test("a pack of another schema, or made elsewhere, is rebuilt with a notice and never read", async () => {
  using repo = new Fixture(SOURCES);
  await repo.json(["sync"]);
  const pack = `${repo.root}/_ctx/pack/pack.db`;
  const bytes = Deno.readFileSync(pack);
  new DataView(bytes.buffer).setUint32(60, 999); // user_version, sqlite.org/fileformat.html section 1.3
  Deno.writeFileSync(pack, bytes);
  const other = await repo.ctx(["sync", "--json"]);
  assertStringIncludes(
    other.stderr,
    "rebuilding the pack: it was made by another version of ctx (schema 999)",
  );
  assertEquals([other.status, JSON.parse(other.stdout).changed.added], [0, 3]);

  Deno.copyFileSync(pack, `${pack}.copy`);
  Deno.removeSync(pack);
  Deno.renameSync(`${pack}.copy`, pack);
  const copied = await repo.ctx(["sync", "--json"]);
  assertStringIncludes(copied.stderr, "was not made in this folder on this machine");
});

Deno.test("two syncs at once both succeed, and leave one whole pack", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`m${index}.py`, `def f${index}():\n    return ${index}\n`]),
  );
  using repo = new Fixture(files);
  const runs = await Promise.all([
    repo.ctx(["sync", "--json"]),
    repo.ctx(["build", "--json"]),
    repo.ctx(["sync", "--json"]),
  ]);
  assertEquals(runs.map((run) => run.status), [0, 0, 0]);
  assertEquals(new Set(runs.map((run) => JSON.parse(run.stdout).pack_sha)).size, 1);
  assertEquals((await repo.json(["validate"])).ok, true);
  assertEquals(repo.list("_ctx/pack"), ["pack.db"]);
});

Deno.test("what is left out is named with its reason; ignored files are not", async () => {
  using repo = new Fixture({
    ...SOURCES,
    ".gitignore": "build/\n",
    "build/out.py": "x = 1\n",
    ".env": "TOKEN=abc\n",
    "logo.png": new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]),
    "big.txt": "x".repeat((1 << 20) + 1),
    "latin.txt": new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]),
    "broken.py": "def ok():\n    pass\n\ndef broken(:\n    pass\n",
  });
  Deno.symlinkSync("/bin/sh", `${repo.root}/escape`);
  const answer = await repo.json(["sync"]);
  assertEquals(answer.skipped, [
    { path: ".env", reason: "secret" },
    { path: "big.txt", reason: "too-large" },
    { path: "escape", reason: "outside-segment" },
    { path: "latin.txt", reason: "encoding" },
    { path: "logo.png", reason: "binary" },
  ]);
  assertEquals(answer.parse_errors, [{ path: "broken.py", line: 4 }]);
  // Five source files, and the two whose content kept them out.
  assertEquals((await repo.json(["sync"])).changed, { added: 0, updated: 0, removed: 0, unchanged: 7 });
  const withSecrets = await repo.json(["sync", "--include-secrets"]);
  assert(!withSecrets.skipped.some((item: { path: string }) => item.path === ".env"));
});

Deno.test("a file that holds a credential is left out by its content, and let in when asked for", async () => {
  const key = [
    "-----BEGIN RSA PRIVATE",
    " KEY-----\n",
    "MIIEowIBAAKCAQEA".repeat(20),
    "\n-----END RSA PRIVATE",
    " KEY-----\n",
  ].join("");
  using repo = new Fixture({ "deploy.py": `KEY = """${key}"""\n`, "ok.py": "x = 1\n" });
  const answer = await repo.json(["sync"]);
  assertEquals([answer.files, answer.skipped], [1, [{ path: "deploy.py", reason: "secret" }]]);
  assertEquals((await repo.json(["sync"])).changed.unchanged, 2);
  assertEquals((await repo.json(["validate"])).ok, true);
  assertEquals((await repo.json(["sync", "--include-secrets"])).files, 2);
});

Deno.test("an empty folder, and one without any Python, are served", async () => {
  using empty = new Fixture({});
  assertEquals((await empty.json(["sync"])).files, 0);
  assertEquals((await empty.json(["validate"])).ok, true);
  using prose = new Fixture({ "notes.txt": "one\ntwo\n" });
  assertEquals((await prose.json(["get", "notes.txt", "--mode", "raw"])).chunks[0].text, "one\ntwo\n");
});

Deno.test("an ignore file that is not used whole is warned of", async () => {
  const patterns = Array.from({ length: 5_001 }, (_, i) => `name${i}`).join("\n");
  using repo = new Fixture({ ...SOURCES, ".gitignore": patterns, "name1": "", "name5000": "" });
  const { files, warnings } = await repo.json(["sync"]);
  assertEquals(files, 5);
  assertEquals(warnings, ["not all patterns are in use of .gitignore: too many, too long or not readable"]);
});
