/** How servers begin and end: every failure is a value, in time, and no process is left. */
import { assert, assertEquals } from "@std/assert";
import { isAlive, LIMITS, POLITE, type Rule, startFake, withFake } from "./harness.ts";

const ask = { textDocument: { uri: "file:///a.py" }, position: { line: 0, character: 0 } };
const SHORT = { ...LIMITS, initializeMs: 600 };

const failures: readonly {
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly reason: string;
}[] = [
  { name: "dies at once", rules: [{ on: "start", do: [{ exit: 3 }] }], reason: "exited" },
  { name: "dies instead of answering", rules: [{ on: "initialize", do: [{ exit: 3 }] }], reason: "exited" },
  {
    name: "is killed instead of answering",
    rules: [{ on: "initialize", do: [{ killSelf: true }] }],
    reason: "exited",
  },
  { name: "never answers", rules: [{ on: "initialize", do: [] }], reason: "timeout" },
  { name: "stops reading", rules: [{ on: "initialize", do: [{ stopReading: true }] }], reason: "timeout" },
  {
    name: "refuses",
    rules: [{ on: "initialize", do: [{ replyError: { code: -32002, message: "no" } }] }],
    reason: "initialize-failed",
  },
  {
    name: "answers nonsense",
    rules: [{ on: "initialize", do: [{ reply: "yes" }] }],
    reason: "initialize-failed",
  },
  {
    name: "insists on UTF-8 columns",
    rules: [{ on: "initialize", do: [{ reply: { capabilities: { positionEncoding: "utf-8" } } }] }],
    reason: "initialize-failed",
  },
  {
    name: "breaks the stream",
    rules: [{ on: "initialize", do: [{ raw: "Content-Length: x\r\n\r\n" }] }],
    reason: "bad-length",
  },
];

for (const { name, rules, reason } of failures) {
  Deno.test(`a server that ${name} when it is initialized`, async () => {
    await startFake(rules, ({ outcome, pid, happenings }) => {
      assert(outcome.kind === "failed", "it must not count as started");
      assertEquals(outcome.reason, reason as never);
      assert(!isAlive(pid), "reaped before the failure is told");
      assertEquals(
        happenings.map((happening) => happening.kind === "initialize" ? happening.status : happening.kind),
        [reason === "timeout" ? "timeout" : "failed"],
      );
    }, reason === "timeout" ? SHORT : LIMITS); // only a hang is to be seen by the clock
  });
}

Deno.test("a crash in mid-request settles it, and one while idle is noticed", async () => {
  const crash = [{ on: "textDocument/definition", do: [{ killSelf: true } as const] }, ...POLITE];
  await withFake(crash, async ({ client }) => {
    assertEquals((await client.request("textDocument/definition", ask, 60_000)).kind, "closed");
    assertEquals(await client.gone, "exited");
  });
  await withFake([{ on: "idle", do: [{ exit: 1 }] }, ...POLITE], async ({ client }) => {
    assertEquals(await client.gone, "exited");
    assertEquals((await client.request("textDocument/definition", ask, 60_000)).kind, "closed");
  });
});

Deno.test("a polite end: shutdown, then exit, and only then the end of input", async () => {
  await withFake(POLITE, async ({ client, received }) => {
    await client.stop();
    assertEquals(await client.gone, "stopped");
    assertEquals(received().map((message) => message["method"] ?? "").slice(-2), ["shutdown", "exit"]);
    await client.stop();
  });
});

Deno.test("shutdown ignored, exit ignored, SIGTERM ignored: it goes all the same", async () => {
  const stubborn: Rule[] = [
    { on: "start", do: [{ ignoreTerm: true }] },
    { on: "initialize", do: [{ reply: { capabilities: {} } }] },
    { on: "shutdown", do: [{ stopReading: true }] },
  ];
  await startFake(stubborn, async ({ outcome, pid }) => {
    assert(outcome.kind === "started");
    await outcome.client.stop();
    assert(!isAlive(pid));
  }, { ...LIMITS, shutdownStepMs: 400 });
});
