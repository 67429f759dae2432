/** The background server: one per segment, found again, replaced when it is of another kind, and never left behind. */
import { assert, assertEquals } from "@std/assert";
import { POLITE, type Rule, until, within } from "./harness.ts";
import {
  exists,
  inSession,
  question,
  start,
  untilInitialized,
  untilRunning,
  withSegment,
} from "./warm_harness.ts";

const here = (line: number): unknown => ({
  uri: "file:///elsewhere/b.py",
  range: { start: { line, character: 4 }, end: { line, character: 7 } },
});
const FINDS: readonly Rule[] = [
  { on: "textDocument/definition", do: [{ reply: here(3) }] },
  ...POLITE,
];
const found = {
  kind: "targets",
  partial: false,
  packSha: null,
  targets: [{
    path: "/elsewhere/b.py",
    external: true,
    id: null,
    range: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 8 },
  }],
};

Deno.test("the first question starts a server, the second finds it", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    const client = segment.client();
    assertEquals(await client.status(60_000), null);
    assertEquals(await client.ask(question()), { answer: found, wasRunning: false } as never);
    assertEquals(await client.ask(question()), { answer: found, wasRunning: true } as never);
    const status = await client.status(60_000);
    assert(status !== null);
    assertEquals(status.requests, 2);
    assertEquals(status.ready, true);
    assertEquals(await client.stop(60_000), "stopped");
    assertEquals(await client.stop(60_000), "absent");
    assertEquals(client.findPid(), null);
  });
});

Deno.test("twenty at once start one server and all are answered", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => segment.client().ask(question())));
    for (const { answer } of answers) assertEquals(answer, found as never);
    assertEquals(segment.survivors().length, 2, "the background server and its language server");
    assertEquals([...Deno.readDirSync(`${segment.root}/_ctx/run`)].map(({ name }) => name).sort(), [
      "lsp.lock",
      "lsp.start.lock",
    ]);
  });
});

Deno.test("stopped, it leaves nothing in its folder, not even what killed commands have left there", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    await segment.client().ask(question());
    for (const name of ["answer.json", "answer.json.0123.tmp"]) {
      Deno.writeTextFileSync(`${segment.root}/_ctx/run/lsp.0123456789abcdef.0123456789abcdef.${name}`, "{}");
    }
    await segment.client().stop(30_000);
    assertEquals([...Deno.readDirSync(`${segment.root}/_ctx/run`)].map(({ name }) => name).sort(), [
      "lsp.lock",
      "lsp.start.lock",
    ]);
  });
});

Deno.test("a server of another version is replaced", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    await segment.client("old").ask(question());
    const old = segment.client().findPid();
    assertEquals((await segment.client("new").ask(question())).answer, found as never);
    assert(segment.client().findPid() !== old);
    assertEquals(segment.survivors().length, 2);
  });
});

Deno.test("it goes when nobody asks", async () => {
  await withSegment({ rules: FINDS, idleMs: 600 }, async (segment) => {
    await segment.client().ask(question());
    await until(() => segment.survivors().length === 0, "gone after the idle limit");
    assertEquals(segment.client().findPid(), null);
  });
});

Deno.test("it goes when the segment is deleted, moved, or loses its state", async () => {
  const losses = [
    (root: string) => Deno.removeSync(root, { recursive: true }),
    (root: string) => Deno.renameSync(root, `${root}-moved`),
    (root: string) => Deno.removeSync(`${root}/_ctx`, { recursive: true }),
  ];
  for (const lose of losses) {
    await withSegment({ rules: FINDS }, async (segment) => {
      await segment.client().ask(question());
      const survivors = segment.survivors();
      assertEquals(survivors.length, 2);
      lose(segment.root);
      await until(() => survivors.every((pid) => !exists(`/proc/${pid}/exe`)), "gone with its segment");
      if (exists(`${segment.root}-moved`)) Deno.removeSync(`${segment.root}-moved`, { recursive: true });
    });
  }
});

Deno.test("killed, it takes the language server with it, and the next question starts another", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    await segment.client().ask(question());
    const pid = await untilRunning(segment);
    Deno.kill(pid, "SIGKILL");
    await until(() => segment.survivors().length === 0, "the language server followed");
    assertEquals((await segment.client().ask(question())).answer, found as never);
  });
});

Deno.test("killed, it takes along a language server that is too busy to notice", async () => {
  const busy: readonly Rule[] = [{ on: "textDocument/definition", do: [{ stopReading: true }] }, ...POLITE];
  await withSegment({ rules: busy }, async (segment) => {
    const pid = await start(segment);
    await segment.client().ask(question({ timeoutMs: 300 }));
    assert(inSession(pid).length >= 3, "the background server, its guard and the language server");
    Deno.kill(pid, "SIGKILL");
    await until(() => inSession(pid).length === 0, "the whole group is gone");
    assertEquals(segment.survivors(), []);
  });
});

