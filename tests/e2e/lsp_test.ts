/** `ctx lsp` as it is shipped: the ladder, the background server, and what is written down about them. */
import { assert, assertEquals } from "@std/assert";
import { Fixture } from "../harness.ts";

const FILES = {
  "app/__init__.py": "from .core import Engine as Engine\n",
  "app/core.py": "class Base:\n    def start(self): ...\n\n\nclass Engine(Base):\n    pass\n",
  "main.py": "from app import Engine\n\nEngine().start()\nprint('é😀', Engine)\n",
  "web.ts": "export function hello() {}\n",
};

async function events(fixture: Fixture): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(`${fixture.root}/_ctx/telemetry/events.jsonl`);
  return text.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

Deno.test("without the server: our own answer, and it says so", async () => {
  using fixture = new Fixture(FILES);
  const answer = await fixture.json(["lsp", "definition", "main.py:3:10", "--timeout-ms", "0"]);
  assertEquals(answer.answered_by, "tree-sitter");
  assertEquals(answer.degraded, { reason: "not-asked" });
  assertEquals(answer.targets, [{
    path: "app/core.py",
    range: { start_line: 2, start_column: 9, end_line: 2, end_column: 14 },
    id: "app/core.py#Base.start",
    external: false,
  }]);
  const references = await fixture.json(["lsp", "references", "Engine", "--timeout-ms", "0"]);
  assertEquals(
    references.references.map((one: { path: string; range: { start_line: number; start_column: number } }) =>
      `${one.path}:${one.range.start_line}:${one.range.start_column}`
    ),
    [
      "app/__init__.py:1:19",
      "app/__init__.py:1:29",
      "app/core.py:5:7",
      "main.py:1:17",
      "main.py:3:1",
      "main.py:4:14",
    ],
  );
  assert(!fixture.list("_ctx/run").some((name) => name.includes("ask")), "no server was asked");
  const none = await fixture.json(["lsp", "definition", "main.py:4:1", "--timeout-ms", "0"], 1);
  assertEquals(none.targets, []);
  const said = await fixture.ctx(["lsp", "definition", "main.py:4:1", "--timeout-ms", "0"]);
  assertEquals(said.stdout.split("\n")[0], "no definition found");
  const required = await fixture.ctx([
    "lsp",
    "definition",
    "main.py:3:10",
    "--timeout-ms",
    "0",
    "--require-lsp",
    "--json",
  ]);
  assertEquals(required.status, 3);
  assertEquals(JSON.parse(required.stderr).code, "no-server");
  const other = await fixture.json(["lsp", "definition", "web.ts:1:18"]);
  assertEquals([other.degraded.reason, other.targets[0].id], ["language-not-served", "web.ts#hello"]);
  const text = await fixture.ctx(["lsp", "definition", "main.py:3:10", "--timeout-ms", "0"]);
  assertEquals(text.stdout.split("\n")[0], "app/core.py:2:9  app/core.py#Base.start");
  assert(text.stdout.includes("answered by tree-sitter"), text.stdout);
});

Deno.test("with the server: found again, right after a change, counted, and stopped", async () => {
  using fixture = new Fixture(FILES);
  try {
    const place = ["lsp", "definition", "main.py:3:10", "--timeout-ms", "120000", "--require-lsp"];
    const first = await fixture.json(place);
    assertEquals([first.answered_by, first.degraded], ["lsp", null]);
    assertEquals(first.targets[0].id, "app/core.py#Base.start");
    const status = await fixture.json(["lsp", "status"]);
    assertEquals([status.running, status.ready, status.requests], [true, true, 1]);

    fixture.write({ "app/core.py": `# moved\n${FILES["app/core.py"]}` });
    const second = await fixture.json(place);
    assertEquals(
      second.targets.map((
        { id, range }: { id: string; range: { start_line: number } },
      ) => [id, range.start_line]),
      [
        ["app/core.py#Base.start", 3],
      ],
    );
    assertEquals((await fixture.json(["lsp", "status"])).pid, status.pid, "the same server");
    const named = await fixture.json([
      "lsp",
      "definition",
      "Engine",
      "--timeout-ms",
      "120000",
      "--require-lsp",
    ]);
    assertEquals(named.targets[0].id, "app/core.py#Engine");
    const hover = await fixture.json([
      "lsp",
      "hover",
      "main.py:4:15",
      "--timeout-ms",
      "120000",
      "--require-lsp",
    ]);
    assert(hover.contents.includes("Engine"), hover.contents);
    fixture.write({ "bad.py": "import nothing_of_that_name\n" });
    const bad = await fixture.json(
      ["lsp", "diagnostics", "bad.py", "--timeout-ms", "120000", "--require-lsp"],
      1,
    );
    assertEquals(bad.diagnostics[0].path, "bad.py");

    const all = await events(fixture);
    const count = (cmd: string): number => all.filter((event) => event["cmd"] === cmd).length;
    assertEquals([count("lsp.spawn"), count("lsp.initialize"), count("lsp.ready"), count("lsp.definition")], [
      1,
      1,
      1,
      3,
    ]);
    const metrics = JSON.parse(fixture.read("_ctx/telemetry/metrics.json")) as Record<string, number>;
    assertEquals([metrics["lsp_spawn_count"], metrics["lsp_ready_count"], metrics["lsp_request_count"]], [
      1,
      1,
      4,
    ]);
    assertEquals(metrics["lsp_fallback_count"] ?? 0, 0);
  } finally {
    const stopped = await fixture.json(["lsp", "stop"]);
    assertEquals([stopped.running, stopped.stopped], [false, true]);
  }
  const after = await fixture.json(["lsp", "status"], 1);
  assertEquals(after.running, false);
});

Deno.test("a server of another name is never run, and one that is not there is told", async () => {
  using fixture = new Fixture(FILES);
  const bad = await fixture.ctx(["lsp", "definition", "main.py:3:10", "--json"], {
    env: { CTX_LSP_SERVER: "./evil" },
  });
  assertEquals([bad.status, JSON.parse(bad.stderr).code], [2, "bad-value"]);
  fixture.write({ "pyright-langserver": "#!/bin/sh\ntouch owned\n" });
  Deno.chmodSync(`${fixture.root}/pyright-langserver`, 0o755);
  const env = {
    CTX_LSP_SERVER: "pyright-langserver",
    PATH: `.:${fixture.root}:/usr/bin:/bin:${Deno.execPath().replace(/\/[^/]+$/, "")}`,
  };
  const answer = await fixture.json(["lsp", "definition", "main.py:3:10", "--timeout-ms", "60000"], 0, {
    env,
  });
  assertEquals([answer.answered_by, answer.degraded], ["tree-sitter", { reason: "server-missing" }]);
  assert(!fixture.list("").includes("owned"), "a program of the repository was run");
  await fixture.json(["lsp", "stop"], 0, { env });
});
