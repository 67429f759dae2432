import { assertEquals } from "@std/assert";
import {
  decodeEnvelope,
  decodeRequest,
  encodeEnvelope,
  encodeRequest,
  type Envelope,
  type WarmRequest,
} from "../../../src/lsp/wire.ts";

const range = { startLine: 1, startColumn: 2, endLine: 3, endColumn: 4 };
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

Deno.test("requests come back as they were sent, and what is none is refused", () => {
  const requests: WarmRequest[] = [
    { kind: "status" },
    { kind: "stop" },
    { kind: "question", question: { method: "hover", path: "a/é.py", line: 1, column: 2, timeoutMs: 3 } },
  ];
  for (const request of requests) assertEquals(decodeRequest(overTheWire(encodeRequest(request))), request);
  for (
    const bad of [null, 7, {}, { kind: "exec" }, {
      kind: "question",
      method: "rename",
      path: "a",
      line: 1,
      column: 1,
    }]
  ) {
    assertEquals(decodeRequest(bad), null);
  }
});

Deno.test("replies and happenings come back as they were sent, and damaged ones are refused", () => {
  const envelopes: Envelope[] = [
    { reply: { kind: "stopping" }, happenings: [] },
    {
      reply: {
        kind: "answer",
        answer: {
          kind: "targets",
          targets: [{ path: "a.py", external: false, range, id: "a.py#x" }],
          partial: true,
          packSha: "ab",
        },
      },
      happenings: [
        { kind: "spawn", binary: "pyright-langserver", pid: 7, coldStart: true, timingMs: 1 },
        { kind: "initialize", status: "timeout", timingMs: 2 },
        { kind: "ready", via: "diagnostics", timingMs: 3 },
        { kind: "diagnostics", count: 4, digest: "ff", timingMs: 5 },
      ],
    },
    { reply: { kind: "answer", answer: { kind: "hover", contents: "x" } }, happenings: [] },
    { reply: { kind: "answer", answer: { kind: "none", reason: "not-ready" } }, happenings: [] },
    {
      reply: {
        kind: "answer",
        answer: { kind: "diagnostics", findings: [{ range, severity: "hint", code: "c", message: "m" }] },
      },
      happenings: [],
    },
    {
      reply: { kind: "status", status: { pid: 1, uptimeMs: 2, ready: true, requests: 3, serverPid: null } },
      happenings: [],
    },
  ];
  for (const envelope of envelopes) {
    assertEquals(decodeEnvelope(overTheWire(encodeEnvelope(envelope))), envelope);
  }
  const damaged: unknown[] = [
    null,
    { reply: { kind: "targets", targets: [["a.py", false, null, 1, 2]] }, happenings: [] },
    { reply: { kind: "none", reason: "because" }, happenings: [] },
    { reply: { kind: "stopping" } },
  ];
  for (const value of damaged) assertEquals(decodeEnvelope(value), null);
});
