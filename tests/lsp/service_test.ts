/** What the service makes of a server's replies, against the scripted server as a real process. */
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/host/clock.ts";
import { Documents, type Sources } from "../../src/lsp/documents.ts";
import type { LspHappening } from "../../src/lsp/observer.ts";
import { createService, type Service } from "../../src/lsp/service.ts";
import type { Supervisor } from "../../src/lsp/supervisor.ts";
import { POLITE, type Rule, type Session, type Step, withFake } from "./harness.ts";
import { question } from "./warm_harness.ts";

interface Bench extends Session {
  readonly service: Service;
  readonly files: Map<string, string>;
  methods(): unknown[];
}

async function withService(rules: readonly Rule[], body: (bench: Bench) => Promise<void>): Promise<void> {
  await withFake(rules, async (session) => {
    const files = new Map([["a.py", "import b\nb.x\n"], ["b.py", "x = 1\n"]]);
    const sources: Sources = {
      *list() {
        for (const [path, text] of files) yield { path, fingerprint: text };
      },
      read: (path) => files.get(path) ?? null,
    };
    const supervisor: Supervisor = {
      supply: () => Promise.resolve({ kind: "client", client: session.client }),
      current: session.client,
      spawnCount: 1,
      stop: () => session.client.stop(),
    };
    const documents = new Documents("/seg", sources, (path) => path.endsWith(".py"));
    documents.beforeLaunch();
    const service = createService({
      root: "/seg",
      supervisor,
      documents,
      clock: systemClock,
      observe: (happening: LspHappening) => void session.happenings.push(happening),
    });
    const methods = (): unknown[] => session.received().map((message) => message["method"]).filter(Boolean);
    await body({ ...session, service, files, methods });
  });
}

const at = (uri: string): unknown => ({
  uri,
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
});
const define = (steps: readonly Step[], times?: number): Rule => ({
  on: "textDocument/definition",
  do: steps,
  ...(times === undefined ? {} : { times }),
});
const listed: Step = {
  send: { jsonrpc: "2.0", method: "window/logMessage", params: { type: 3, message: "Found 3 source files" } },
};
const SLOW_LIST: readonly Rule[] = [{ on: "initialized", do: [] }, ...POLITE];

Deno.test("empty before the files are listed is asked again, until it is an answer", async () => {
  const rules = [
    define([{ reply: null }], 1),
    define([{ reply: [] }, listed], 1),
    define([{ reply: at("file:///seg/b.py") }]),
  ];
  await withService([...rules, ...SLOW_LIST], async ({ service, happenings }) => {
    const answer = await service.ask(question());
    assert(answer.kind === "targets");
    assertEquals(answer.targets.map(({ path, external }) => [path, external]), [["b.py", false]]);
    assertEquals(happenings.filter(({ kind }) => kind === "ready").length, 1);
  });
});

Deno.test("empty before the files are listed, to the end, is not ready and never 'there is none'", async () => {
  await withService([define([{ reply: [] }]), ...SLOW_LIST], async ({ service, methods }) => {
    assertEquals(await service.ask(question({ timeoutMs: 1500 })), { kind: "none", reason: "not-ready" });
    const asked = methods().filter((method) => method === "textDocument/definition").length;
    assert(asked <= 3, `a server that is asked all the time never gets to its files: ${asked} times`);
  });
});

Deno.test("diagnostics before the files are listed, when every import is missing, are not asked for", async () => {
  const found = { uri: "file:///seg/a.py", diagnostics: [] };
  const publish: Step = {
    send: { jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params: found },
  };
  const rules: readonly Rule[] = [{ on: "textDocument/didOpen", do: [publish] }, ...SLOW_LIST];
  await withService(rules, async ({ service }) => {
    const asked = question({ method: "diagnostics", timeoutMs: 300 });
    assertEquals(await service.ask(asked), { kind: "none", reason: "not-ready" });
  });
  await withService([{ on: "idle", do: [listed] }, ...rules], async ({ service }) => {
    const asked = question({ method: "diagnostics" });
    assertEquals(await service.ask(asked), { kind: "diagnostics", findings: [] });
  });
});

