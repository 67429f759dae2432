/** The byte stream against a real process: every way to cut it, and every way to break it. */
import { assert, assertEquals } from "@std/assert";
import { answering, LIMITS, POLITE, type Step, until, withFake } from "./harness.ts";

const location = {
  uri: "file:///x/😀é.py",
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
};
const reply = { jsonrpc: "2.0", id: "$id", result: location };
const ask = { textDocument: { uri: "file:///a.py" }, position: { line: 0, character: 0 } };

const readable: readonly { readonly name: string; readonly steps: readonly Step[] }[] = [
  { name: "header and body byte by byte", steps: [{ sendInPieces: reply, bytes: 1 }] },
  { name: "a body split inside a character", steps: [{ sendInPieces: reply, bytes: 3, pauseMs: 1 }] },
  { name: "a header in lower case", steps: [{ sendInPieces: reply, bytes: 4096, header: "content-length" }] },
  {
    name: "two messages in a chunk",
    steps: [{ sendTogether: [{ jsonrpc: "2.0", method: "telemetry/event", params: {} }, reply] }],
  },
];

for (const { name, steps } of readable) {
  Deno.test(`read well: ${name}`, async () => {
    await withFake(answering(steps), async ({ client }) => {
      assertEquals(await client.request("textDocument/definition", ask, 60_000), {
        kind: "result",
        value: location,
      });
    });
  });
}

Deno.test("read well: noise before the first header", async () => {
  const noisy: Step[] = [{ raw: "WARNING: there is a new version\nplease update\n" }];
  await withFake([{ on: "start", do: noisy }, ...answering([{ send: reply }])], async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: location,
    });
  });
});

const broken: readonly { readonly name: string; readonly raw: string; readonly reason: string }[] = [
  { name: "no Content-Length", raw: "Content-Type: x\r\n\r\n{}", reason: "no-length" },
  { name: "a negative Content-Length", raw: "Content-Length: -7\r\n\r\n{}", reason: "bad-length" },
  { name: "a Content-Length that is no number", raw: "Content-Length: many\r\n\r\n{}", reason: "bad-length" },
  { name: "a Content-Length of 2 GiB", raw: "Content-Length: 2147483648\r\n\r\n{}", reason: "too-long" },
  { name: "a Content-Length that is too short", raw: 'Content-Length: 3\r\n\r\n{"a":1}', reason: "bad-json" },
  {
    name: "a Content-Length that is too long",
    raw: 'Content-Length: 9\r\n\r\n{"a":1}Content-Length: 2\r\n\r\n{}',
    reason: "bad-json",
  },
  { name: "bad JSON", raw: "Content-Length: 4\r\n\r\n{no}", reason: "bad-json" },
  { name: "noise between messages", raw: "oops\r\n\r\n", reason: "noise" },
];

for (const { name, raw, reason } of broken) {
  Deno.test(`broken, so everything pending settles and the process goes: ${name}`, async () => {
    const rules = [{ on: "textDocument/hover", do: [] }, ...answering([{ raw }])];
    await withFake(rules, async ({ client }) => {
      const waiting = client.request("textDocument/hover", ask, 60_000);
      const asked = client.request("textDocument/definition", ask, 60_000);
      assertEquals(await asked, { kind: "closed", reason } as never);
      assertEquals(await waiting, { kind: "closed", reason } as never);
      assertEquals(await client.gone, reason as never);
      assertEquals(client.pendingCount, 0);
      assertEquals((await client.request("textDocument/hover", ask, 60_000)).kind, "closed");
    });
  });
}

Deno.test("a message cut off by the end of the stream", async () => {
  await withFake(
    answering([{ raw: 'Content-Length: 50\r\n\r\n{"jsonrpc"' }, { exit: 0 }]),
    async ({ client }) => {
      assertEquals((await client.request("textDocument/definition", ask, 60_000)).kind, "closed");
      assert(["truncated", "exited"].includes(await client.gone));
    },
  );
});

Deno.test("an answer that arrives together with the end of the stream still counts", async () => {
  await withFake(answering([{ send: reply }, { exit: 0 }]), async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: location,
    });
    await client.gone;
  });
});

Deno.test("10 MB on stderr block nothing, and only the tail is kept", async () => {
  await withFake(answering([{ stderrMiB: 10 }, { send: reply }]), async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 60_000), {
      kind: "result",
      value: location,
    });
    await until(() => client.stderrTail().length > 0, "some of stderr was kept");
    assert(client.stderrTail().length <= 4096);
  });
});

Deno.test("a server that stops reading is given up, however much is waiting for it", async () => {
  const rules = [{ on: "textDocument/didOpen", do: [{ stopReading: true } as const] }, ...POLITE];
  await withFake(rules, async ({ client }) => {
    client.notify("textDocument/didOpen", { text: "x" });
    client.notify("textDocument/didChange", { text: "y".repeat(3_000_000) });
    const outcome = await client.request("textDocument/hover", ask, 60_000);
    assertEquals(outcome, { kind: "closed", reason: "stalled" });
    assertEquals(await client.gone, "stalled");
  }, { ...LIMITS, writeStallMs: 700 });
});

Deno.test("a server that says nothing at all after a question hangs, and is given up", async () => {
  const rules = [{ on: "textDocument/definition", do: [{ stopReading: true } as const] }, ...POLITE];
  await withFake(rules, async ({ client }) => {
    assertEquals(await client.request("textDocument/definition", ask, 50), { kind: "timeout" });
    assertEquals(await client.gone, "silent", "also when nobody waits for the answer any more");
  }, { ...LIMITS, silenceMs: 4000 });
});
