/** What `ctx lsp` and `ctx doctor` say to people. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { Fixture } from "../harness.ts";

const FILES = {
  "core.py": 'class Engine:\n    """Drives."""\n\n    def start(self): ...\n',
  "main.py": "from core import Engine\n\nEngine().start()\n",
  "broken.py": "def f(:\n",
};

const OWN = "answered by tree-sitter, not by the language server: it was not asked (--timeout-ms 0)\n";

async function said(fixture: Fixture, args: readonly string[], exit = 0): Promise<string> {
  const { status, stdout, stderr } = await fixture.ctx(["lsp", ...args]);
  assertEquals([status, stderr], [exit, ""], args.join(" "));
  return stdout;
}

Deno.test("without the server: what is known, what is not, and who says so", async () => {
  using fixture = new Fixture(FILES);
  const ask = (command: string, operand: string, exit: number): Promise<string> =>
    said(fixture, [command, operand, "--timeout-ms", "0"], exit);
  assertEquals(await ask("definition", "main.py:3:10", 0), `core.py:4:9  core.py#Engine.start\n${OWN}`);
  assertEquals(await ask("definition", "main.py:2:1", 1), `no definition found\n${OWN}`);
  assertEquals(
    await ask("hover", "main.py:3:1", 0),
    `\`\`\`python\n(class) class Engine\n\`\`\`\n\nDrives.\n${OWN}`,
  );
  assertEquals(await ask("hover", "main.py:2:1", 1), `nothing is known about this place\n${OWN}`);
  assertEquals(await ask("diagnostics", "main.py", 0), `no findings\n${OWN}`);
  assertEquals(
    await ask("diagnostics", "broken.py", 1),
    `broken.py:1:1  error  the syntax is not understood here (syntax)\n${OWN}`,
  );
  const folder = await fixture.ctx(["lsp", "diagnostics", ".", "--timeout-ms", "0"]);
  assertEquals([folder.status, folder.stdout], [2, ""]);
  assertMatch(folder.stderr, /it is a folder\nhint: name one source file/);
});

Deno.test("the background server, from its start to its end", async () => {
  using fixture = new Fixture(FILES);
  assertEquals(await said(fixture, ["status"], 1), "not running\n");
  try {
    const line = /^running: process \d+, up \d+\.\d s, (?:ready|not ready yet), \d+ requests\n$/;
    assertMatch(await said(fixture, ["start"]), line);
    const patient = ["--timeout-ms", "120000", "--require-lsp"];
    assertMatch(await said(fixture, ["hover", "main.py:3:1", ...patient]), /class Engine/);
    const found = await said(fixture, ["diagnostics", "broken.py", ...patient], 1);
    assertMatch(found, /^broken\.py:1:7 {2}error {2}/);
    assert(!found.includes("answered by"), "from the language server");
    assertEquals(await said(fixture, ["diagnostics", "main.py", ...patient]), "no findings\n");
    assertMatch(await said(fixture, ["status"]), line);
    assertEquals(await said(fixture, ["stop"]), "stopped\n");
  } finally {
    assertEquals(await said(fixture, ["stop"]), "was not running\n");
  }
});

Deno.test("doctor: a line for each check, and what helps where one fails", async () => {
  using fixture = new Fixture(FILES);
  const whole = await fixture.ctx(["doctor"]);
  assertEquals(whole.status, 0, whole.stdout);
  assert(whole.stdout.trimEnd().split("\n").every((line) => line.startsWith("ok  ")), whole.stdout);
  fixture.write({ "_ctx/pack/pack.db": "no database" });
  const damaged = await fixture.ctx(["doctor"]);
  assertEquals(damaged.status, 1);
  assertMatch(damaged.stdout, /^FAIL {2}pack .*\n +\S.*ctx build/m);
});
