/** Ids, errors, limits and the server's own questions, against a real process. */
import { assert, assertEquals } from "@std/assert";
import { answering, POLITE, type Step, until, withFake } from "./harness.ts";

const ask = { textDocument: { uri: "file:///a.py" }, position: { line: 0, character: 0 } };
const result = (value: unknown, id: unknown = "$id"): Step => ({
  send: { jsonrpc: "2.0", id, result: value },
});

Deno.test("result and error, both or neither", async () => {
  const error = { code: -32603, message: "inside" };
  await withFake(
    answering([{ send: { jsonrpc: "2.0", id: "$id", result: null, error } }]),
    async ({ client }) => {
      assertEquals(await client.request("textDocument/definition", ask, 60_000), {
        kind: "error",
        code: -32603,
        message: "inside",
      });
    },
  );
  await withFake(answering([{ send: { jsonrpc: "2.0", id: "$id" } }]), async ({ client }) => {
    assertEquals((await client.request("textDocument/definition", ask, 60_000)).kind, "error");
    assertEquals(client.pendingCount, 0);
  });
});

Deno.test("answers that belong to no request are passed over", async () => {
  const steps = [
    result("unknown", 4711),
    result("string", "1"),
    result("none", null),
    result("right"),
    result("twice"),
  ];
  await withFake(answering(steps), async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: "right",
    });
    assertEquals((await client.request("textDocument/definition", ask, 60_000)).kind, "result");
  });
});

Deno.test("of two answers in one write the first counts", async () => {
  const twice: Step = {
    sendTogether: [
      { jsonrpc: "2.0", id: "$id", result: "first" },
      { jsonrpc: "2.0", id: "$id", result: "second" },
    ],
  };
  await withFake(answering([twice]), async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: "first",
    });
  });
});

Deno.test("answers out of order find their requests", async () => {
  const rules = [
    { on: "textDocument/definition", do: [] },
    {
      on: "textDocument/hover",
      do: [
        { replyTo: "textDocument/hover", result: "hover" },
        { waitMs: 20 },
        { replyTo: "textDocument/definition", result: "definition" },
      ],
    },
    ...POLITE,
  ];
  await withFake(rules, async ({ client }) => {
    const first = client.request("textDocument/definition", ask, 60_000);
    const second = client.request("textDocument/hover", ask, 60_000);
    assertEquals(await second, { kind: "result", value: "hover" });
    assertEquals(await first, { kind: "result", value: "definition" });
  });
});

Deno.test("at the limit the request is cancelled and forgotten, and a late answer harms nobody", async () => {
  const rules = [
    { on: "textDocument/definition", times: 1, do: [{ waitMs: 400 }, result("late")] },
    ...answering([result("fresh")]),
  ];
  await withFake(rules, async ({ client, received }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60), { kind: "timeout" });
    assertEquals(client.pendingCount, 0);
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: "fresh",
    });
    const sent = received();
    const asked = sent.find((message) => message["method"] === "textDocument/definition");
    const cancelled = sent.find((message) => message["method"] === "$/cancelRequest");
    assertEquals(cancelled?.["params"], { id: asked?.["id"] });
  });
});

Deno.test("cancelled and content-modified come back as what they are", async () => {
  for (const code of [-32800, -32801]) {
    await withFake(answering([{ replyError: { code, message: "no" } }]), async ({ client }) => {
      assertEquals(await client.request("textDocument/definition", ask, 60_000), {
        kind: "error",
        code,
        message: "no",
      });
    });
  }
});

Deno.test("whatever the server asks is answered, even before it has answered initialize", async () => {
  const question = (id: unknown, method: string, params: unknown): Step => ({
    send: { jsonrpc: "2.0", id, method, params },
  });
  const items = [{ section: "python" }, { section: "python.analysis" }, {}];
  const questions = [
    question("c0", "workspace/configuration", { items: [] }),
    question("c1", "workspace/configuration", { items: items.slice(0, 1) }),
    question("c3", "workspace/configuration", { items }),
    question(900, "client/registerCapability", {
      registrations: [{ id: "w", method: "workspace/didChangeWatchedFiles" }],
    }),
    question(901, "client/unregisterCapability", { unregisterations: [{ id: "w", method: "x" }] }),
    question(902, "window/workDoneProgress/create", { token: "t" }),
    question(903, "no/such/request", {}),
    question(904, "workspace/applyEdit", { edit: { changes: {} } }),
    {
      send: {
        jsonrpc: "2.0",
        method: "$/progress",
        params: { token: "t", value: { kind: "begin", title: "" } },
      },
    },
  ];
  const rules = [{ on: "initialize", do: [...questions, { reply: { capabilities: {} } }] }, ...POLITE];
  await withFake(rules, async ({ client, received }) => {
    const answers = (): Map<unknown, Record<string, unknown>> =>
      new Map(
        received().filter((message) => "id" in message && !("method" in message)).map((
          message,
        ) => [message["id"], message]),
      );
    await until(() => answers().size >= 8, "eight answers");
    const python = { pythonPath: "/usr/bin/python3" };
    assertEquals(answers().get("c0")?.["result"], []);
    assertEquals(answers().get("c1")?.["result"], [python]);
    assertEquals(answers().get("c3")?.["result"], [python, null, null]);
    for (const id of [900, 901, 902]) assertEquals(answers().get(id)?.["result"], null, `${id}`);
    assertEquals((answers().get(903)?.["error"] as { code: number }).code, -32601);
    assertEquals(answers().get(904)?.["result"], { applied: false });
    assertEquals(client.readiness.initialized, true, "progress that never ends holds nothing up");
  });
});

Deno.test("ready comes once, from the first diagnostics or from a definition that found something", async () => {
  const published: Step = {
    send: {
      jsonrpc: "2.0",
      method: "textDocument/publishDiagnostics",
      params: { uri: "file:///a.py", diagnostics: [] },
    },
  };
  const rules = [{ on: "textDocument/didOpen", do: [published, published] }, ...POLITE];
  await withFake(rules, async ({ client, happenings }) => {
    let count = 0;
    client.onDiagnostics(() => count++);
    client.notify("textDocument/didOpen", {});
    await until(() => count === 2, "two notifications");
    assertEquals(happenings.filter((happening) => happening.kind === "ready").length, 1);
    assert(await client.readiness.whenListed(60_000));
  });
});
