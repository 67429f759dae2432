/** `ctx ast symbols` and `ctx ast skeleton` through the shipped command. */
import { assert, assertEquals, assertMatch, assertNotEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { CLEAN_ENVIRONMENT, Fixture, PROJECT, runDeno, shippedCommand } from "../harness.ts";

const CONFIG = `"""Settings."""
DEFAULT = "app.toml"


class Config:
    """Holds settings.

    More.
    """
    path: str = DEFAULT

    @property
    def name(self):
        return self.path

    @name.setter
    def name(self, value):
        self.path = value


async def read(config: Config) -> str:
    def inner():
        pass
    return config.path
`;

const FILES = {
  "src/config.py": CONFIG,
  "src/other.py": "def read():\n    pass\n",
  "notes/todo.md": "# To do\n\n## Soon\n\nText.\n",
  "notes/plain.txt": "nothing\n",
};

Deno.test("every definition of a file, in source order, with its id, ranges, signature and URI", async () => {
  using repo = new Fixture(FILES);
  const { symbols, missing, schema } = await repo.json(["ast", "symbols", "src/config.py"]);
  assertEquals(schema, "ctx.ast.symbols/1");
  assertEquals(missing, []);
  const brief = symbols.map((symbol: Record<string, unknown>) => [symbol["id"], symbol["kind"]]);
  assertEquals(brief, [
    ["src/config.py#DEFAULT", "constant"],
    ["src/config.py#Config", "class"],
    ["src/config.py#Config.path", "field"],
    ["src/config.py#Config.name", "method"],
    ["src/config.py#Config.name@2", "method"],
    ["src/config.py#read", "function"],
    ["src/config.py#read.inner", "function"],
  ]);
  assertEquals(symbols[4], {
    id: "src/config.py#Config.name@2",
    kind: "method",
    name: "name",
    qualname: "Config.name",
    path: "src/config.py",
    lang: "python",
    range: { start_line: 16, start_column: 5, end_line: 18, end_column: 26 },
    name_range: { start_line: 17, start_column: 9, end_line: 17, end_column: 13 },
    signature: "def name(self, value)",
    doc: "",
    selector: "sym://python/src.config#Config.name@2",
  });
  assertEquals(symbols[1].doc, "Holds settings.");
});

Deno.test("folders, several paths, kinds and languages choose; nothing chosen is exit 1", async () => {
  using repo = new Fixture(FILES);
  const ids = async (...args: string[]): Promise<string[]> =>
    (await repo.json(["ast", "symbols", ...args])).symbols.map((symbol: { id: string }) => symbol.id);
  assertEquals((await ids()).length, 8);
  assertEquals((await ids("src/")).length, 8);
  assertEquals(await ids("src/other.py", "src/config.py", "src/other.py", "--kind", "function"), [
    "src/other.py#read",
    "src/config.py#read",
    "src/config.py#read.inner",
  ]);
  assertEquals(await ids("--kind", "section", "--lang", "markdown"), [
    "notes/todo.md#To do",
    "notes/todo.md#To do/Soon",
  ]);
  assertEquals((await repo.json(["ast", "symbols", "notes"], 1)).symbols, []);
  assertEquals((await repo.ctx(["ast", "symbols", "--kind", "klass"])).status, 2);
  assertEquals((await repo.ctx(["ast", "symbols", "--lang", "klingon"])).status, 2);
});

Deno.test("paths: unknown, left out, outside", async () => {
  using repo = new Fixture({
    ...FILES,
    "a.bin": new Uint8Array([1, 0, 2]),
    ".env": "A=1\n",
    ".gitignore": "x.py\n",
  });
  repo.write({ "x.py": "def x(): pass\n" });
  const answer = await repo.json(
    ["ast", "symbols", "src/confg.py", "a.bin", ".env", "x.py", "src/other.py"],
    1,
  );
  assertEquals(answer.missing, [
    { path: "src/confg.py", reason: "unknown", candidates: ["src/config.py"] },
    { path: "a.bin", reason: "binary", candidates: [] },
    { path: ".env", reason: "secret", candidates: [] },
    { path: "x.py", reason: "not-indexed", candidates: [] },
  ]);
  assertEquals(answer.symbols.length, 1);
  const text = await repo.ctx(["ast", "symbols", "src/confg.py"]);
  assertEquals([text.status, text.stdout], [1, ""]);
  assertStringIncludes(text.stderr, "did you mean src/config.py?");
  for (const outside of ["../x.py", "/etc/passwd", "src/../../x", ".."]) {
    const run = await repo.ctx(["ast", "symbols", outside, "--json"]);
    assertEquals([run.status, run.stdout, JSON.parse(run.stderr).code], [2, "", "path-outside"], outside);
  }
  assertEquals((await repo.json(["ast", "symbols", `${repo.root}/src/other.py`])).symbols.length, 1);
  assertEquals((await repo.json(["ast", "symbols", "src/./sub/../other.py"])).symbols.length, 1);
});

Deno.test("in a subfolder, paths of the segment come first, then those from there", async () => {
  const readme = Deno.readTextFileSync(`${PROJECT}/README.md`);
  const task = (/```json\n(\{[^`]*"tasks"[^`]*)```/.exec(readme)?.[1] ?? "").replace("/path/to/ctx", PROJECT);
  using repo = new Fixture({ ...FILES, "deno.json": task, "src/src/other.py": "def deep(): pass\n" });
  const first = async (...args: string[]): Promise<unknown> => {
    const run = await runDeno(["task", "--quiet", "ctx", "ast", ...args, "--json"], {
      cwd: `${repo.root}/src`,
    });
    const answer = JSON.parse(run.stdout === "" ? run.stderr : run.stdout);
    return answer.code ?? answer.symbol?.id ?? answer.symbols?.[0]?.id;
  };
  assertEquals(await first("symbols", "config.py"), "src/config.py#DEFAULT");
  assertEquals(await first("symbols", "src/other.py"), "src/other.py#read");
  assertEquals(await first("symbols", "./src/other.py"), "src/src/other.py#deep");
  assertEquals(await first("symbols", "../src/other.py"), "src/other.py#read");
  assertEquals(await first("symbols", "../../other.py"), "path-outside");
  assertEquals(await first("locate", "config.py#Config"), "src/config.py#Config");
  assertEquals(await first("locate", "./config.py:6"), "src/config.py#Config");
  assertEquals(await first("locate", "../../config.py#Config"), "path-outside");
});

Deno.test("the listing for people has headings, lines, kinds and signatures; jsonl has one object a line", async () => {
  using repo = new Fixture(FILES);
  const text = await repo.ctx(["ast", "symbols", "src"]);
  assertEquals([text.status, text.stderr], [0, ""]);
  assertEquals(
    text.stdout,
    `src/config.py
      2  constant  DEFAULT = "app.toml"
   5-18  class     class Config
     10  field       path: str = DEFAULT
  12-14  method      def name(self)
  16-18  method      def name(self, value)
  21-24  function  async def read(config: Config) -> str
  22-23  function    def inner()

src/other.py
  1-2  function  def read()
`,
  );
  const jsonl = await repo.ctx(["ast", "symbols", "src", "--format", "jsonl"]);
  const lines = jsonl.stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.length, 8);
  assertEquals(lines[7].schema, "ctx.ast.symbols/1");
  assertEquals(lines[7].id, "src/other.py#read");
});