Deno.test("a file list from before a change is not the one from after it", async () => {
  const found = { uri: "file:///seg/a.py", diagnostics: [] };
  const publish: Step = {
    send: { jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params: found },
  };
  const rules: readonly Rule[] = [
    { on: "textDocument/didOpen", do: [publish] },
    { on: "textDocument/didChange", do: [publish] },
    { on: "workspace/didChangeWatchedFiles", do: [listed] },
    ...POLITE,
  ];
  const asked = question({ method: "diagnostics", timeoutMs: 1000 }); // less than the silence that makes a list count
  await withService(rules, async ({ client, service, files }) => {
    await client.readiness.whenListed(60_000);
    files.set("c.py", "");
    assertEquals(await service.ask(asked), { kind: "none", reason: "not-ready" });
  });
  const both: readonly Rule[] = [
    { on: "$/ctx/taken", do: [{ replyError: { code: -32601, message: "unknown" } }, listed] },
    ...rules,
  ];
  await withService(both, async ({ client, service, files }) => {
    await client.readiness.whenListed(60_000);
    files.set("c.py", "");
    assertEquals(await service.ask({ ...asked, timeoutMs: 60_000 }), { kind: "diagnostics", findings: [] });
  });
});

Deno.test("findings that are on their way when files come or go are asked for anew", async () => {
  const found = { uri: "file:///seg/a.py", version: 2, diagnostics: [] };
  const publish: Step = {
    send: { jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params: found },
  };
  const rules: readonly Rule[] = [
    { on: "textDocument/didChange", do: [publish] },
    { on: "$/ctx/taken", do: [{ replyError: { code: -32601, message: "unknown" } }, listed] },
    ...POLITE,
  ];
  await withService(rules, async ({ client, service, files, received }) => {
    await client.readiness.whenListed(60_000);
    await service.ask(question({ method: "diagnostics", timeoutMs: 100 }));
    await service.ask(question({ method: "diagnostics", timeoutMs: 100 }));
    files.set("c.py", "");
    await service.ask(question({ method: "diagnostics", timeoutMs: 60_000 }));
    const versions = received().filter(({ method }) => method === "textDocument/didChange").map((message) =>
      (message["params"] as { textDocument: { version: number } }).textDocument.version
    );
    assertEquals(versions, [2]);
  });
});

Deno.test("empty from a server that knows its files is asked once more with the file open, then believed", async () => {
  await withService([define([{ reply: null }]), ...POLITE], async ({ client, service, methods }) => {
    await client.readiness.whenListed(60_000);
    assertEquals(await service.ask(question()), {
      kind: "targets",
      targets: [],
      partial: false,
      packSha: null,
    });
    assertEquals(methods().filter((method) => String(method).startsWith("textDocument")), [
      "textDocument/definition",
      "textDocument/didOpen",
      "textDocument/definition",
    ]);
  });
});

Deno.test("every legal shape of a definition's result comes to the same answer", async () => {
  const { range } = at("") as { range: unknown };
  const whole = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const uri = "file:///seg/b.py";
  const link = { targetUri: uri, targetRange: whole, targetSelectionRange: range };
  const shapes: readonly unknown[] = [
    at(uri),
    [at(uri)],
    [link],
    [{ ...link, originSelectionRange: range }],
  ];
  const rules = shapes.map((reply) => define([{ reply }], 1));
  await withService([...rules, ...POLITE], async ({ service }) => {
    for (const shape of shapes) {
      const answer = await service.ask(question());
      assert(answer.kind === "targets", JSON.stringify(shape));
      assertEquals(answer.targets, [{
        path: "b.py",
        external: false,
        id: null,
        range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
      }], JSON.stringify(shape));
    }
  });
  for (const none of [null, []]) {
    await withService([define([{ reply: none }]), ...POLITE], async ({ client, service }) => {
      await client.readiness.whenListed(60_000);
      assertEquals(await service.ask(question()), {
        kind: "targets",
        targets: [],
        partial: false,
        packSha: null,
      });
    });
  }
});

