/**
 * A language server that does what a script tells it, in a process of its own: `deno run fake_server.ts SCRIPT LOG`.
 * SCRIPT is a JSON file `{rules: [{on, times?, do}]}`: when a message with method `on` comes (`start` before the first,
 * `eof` at the end of stdin, `idle` 300 ms after the last), the first matching rule with `times` left runs its steps. A
 * request of the name `$/…` that no rule is for is answered as the protocol demands. What it receives goes to LOG, one JSON value per line. It knows nothing of the code that it tests: framing is written again, byte for byte.
 */
import { writeSync } from "node:fs";

export type Step =
  | { readonly reply: unknown }
  | { readonly replyTo: string; readonly result: unknown }
  | { readonly replyError: { readonly code: number; readonly message: string } }
  /** A message sent as it is; "$id" as a value is replaced with the id of the request being answered. */
  | { readonly send: unknown }
  /** The frame of `send`, cut into pieces of so many bytes, each written by itself. */
  | {
    readonly sendInPieces: unknown;
    readonly bytes: number;
    readonly pauseMs?: number;
    readonly header?: string;
  }
  /** Several messages in one write. */
  | { readonly sendTogether: readonly unknown[] }
  /** Text written to stdout as it is. */
  | { readonly raw: string }
  | { readonly rawBytes: readonly number[] }
  | { readonly stderrMiB: number }
  | { readonly waitMs: number }
  | { readonly exit: number }
  | { readonly killSelf: true }
  | { readonly stopReading: true }
  | { readonly ignoreTerm: true };

export interface Rule {
  readonly on: string;
  readonly times?: number;
  readonly do: readonly Step[];
}

export interface Script {
  readonly rules: readonly Rule[];
}

interface Incoming {
  readonly id?: unknown;
  readonly method?: string;
}

const UNKNOWN = { code: -32601, message: "unknown method" };

const encoder = new TextEncoder();

function writeAll(bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "EAGAIN") continue;
      Deno.exit(0); // the reader is gone
    }
  }
}

function frame(message: unknown, header = "Content-Length"): Uint8Array {
  const body = encoder.encode(JSON.stringify(message));
  const head = encoder.encode(`${header}: ${body.length}\r\n\r\n`);
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  return whole;
}

/** Puts the id of the message being answered where the script says "$id". */
function withId(value: unknown, id: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, member) => member === "$id" ? id : member);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const pendingIds = new Map<string, unknown>();

async function run(step: Step, id: unknown): Promise<void> {
  if ("reply" in step) writeAll(frame({ jsonrpc: "2.0", id, result: step.reply }));
  else if ("replyTo" in step) {
    writeAll(frame({ jsonrpc: "2.0", id: pendingIds.get(step.replyTo), result: step.result }));
  } else if ("replyError" in step) writeAll(frame({ jsonrpc: "2.0", id, error: step.replyError }));
  else if ("send" in step) writeAll(frame(withId(step.send, id)));
  else if ("sendInPieces" in step) {
    const whole = frame(withId(step.sendInPieces, id), step.header);
    for (let i = 0; i < whole.length; i += step.bytes) {
      writeAll(whole.subarray(i, i + step.bytes));
      await pause(step.pauseMs ?? 0);
    }
  } else if ("sendTogether" in step) {
    const frames = step.sendTogether.map((message) => frame(withId(message, id)));
    const whole = new Uint8Array(frames.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of frames) {
      whole.set(part, at);
      at += part.length;
    }
    writeAll(whole);
  } else if ("raw" in step) writeAll(encoder.encode(step.raw));
  else if ("rawBytes" in step) writeAll(Uint8Array.from(step.rawBytes));
  else if ("stderrMiB" in step) {
    const block = encoder.encode(`${"x".repeat(1023)}\n`.repeat(1024));
    for (let i = 0; i < step.stderrMiB; i++) await Deno.stderr.write(block);
  } else if ("waitMs" in step) await pause(step.waitMs);
  else if ("exit" in step) Deno.exit(step.exit);
  else if ("killSelf" in step) Deno.kill(Deno.pid, "SIGKILL");
  else if ("stopReading" in step) await new Promise(() => setInterval(() => {}, 1000));
  else Deno.addSignalListener("SIGTERM", () => {});
}

if (import.meta.main) {
  const script = JSON.parse(Deno.readTextFileSync(Deno.args[0] ?? "")) as Script;
  const log = Deno.openSync(Deno.args[1] ?? "", { append: true, create: true });
  const left = script.rules.map((rule) => rule.times ?? Infinity);

  const handle = async (event: string, id: unknown): Promise<void> => {
    const index = script.rules.findIndex((rule, i) => rule.on === event && (left[i] ?? 0) > 0);
    if (index < 0) {
      if (event.startsWith("$/") && id !== undefined) await run({ replyError: UNKNOWN }, id);
      return;
    }
    left[index] = (left[index] ?? 0) - 1;
    for (const step of script.rules[index]?.do ?? []) await run(step, id);
  };

  log.writeSync(encoder.encode(`${JSON.stringify({ started: Deno.pid })}\n`));
  await handle("start", null);
  let idle: ReturnType<typeof setTimeout> | undefined;
  let buffer = new Uint8Array(0);
  for await (const chunk of Deno.stdin.readable) {
    clearTimeout(idle);
    const joined = new Uint8Array(buffer.length + chunk.length);
    joined.set(buffer);
    joined.set(chunk, buffer.length);
    buffer = joined;
    while (true) {
      const text = new TextDecoder("latin1").decode(buffer);
      const match = /^Content-Length: (\d+)\r\n\r\n/.exec(text);
      if (match === null) break;
      const start = match[0].length;
      const length = Number(match[1]);
      if (buffer.length < start + length) break;
      const body = new TextDecoder().decode(buffer.subarray(start, start + length));
      buffer = buffer.slice(start + length);
      log.writeSync(encoder.encode(`${body}\n`));
      const message = JSON.parse(body) as Incoming;
      if (message.method !== undefined && message.id !== undefined) {
        pendingIds.set(message.method, message.id);
      }
      if (message.method !== undefined) await handle(message.method, message.id);
    }
    idle = setTimeout(() => void handle("idle", null), 300);
  }
  clearTimeout(idle);
  await handle("eof", null);
}