Deno.test("an answer about named files follows them, although the rest is not looked at", async () => {
  using repo = new Fixture(FILES);
  const ids = async (...args: string[]): Promise<string[]> =>
    (await repo.json(["ast", "symbols", ...args])).symbols.map((symbol: { id: string }) => symbol.id);
  await repo.json(["sync"]);
  assertEquals(await ids("src/other.py"), ["src/other.py#read"]);
  repo.write({ "src/other.py": "def write():\n    pass\n" });
  assertEquals(await ids("src/other.py"), ["src/other.py#write"]);
  // Same size, and every time set back to what it was.
  const before = Deno.statSync(`${repo.root}/src/other.py`);
  repo.write({ "src/other.py": "def wrote():\n    pass\n" });
  Deno.utimeSync(`${repo.root}/src/other.py`, before.atime ?? 0, before.mtime ?? 0);
  assertEquals(await ids("src/other.py"), ["src/other.py#wrote"]);
  repo.write({ "src/new.py": "def new():\n    pass\n" });
  assertEquals(await ids("src/new.py"), ["src/new.py#new"]);
  Deno.removeSync(`${repo.root}/src/other.py`);
  const gone = await repo.json(["ast", "symbols", "src/other.py"], 1);
  assertEquals(gone.missing[0].reason, "unknown");
  repo.write({ "src/new.py": "def newer():\n    pass\n" });
  const stale = await repo.json(["ast", "symbols", "src/new.py", "--no-sync"]);
  assertEquals(stale.symbols[0].id, "src/new.py#new");
  assertStringIncludes(stale.warnings.join(), "src/new.py");
});