Deno.test("targets outside the segment are external; those that are no files are left out", async () => {
  const targets = [
    at("file:///seg/b.py"),
    at("file:///segment/c.py"),
    at("untitled:x"),
    at("file:///seg/d%20e.py"),
  ];
  await withService([define([{ reply: targets }]), ...POLITE], async ({ service }) => {
    const answer = await service.ask(question());
    assert(answer.kind === "targets");
    assertEquals(answer.targets.map(({ path, external }) => [path, external]), [
      ["b.py", false],
      ["/segment/c.py", true],
      ["d e.py", false],
    ]);
  });
});

Deno.test("cancelled and content-modified by the server are asked again, but not for ever", async () => {
  const modified: Step = { replyError: { code: -32801, message: "content modified" } };
  const rules = [define([modified], 2), define([{ reply: at("file:///seg/b.py") }])];
  await withService([...rules, ...POLITE], async ({ service }) => {
    assertEquals((await service.ask(question())).kind, "targets");
  });
  await withService([define([modified]), ...POLITE], async ({ service }) => {
    assertEquals(await service.ask(question()), { kind: "none", reason: "server-error" });
  });
});

Deno.test("before each answer the server is told what has changed on disk", async () => {
  await withService(
    [define([{ reply: at("file:///seg/b.py") }]), ...POLITE],
    async ({ service, files, received }) => {
      await service.ask(question());
      const changes = (): unknown[] =>
        received().filter((message) => message["method"] === "workspace/didChangeWatchedFiles")
          .flatMap((message) => (message["params"] as { changes: unknown[] }).changes);
      assertEquals(changes(), []);
      files.set("b.py", "y = 1\n");
      files.set("c.py", "");
      files.set("notes.txt", "");
      files.delete("a.py");
      await service.ask(question({ path: "b.py" }));
      assertEquals(changes(), [
        { uri: "file:///seg/b.py", type: 2 },
        { uri: "file:///seg/c.py", type: 1 },
        { uri: "file:///seg/a.py", type: 3 },
      ]);
      await service.ask(question({ path: "b.py" }));
      assertEquals(changes().length, 3);
    },
  );
});

Deno.test("diagnostics are those of the text as it is now, not of an older one", async () => {
  const publish = (version: number, message: string): Step => ({
    send: {
      jsonrpc: "2.0",
      method: "textDocument/publishDiagnostics",
      params: {
        uri: "file:///seg/a.py",
        version,
        diagnostics: [{
          message,
          severity: 1,
          range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        }],
      },
    },
  });
  const rules: Rule[] = [
    { on: "textDocument/didOpen", do: [publish(1, "first")] },
    { on: "textDocument/didChange", do: [publish(1, "old"), { waitMs: 30 }, publish(2, "new")] },
    ...POLITE,
  ];
  await withService(rules, async ({ service, files }) => {
    const messages = async (): Promise<string[]> => {
      const answer = await service.ask(question({ method: "diagnostics" }));
      assert(answer.kind === "diagnostics");
      return answer.findings.map(({ message }) => message);
    };
    assertEquals(await messages(), ["first"]);
    files.set("a.py", "import c\n");
    assertEquals(await messages(), ["new"]);
  });
});

Deno.test("diagnostics that never come are no answer, and references that may be too few say so", async () => {
  const references: Rule = { on: "textDocument/references", do: [{ reply: [at("file:///seg/b.py")] }] };
  await withService([references, ...SLOW_LIST], async ({ service }) => {
    assertEquals(await service.ask(question({ method: "diagnostics", timeoutMs: 150 })), {
      kind: "none",
      reason: "not-ready",
    });
    const early = await service.ask(question({ method: "references", timeoutMs: 2000 }));
    assert(early.kind === "none" || (early.kind === "targets" && early.partial));
  });
  await withService([references, ...POLITE], async ({ client, service }) => {
    await client.readiness.whenListed(60_000);
    const answer = await service.ask(question({ method: "references" }));
    assert(answer.kind === "targets" && !answer.partial);
  });
});
