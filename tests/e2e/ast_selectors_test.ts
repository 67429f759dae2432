/** `ctx ast locate` and `ctx ast snippet` through the shipped command, and what telemetry keeps of a look-up. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { Fixture } from "../harness.ts";

const FILES = {
  "src/config.py": `class Config:
    """Holds settings."""

    def load(self):
        return 1

    def save(self):
        return 2


def load():
    return 3
`,
  "src/pkg/__init__.py": "def start():\n    pass\n",
  "README.md": "# Demo\n\n## Install\n\nRun it.\n",
};

Deno.test("every form of selector leads to the same symbol", async () => {
  using repo = new Fixture(FILES);
  for (
    const selector of [
      "src/config.py#Config.load",
      "sym://python/src.config#Config.load",
      "sym://py/config/Config.load",
      "Config.load",
      "src/config.py:4",
      "src/config.py:5:9",
      "./src/config.py#Config.load",
      `${repo.root}/src/config.py#Config.load`,
    ]
  ) {
    const { symbol } = await repo.json(["ast", "locate", selector]);
    assertEquals([symbol.id, symbol.range.start_line, symbol.name_range.start_column], [
      "src/config.py#Config.load",
      4,
      9,
    ], selector);
  }
  const { symbol } = await repo.json(["ast", "locate", "sym://py/pkg"]);
  assertEquals([symbol.id, symbol.kind, symbol.range], ["src/pkg/__init__.py", "file", {
    start_line: 1,
    start_column: 1,
    end_line: 2,
    end_column: 10,
  }]);
});

Deno.test("an ambiguous selector is exit 1 with every candidate, on stdout", async () => {
  using repo = new Fixture(FILES);
  const answer = await repo.json(["ast", "locate", "load"], 1);
  assertEquals([answer.symbol, answer.reason], [null, "ambiguous"]);
  const ids = ["src/config.py#load", "src/config.py#Config.load"];
  assertEquals(answer.candidates.map((one: { id: string }) => one.id), ids);
  const text = await repo.ctx(["ast", "snippet", "load"]);
  assertEquals(text.status, 1);
  assertEquals(text.stdout.trimEnd().split("\n").map((line) => line.split("  ")[0]), ids);
  assertEquals(text.stderr, "ctx: load names 2 things:\n");
});

Deno.test("an unknown selector is exit 1 with suggestions on stderr and nothing on stdout", async () => {
  using repo = new Fixture(FILES);
  const answer = await repo.json(["ast", "locate", "Confg.load"], 1);
  assertEquals([answer.symbol, answer.reason], [null, "unknown"]);
  assertEquals(answer.candidates[0].id, "src/config.py#Config.load");
  const text = await repo.ctx(["ast", "locate", "src/config.py#Config.laod"]);
  assertEquals([text.status, text.stdout], [1, ""]);
  assertStringIncludes(
    text.stderr,
    "src/config.py has no symbol Config.laod; did you mean src/config.py#Config",
  );
  assertStringIncludes(text.stderr, "src/config.py#Config.load");
  assertEquals(text.stderr.split("\\"), [text.stderr], "nothing in it is spelled out");
});

Deno.test("what is no selector is a usage error", async () => {
  using repo = new Fixture(FILES);
  const code = async (selector: string): Promise<unknown> => {
    const run = await repo.ctx(["ast", "locate", selector, "--json"]);
    assertEquals([run.status, run.stdout], [2, ""], selector);
    return JSON.parse(run.stderr).code;
  };
  assertEquals(await code("../x.py#y"), "path-outside");
  assertEquals(await code("/etc/passwd"), "path-outside");
  assertEquals(await code("sym://py/a%zz#x"), "bad-value");
  assertEquals(await code(""), "bad-value");
  assertEquals((await repo.ctx(["ast", "locate"])).status, 2);
  assertEquals((await repo.ctx(["ast", "locate", "a", "b"])).status, 2);
});

Deno.test("a snippet is the symbol's own text, or whole lines with those around it", async () => {
  using repo = new Fixture(FILES);
  const { chunk } = await repo.json(["ast", "snippet", "Config.load"]);
  assertEquals(chunk.text, "def load(self):\n        return 1");
  assertEquals(chunk.text_range, chunk.range);
  const around = (await repo.json(["ast", "snippet", "Config.load", "--context", "1"])).chunk;
  assertEquals(around.text, "\n    def load(self):\n        return 1\n\n");
  assertEquals(around.range, chunk.range);
  assertEquals([around.text_range.start_line, around.text_range.end_line], [3, 7]);
  const all = (await repo.json(["ast", "snippet", "src/config.py#load", "--context", "999"])).chunk;
  assertEquals(all.text, FILES["src/config.py"]);
  const text = await repo.ctx(["ast", "snippet", "Config.load"]);
  assertEquals(text.stdout, "    def load(self):\n        return 1\n");
  assertEquals(
    (await repo.json(["ast", "snippet", "README.md#Demo/Install"])).chunk.text,
    "## Install\n\nRun it.\n",
  );
  assertEquals((await repo.json(["ast", "snippet", "src/config.py:7-8"])).chunk.kind, "lines");
  assertEquals((await repo.ctx(["ast", "snippet", "Config", "--context", "-1"])).status, 2);
});

Deno.test("ids survive lines inserted above, and an id that has namesakes says so", async () => {
  using repo = new Fixture(FILES);
  repo.write({ "src/config.py": `# new\n\n\n${FILES["src/config.py"]}\n\ndef load():\n    return 4\n` });
  const { symbol, warnings } = await repo.json(["ast", "locate", "src/config.py#load"]);
  assertEquals(symbol.range.start_line, 14);
  assertEquals(warnings, ["src/config.py#load is the first of 2 definitions; also: src/config.py#load@2"]);
});

Deno.test("each look-up is one selector.resolve event, counted", async () => {
  using repo = new Fixture(FILES);
  await repo.json(["ast", "locate", "Config.load"]);
  await repo.json(["ast", "locate", "load"], 1);
  await repo.json(["ast", "locate", "src/nope.py#x"], 1);
  const events = repo.read("_ctx/telemetry/events.jsonl").trimEnd().split("\n").map((line) =>
    JSON.parse(line)
  );
  const lookups = events.filter((event) => event.cmd === "selector.resolve");
  assertEquals(
    lookups.map((event) => [event.args.symbol_query, event.resolved, event.matches, event.ambiguous]),
    [["Config.load", true, 1, false], ["load", false, 2, true], ["src/nope.py#x", false, 0, false]],
  );
  const metrics = JSON.parse(repo.read("_ctx/telemetry/metrics.json"));
  assertEquals([metrics.selector_resolve_count, metrics.selector_resolve_success_count], [3, 1]);
  assertEquals(metrics.ctx_ast_locate_count, 3);
});

Deno.test("methods that stand outside their type are found by type and name, and have ids of their own", async () => {
  using repo = new Fixture({
    "a.go":
      "package p\n\ntype A struct{}\ntype B struct{}\n\nfunc (a *A) Name() string { return 1 }\nfunc (b B) Name() string { return 2 }\n",
    "b.rs":
      "struct S;\nimpl S {\n    fn name(&self) -> u8 { 3 }\n}\nimpl Show for T {\n    fn name(&self) -> u8 { 4 }\n}\n",
    "c.cc": "int C::name() { return 5; }\nint D::name() { return 6; }\n",
  });
  for (
    const [selector, id, line] of [
      ["A.Name", "a.go#A.Name", 6],
      ["a.go#B.Name", "a.go#B.Name", 7],
      ["S.name", "b.rs#S.name", 3],
      ["T.name", "b.rs#T.name", 6],
      ["c.cc#C.name", "c.cc#C.name", 1],
      ["D.name", "c.cc#D.name", 2],
    ] as const
  ) {
    const { symbol } = await repo.json(["ast", "locate", selector]);
    assertEquals([symbol.id, symbol.range.start_line], [id, line]);
  }
  const { symbols } = await repo.json(["ast", "symbols"]);
  const ids = symbols.map((symbol: { id: string }) => symbol.id);
  assertEquals(new Set(ids).size, ids.length);
});