Deno.test("what else changes does not matter to an answer about named files", async () => {
  using repo = new Fixture(FILES);
  const { pack_sha: before } = await repo.json(["sync"]);
  repo.write({ "src/other.py": "def write():\n    pass\n" });
  assertEquals((await repo.json(["ast", "symbols", "src/config.py"])).pack_sha, before);
  assertEquals((await repo.json(["ast", "locate", "src/config.py#Config"])).pack_sha, before);
  const stale = await repo.json(["ast", "symbols", "src/config.py", "--no-sync"]);
  assertEquals(stale.warnings, ["stale answer: not synced since these changed: src/other.py"]);
  assertNotEquals((await repo.json(["ast", "locate", "write"])).pack_sha, before);
});

Deno.test("the first question about one file of a large segment does not wait for the pack", async () => {
  const bulk = Object.fromEntries(
    Array.from({ length: 9 }, (_, number) => [`data/${number}.txt`, "one two three\n".repeat(70_000)]),
  );
  using repo = new Fixture({ ...FILES, ...bulk });
  const answer = await repo.json(["ast", "symbols", "src/other.py"]);
  assertEquals([answer.pack_sha, answer.symbols[0].id], [null, "src/other.py#read"]);
  assertStringIncludes(answer.warnings.join(), "there is no pack yet");
  const located = await repo.json(["ast", "locate", "src/config.py:7"]);
  assertEquals([located.pack_sha, located.symbol.id], [null, "src/config.py#Config"]);
  assertEquals(
    (await repo.json(["ast", "snippet", "src/other.py#read"])).chunk.text,
    "def read():\n    pass",
  );
  assertEquals((await repo.ctx(["ast", "symbols", "src/other.py", "--no-sync"])).status, 3);
  // "No" is said of the whole pack only, and on a slow machine that takes more than one question.
  let missing = await repo.ctx(["ast", "locate", "src/other.py#raed", "--json"]);
  while (missing.status === 3) missing = await repo.ctx(["ast", "locate", "src/other.py#raed", "--json"]);
  assertEquals(missing.status, 1);
  const { pack_sha, warnings } = JSON.parse(missing.stdout);
  assertMatch(pack_sha, /^[0-9a-f]{16}$/);
  assertEquals(warnings, []);
});

Deno.test("without a pack, named files of a segment that is not small are parsed alone, to the same rows", async () => {
  const more = Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`more/${number}.txt`, "one\n"]));
  const files = {
    ...FILES,
    ...more,
    ".gitignore": "ignored.py\n",
    "ignored.py": "def ignored(): pass\n",
    "broken.py": "class A:\n    def f(self):\n        return (\n\n    def g(self): pass\n",
    "src/nested/app.ts": "/** Says. */\nexport class A { b(): void {} }\nexport class A2 {}\n",
  };
  using repo = new Fixture(files);
  const named = ["src/config.py", "./broken.py", "src/nested/app.ts", "notes/todo.md", "notes/plain.txt"];
  const alone = await repo.json(["ast", "symbols", ...named, "src/config.py"]);
  assertEquals([alone.pack_sha, alone.warnings.length], [null, 1]);
  assertStringIncludes(alone.warnings[0], "there is no pack yet: only the named files were parsed");
  assertEquals(repo.list("_ctx"), [".gitignore", "telemetry"]);
  const sections = await repo.json(["ast", "symbols", "notes/todo.md", "--kind", "section"]);
  const python = await repo.json(["ast", "symbols", ...named, "--lang", "python", "--kind", "method"]);
  const run = JSON.parse(repo.read("_ctx/telemetry/last_run.json"));
  assertEquals([run.pack_state.pack_sha, run.metrics_delta.ast_parse_count], [null, 3]);
  assertEquals([run.metrics_delta.ast_cache_miss_count, run.metrics_delta.ast_cache_hit_count ?? 0], [3, 0]);

  await repo.json(["sync"]);
  const packed = await repo.json(["ast", "symbols", ...named, "src/config.py"]);
  assertMatch(packed.pack_sha, /^[0-9a-f]{16}$/);
  assertEquals([packed.warnings, packed.symbols.length > 10], [[], true]);
  assertEquals(alone.symbols, packed.symbols);
  const again = (...args: string[]): Promise<{ symbols: unknown }> => repo.json(["ast", "symbols", ...args]);
  assertEquals(sections.symbols, (await again("notes/todo.md", "--kind", "section")).symbols);
  assertEquals(python.symbols, (await again(...named, "--lang", "python", "--kind", "method")).symbols);
});

