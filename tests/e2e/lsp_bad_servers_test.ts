/** Short forms of tests/bench/lsp_on_time.ts and lsp_lifetime.ts: the same runs of the shipped command, without a clock. */
import { assertEquals } from "@std/assert";
import { ENDINGS, playRound, type Stage, STATES } from "../bench/lifetime_rounds.ts";
import { installServer, runOnTime } from "../bench/on_time_runs.ts";
import { Fixture } from "../harness.ts";
import { runServing } from "./processes.ts";
import { POLITE, type Rule } from "../lsp/harness.ts";

Deno.test("whatever a server does wrong, the command has our own answer and says why", async () => {
  // On a busy machine the background process itself may be late with what it knows: then the command says so.
  const always = ["server-starting", "timeout"];
  const expected: Readonly<Record<string, readonly string[]>> = {
    "hangs at its start": always,
    "trickles": [...always, "not-ready"],
    "crashes at its start": [...always, "server-failed"],
    "talks nonsense": [...always, "server-crashed"],
  };
  await Promise.all(
    Object.entries(expected).map(async ([name, reasons]) => {
      const [row] = await runOnTime(2, [name]);
      const odd = [...row?.reasons ?? ["no run"]].filter((reason) => !reasons.includes(reason));
      assertEquals(odd, [], name);
    }),
  );
});

Deno.test("ended at any moment, in any way, it leaves nothing and the next command is answered", async () => {
  using fixture = new Fixture({
    "core.py": "class Engine:\n    pass\n",
    "main.py": "from core import Engine\n\nEngine()\n",
  }, { git: false });
  using bin = new Fixture({}, { git: false });
  const name = { start: { line: 0, character: 6 }, end: { line: 0, character: 12 } };
  const rules: readonly Rule[] = [
    {
      on: "textDocument/definition",
      do: [{ reply: { uri: `file://${encodeURI(fixture.root)}/core.py`, range: name } }],
    },
    { on: "textDocument/references", do: [{ waitMs: 1500 }] },
    ...POLITE,
  ];
  let seed = Date.now() % 1_000_000;
  const firstSeed = seed;
  const stage: Stage = {
    root: fixture.root,
    place: "main.py:3:1",
    id: "core.py#Engine",
    environment: installServer(bin.root, rules),
    random: () => (seed = (seed * 48271) % 2147483647) / 2147483647,
    goneMs: 60_000, // the promised five seconds are measured by the script: here a machine may be as busy as it likes
  };
  for (const [index, ending] of ENDINGS.entries()) {
    const state = STATES[(index + firstSeed) % STATES.length] ?? "idle";
    assertEquals(await playRound(stage, ending, state), null, `${ending}, ${state}, seed ${firstSeed}`);
  }
});

Deno.test("a limit that passes is told with what was done instead, or that nothing was", async () => {
  using fixture = new Fixture({ "core.py": "class Engine:\n    pass\n" }, { git: false });
  using bin = new Fixture({}, { git: false });
  const env = installServer(bin.root, [{ on: "initialize", do: [] }]);
  const ask = ["lsp", "definition", "core.py:1:7", "--timeout-ms", "150", "--json"];
  const required = await runServing(fixture.root, [...ask, "--require-lsp"], { env });
  assertEquals([required.status, JSON.parse(required.stderr).code], [3, "no-server"]);
  assertEquals((await runServing(fixture.root, ask, { env })).status, 0);
  await runServing(fixture.root, ["lsp", "stop"], { env });
  const timeouts = fixture.read("_ctx/telemetry/events.jsonl").trim().split("\n")
    .map((line) => JSON.parse(line)).filter(({ cmd }) => cmd === "lsp.timeout");
  assertEquals(timeouts.map(({ fallback_to }) => fallback_to), [null, "tree-sitter"]);
});
