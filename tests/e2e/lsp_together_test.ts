/** Twenty `ctx lsp definition` at once, where no server runs yet: one is started, and all twenty have its answer. */
import { assertEquals } from "@std/assert";
import { CLEAN_ROOT, Fixture } from "../harness.ts";
import { runServing } from "./processes.ts";

const FILES = {
  "app/__init__.py": "from .core import Engine as Engine\n",
  "app/core.py": "class Base:\n    def start(self): ...\n\n\nclass Engine(Base):\n    pass\n",
  "main.py": "from app import Engine\n\nEngine().start()\n",
};

/** Background servers that serve the folder `root`, by their command line and working folder. */
function backgroundServers(root: string): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const isServer = Deno.readTextFileSync(`/proc/${name}/cmdline`).includes("src/cli/lsp_server.");
      if (isServer && Deno.readLinkSync(`/proc/${name}/cwd`) === CLEAN_ROOT + root) found.push(Number(name));
    } catch {
      // it has just ended, or cannot be looked at, and then it is none of ours
    }
  }
  return found;
}

Deno.test("twenty at once on a segment without a server start one", async () => {
  using fixture = new Fixture(FILES);
  const question = [
    "lsp",
    "definition",
    "main.py:3:10",
    "--timeout-ms",
    "120000",
    "--require-lsp",
    "--json",
    "--quiet",
  ];
  try {
    const runs = await Promise.all(Array.from({ length: 20 }, () => runServing(fixture.root, question)));
    for (const { status, stdout, stderr } of runs) {
      assertEquals([status, stderr], [0, ""]);
      const { answered_by, targets } = JSON.parse(stdout);
      assertEquals([answered_by, targets.length, targets[0].id], ["lsp", 1, "app/core.py#Base.start"]);
    }
    assertEquals(backgroundServers(fixture.root).length, 1);
    const { requests } = await fixture.json(["lsp", "status"]);
    assertEquals(requests, 20);
    assertEquals(fixture.list("_ctx/run").filter((name) => !name.endsWith(".lock")), []);
  } finally {
    await fixture.ctx(["lsp", "stop"]);
  }
  // The lock is free a moment before the process is gone.
  for (let i = 0; i < 1200 && backgroundServers(fixture.root).length > 0; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals(backgroundServers(fixture.root), []);
  // What no command has come for, the server writes at its end.
  const metrics = JSON.parse(fixture.read("_ctx/telemetry/metrics.json")) as Record<string, number>;
  assertEquals([metrics["lsp_spawn_count"], metrics["lsp_request_count"]], [1, 20]);
});