Deno.test("without a pack, what is no ordinary source file is explained by the pack, which is then there", async () => {
  const more = Object.fromEntries(Array.from({ length: 30 }, (_, number) => [`more/${number}.txt`, "one\n"]));
  for (const [path, reason] of [["ignored.py", "not-indexed"], [".env", "secret"], ["no.py", "unknown"]]) {
    using repo = new Fixture({
      ...FILES,
      ...more,
      ".gitignore": "ignored.py\n",
      "ignored.py": "",
      ".env": "A=1\n",
    });
    const answer = await repo.json(["ast", "symbols", "src/other.py", path ?? ""], 1);
    assertEquals([answer.missing[0].reason, answer.symbols.length, answer.warnings], [reason, 1, []]);
    assertMatch(answer.pack_sha, /^[0-9a-f]{16}$/);
  }
});

Deno.test("a pack from before ctx knew a language is brought up to date for the files of that language", async () => {
  using repo = new Fixture(FILES);
  await repo.json(["sync"]);
  const database = new DatabaseSync(`${repo.root}/_ctx/pack/pack.db`);
  database.exec("UPDATE file SET lang = 'text', symbols = 0 WHERE path = 'src/other.py'");
  database.exec("UPDATE outline SET data = '[[],[]]' WHERE file = (SELECT id FROM file WHERE lang = 'text')");
  database.close();
  assertEquals((await repo.json(["ast", "symbols", "src/other.py"])).symbols.length, 1);
  assertEquals((await repo.json(["ast", "locate", "src/other.py#read"])).symbol.lang, "python");
});

Deno.test("names from files are never obeyed: control characters and bidi marks are spelled out", async () => {
  using repo = new Fixture({ "a\u001b[31m\u202e.py": "def f(): pass\n" });
  const { stdout } = await repo.ctx(["ast", "symbols"]);
  assertStringIncludes(stdout, "a\\x1b[31m\\u{202e}.py\n");
  assertMatch(stdout, /^[\n\x20-\x7e]*$/);
});

Deno.test("skeletons keep the definitions and say what they save", async () => {
  using repo = new Fixture(FILES);
  const { files, missing } = await repo.json(["ast", "skeleton", "src", "notes/todo.md"]);
  assertEquals(missing, []);
  assertEquals(files.map((file: { path: string }) => file.path), [
    "src/config.py",
    "src/other.py",
    "notes/todo.md",
  ]);
  const [config] = files;
  assertEquals(config.source_bytes, CONFIG.length);
  assertEquals(config.skeleton_bytes, config.text.length);
  assertEquals(config.reduction_ratio, Number((config.text.length / CONFIG.length).toFixed(4)));
  assertStringIncludes(config.text, "async def read(config: Config) -> str");
  assert(!config.text.includes("return"), config.text);
  const lone = await repo.ctx(["ast", "skeleton", "src/other.py"]);
  assertEquals([lone.status, lone.stdout], [0, "def read(): ...\n"]);
  const plain = await repo.json(["ast", "skeleton", "notes/plain.txt"], 1);
  assertEquals(plain.missing, [{ path: "notes/plain.txt", reason: "no-grammar", candidates: [] }]);
  assertEquals((await repo.json(["ast", "skeleton", "notes"])).files.length, 1);
});

Deno.test("jsonl streams: without a pack the first lines are out before the last file is read", async () => {
  // Far more lines than a pipe and its reader hold (0.2 MB), from less than what is given to workers (1 MB).
  const body = Array.from({ length: 400 }, (_, i) => `def a_function_${i}(one, two): pass\n`).join("");
  const names = Array.from({ length: 50 }, (_, i) => `m${String(i).padStart(2, "0")}.py`);
  using repo = new Fixture(Object.fromEntries([
    ...names.map((name) => [name, body]),
    ["z.py", "def as_it_was(): pass\n"],
  ]));
  const { program, args, env } = shippedCommand([
    "--segment",
    repo.root,
    "ast",
    "symbols",
    "--format",
    "jsonl",
  ]);
  const child = new Deno.Command(program, {
    args: [...args],
    env: { ...CLEAN_ENVIRONMENT, ...env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value ?? "";
  assertStringIncludes(text, "m00.py#a_function_0");
  // The process now waits for a reader at the latest when the pipe is full, and has not come to this file.
  repo.write({ "z.py": "def as_it_became(): pass\n" });
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
  assertEquals((await child.status).code, 0);
  const ids = text.trimEnd().split("\n").map((line) => JSON.parse(line).id);
  assertEquals(ids.length, 50 * 400 + 1);
  assertEquals(ids.at(-1), "z.py#as_it_became");
  // The same rows, from the pack that was made meanwhile.
  const again = await repo.ctx(["ast", "symbols", "--format", "jsonl"]);
  assertEquals(again.stdout, text);
  assertEquals((await repo.json(["validate"])).ok, true);
});
