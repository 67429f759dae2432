/** When a connection is given up for silence, over streams in this process: no machine is too slow for it. */
import { assertEquals } from "@std/assert";
import { type Connection, openConnection } from "../../../src/lsp/connection.ts";
import { encodeFrame } from "../../../src/lsp/framing.ts";

const SILENCE_MS = 200;

/** A connection to a peer that answers the methods in `answers`, each at once. */
function connect(answers: readonly string[]): Connection {
  let say: (bytes: Uint8Array) => void = () => {};
  const input = new ReadableStream<Uint8Array>({
    start: (controller) => {
      say = (bytes) => controller.enqueue(bytes);
    },
  });
  const write = (bytes: Uint8Array): Promise<void> => {
    const message = JSON.parse(new TextDecoder().decode(bytes).split("\r\n\r\n")[1] ?? "") as {
      readonly id?: number;
      readonly method: string;
    };
    if (answers.includes(message.method)) say(encodeFrame({ jsonrpc: "2.0", id: message.id, result: "yes" }));
    return Promise.resolve();
  };
  const handlers = { notification: () => {}, request: () => null };
  return openConnection({ input, write }, handlers, { writeStallMs: 60_000, silenceMs: SILENCE_MS });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

Deno.test("silence after an answer is nothing to worry about", async () => {
  const connection = connect(["asked"]);
  for (let i = 0; i < 2; i++) {
    assertEquals(await connection.request("asked", null, 60_000), { kind: "result", value: "yes" });
    await pause(2 * SILENCE_MS);
  }
  connection.close();
  assertEquals(await connection.closed, "closed-here");
});

Deno.test("silence after a question is a hang, whether the question still waits or has been forgotten", async () => {
  for (const timeoutMs of [60_000, 1]) {
    const connection = connect([]);
    const outcome = await connection.request("asked", null, timeoutMs);
    assertEquals(outcome, timeoutMs === 1 ? { kind: "timeout" } : { kind: "closed", reason: "silent" });
    assertEquals(await connection.closed, "silent");
  }
});
