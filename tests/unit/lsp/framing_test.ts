import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../property_seed.ts";
import { encodeFrame, FrameDecoder, FrameError, MAX_BODY_BYTES } from "../../../src/lsp/framing.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function decodeAll(chunks: readonly Uint8Array[]): unknown[] {
  const decoder = new FrameDecoder();
  return chunks.flatMap((chunk) => [...decoder.push(chunk)]);
}

function faultOf(text: string): string {
  const error = assertThrows(() => decodeAll([bytes(text)]), FrameError);
  return error.fault;
}

Deno.test("messages come out as they went in, however the stream is cut", () => {
  const message = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean()),
  );
  fc.assert(
    fc.property(
      fc.array(message, { maxLength: 6 }),
      fc.array(fc.nat(40), { minLength: 1 }),
      (messages, cuts) => {
        const wire = messages.map(encodeFrame);
        const whole = new Uint8Array(wire.reduce((sum, frame) => sum + frame.length, 0));
        let at = 0;
        for (const frame of wire) {
          whole.set(frame, at);
          at += frame.length;
        }
        const chunks: Uint8Array[] = [];
        for (let i = 0, turn = 0; i < whole.length; turn++) {
          const size = (cuts[turn % cuts.length] ?? 0) + 1;
          chunks.push(whole.subarray(i, i + size));
          i += size;
        }
        assertEquals(decodeAll(chunks), messages.map((value) => JSON.parse(JSON.stringify(value))));
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("headers: any case, any order, a content type, and spaces", () => {
  assertEquals(
    decodeAll([
      bytes('content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:  8 \r\n\r\n{"a":11}'),
    ]),
    [{ a: 11 }],
  );
});

Deno.test("lines before the first header are passed over, later ones are a fault", () => {
  assertEquals(decodeAll([bytes("WARNING: a new version\nC\nContent-Length: 2\r\n\r\n{}")]), [{}]);
  assertEquals(faultOf("Content-Length: 2\r\n\r\n{}oops\r\nContent-Length: 2\r\n\r\n{}"), "noise");
  assertEquals(faultOf("x".repeat(70_000)), "noise");
});

Deno.test("each way in which a length can be wrong", () => {
  const type = "Content-Type: application/vscode-jsonrpc\r\n\r\n{}";
  assertEquals(faultOf(type), "no-length");
  for (const value of ["-5", "", "abc", "1e3", "0x10", "5.5", "9999999999999999"]) {
    assertEquals(faultOf(`Content-Length: ${value}\r\n\r\n{}`), "bad-length", value);
  }
  assertEquals(faultOf("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), "bad-length");
  assertEquals(faultOf("Content-Length: 2147483648\r\n\r\n{}"), "too-long");
  assertEquals(faultOf(`Content-Length: ${MAX_BODY_BYTES + 1}\r\n\r\n{}`), "too-long");
  assertEquals(faultOf(`Content-Length: 2\r\nX: ${"y".repeat(5000)}\r\n\r\n{}`), "header-too-long");
  assertEquals(faultOf(`Content-Length: 2\r\nX: ${"y".repeat(5000)}`), "header-too-long");
});

Deno.test("a body that is no message", () => {
  assertEquals(faultOf("Content-Length: 4\r\n\r\n{}{}"), "bad-json");
  assertEquals(faultOf("Content-Length: 2\r\n\r\n[]"), "not-a-message");
  assertEquals(faultOf("Content-Length: 4\r\n\r\nnull"), "not-a-message");
  assertEquals(faultOf("Content-Length: 2\r\nContent-Type: x; charset=utf-16\r\n\r\n{}"), "bad-charset");
  const decoder = new FrameDecoder();
  const invalid = Uint8Array.from([...bytes('Content-Length: 4\r\n\r\n"'), 0xff, 0xfe, 34]);
  assertEquals(assertThrows(() => [...decoder.push(invalid)], FrameError).fault, "bad-utf8");
});

Deno.test("the messages before a fault are delivered first", () => {
  const decoder = new FrameDecoder();
  const got: unknown[] = [];
  assertThrows(() => {
    for (const message of decoder.push(bytes("Content-Length: 2\r\n\r\n{}Content-Length: -1\r\n\r\n"))) {
      got.push(message);
    }
  }, FrameError);
  assertEquals(got, [{}]);
});

Deno.test("the end of the stream inside a message is told apart from one between messages", () => {
  const decoder = new FrameDecoder();
  assertEquals([...decoder.push(bytes("Content-Length: 2\r\n\r\n{}"))], [{}]);
  assertEquals(decoder.atBoundary, true);
  assertEquals([...decoder.push(bytes("Content-Length: 9\r\n\r\n{}"))], []);
  assertEquals(decoder.atBoundary, false);
});