Deno.test("without its guard it is not safe to go on, so it ends, and the next question starts another", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    const pid = await start(segment);
    const guard = inSession(pid).find((one) =>
      Deno.readTextFileSync(`/proc/${one}/cmdline`).includes("group_guard")
    );
    assert(guard !== undefined);
    Deno.kill(guard, "SIGKILL");
    await until(() => inSession(pid).length === 0, "all of the old are gone");
    assertEquals((await segment.client().ask(question())).answer, found as never);
    assert(segment.client().findPid() !== pid);
  });
});

Deno.test("asked to go by a signal, it goes politely", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await withSegment({ rules: FINDS }, async (segment) => {
      await segment.client().ask(question());
      Deno.kill(await untilRunning(segment), signal);
      await until(() => segment.survivors().length === 0, "both are gone");
    });
  }
});

Deno.test("a language server that hangs, dies or is missing is told in time, and in words", async () => {
  const cases: readonly (readonly [string, readonly Rule[]])[] = [
    ["server-starting", [{ on: "initialize", do: [] }]],
    ["timeout", [{ on: "textDocument/definition", do: [] }, ...POLITE]],
    ["server-crashed", [{ on: "textDocument/definition", do: [{ exit: 1 }] }, ...POLITE]],
    ["server-error", [{ on: "textDocument/definition", do: [{ reply: "nonsense" }] }, ...POLITE]],
    ["not-ready", [
      { on: "textDocument/definition", do: [{ reply: null }] },
      { on: "initialized", do: [] },
      ...POLITE,
    ]],
  ];
  for (const [reason, rules] of cases) {
    await withSegment({ rules }, async (segment) => {
      await start(segment);
      if (reason !== "server-starting") await untilInitialized(segment);
      // What comes of itself has all the time that it takes; only what never comes is left to the clock.
      const timeoutMs = ["server-crashed", "server-error"].includes(reason) ? 30_000 : 1500;
      const { answer } = await within(segment.client().ask(question({ timeoutMs })));
      assert(answer.kind === "none");
      // A background process that is itself kept waiting by the machine says nothing in time, which is `timeout` as well.
      assert([reason, ...timeoutMs === 1500 ? ["timeout"] : []].includes(answer.reason), answer.reason);
    });
  }
});

Deno.test("five crashes in a row end in a rest, and every question is answered meanwhile", async () => {
  await withSegment({ rules: [{ on: "initialize", do: [{ exit: 1 }] }] }, async (segment) => {
    const client = segment.client();
    const reasons: string[] = [];
    for (let i = 0; i < 8; i++) {
      const { answer } = await client.ask(question({ timeoutMs: 30_000 }));
      reasons.push(answer.kind === "none" ? answer.reason : answer.kind);
    }
    assertEquals(new Set(reasons), new Set(["server-failed"]));
    const patient = client.ask(question({ timeoutMs: 50_000 }));
    assertEquals(
      (await within(patient)).answer.kind,
      "none",
      "resting, it says so and does not wait",
    );
  });
});

Deno.test("a place that is not there is no question for the server", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    const client = segment.client();
    for (const place of [{ line: 99 }, { column: 99 }, { path: "none.py" }]) {
      assertEquals((await client.ask(question(place))).answer, { kind: "none", reason: "no-such-place" });
    }
  });
});

Deno.test("mail that lay there before is never answered, and odd files change nothing", async () => {
  await withSegment({ rules: FINDS }, async (segment) => {
    const planted = `${segment.root}/_ctx/run/lsp.0123456789abcdef.0123456789abcdef.ask.json`;
    Deno.writeTextFileSync(planted, JSON.stringify({ kind: "stop" }));
    Deno.writeTextFileSync(
      `${segment.root}/_ctx/run/lsp.lock`,
      '{"token":"0123456789abcdef","identity":"test","pid":1}',
    );
    const client = segment.client();
    assertEquals((await client.ask(question())).answer, found as never);
    assert(!exists(planted));
    Deno.writeTextFileSync(planted, JSON.stringify({ kind: "stop" }));
    Deno.symlinkSync(
      "/etc/passwd",
      `${segment.root}/_ctx/run/lsp.0123456789abcdef.0000000000000000.ask.json`,
    );
    await until(() => !exists(planted), "swept");
    assertEquals((await client.ask(question())).answer, found as never);
  });
});
