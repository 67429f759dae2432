/** The pool of workers when files break it: every other file still gets its outcome, in order. */
import { assert, assertEquals } from "@std/assert";
import type { FileOutcome } from "../../src/context/index_batch.ts";
import { indexInWorkers } from "../../src/context/index_pool.ts";
import { denoHost } from "../../src/host/deno_host.ts";
import type { Host } from "../../src/host/host.ts";

const BAD_WORKER = new URL("./bad_index_worker.ts", import.meta.url);

/** Files of the project, which is the working folder of its tests; a word after the path breaks the worker. */
async function outcomes(
  host: Host,
  batches: readonly (readonly string[])[],
  module?: URL,
  isOver: () => boolean = () => false,
): Promise<string[][]> {
  const files = batches.map((batch) =>
    batch.map((entry) => {
      const [path = "", knownSha256 = ""] = entry.split(" ");
      return { path, knownSha256 };
    })
  );
  const options = { includeSecrets: false, workers: 2, fileLimitMs: 5000, isOver };
  const found: string[][] = [];
  for await (
    const batch of indexInWorkers(host, files, module === undefined ? options : { ...options, module })
  ) found.push(batch.map(shown));
  return found;
}

function shown(outcome: FileOutcome): string {
  if (outcome.kind === "indexed") return outcome.file.path;
  if (outcome.kind === "same") return "same";
  return outcome.fault === "" ? outcome.reason : `${outcome.reason}: ${outcome.fault}`;
}

Deno.test("a file that crashes its worker, or holds it, is left out, and no other", async () => {
  const crashed = "unparsable: Error: this worker is gone";
  assertEquals(
    await outcomes(denoHost, [
      ["main.ts", "README.md crash", "LICENSE"],
      ["deno.json", "CHANGELOG.md hang", "ARCHITECTURE.md", "src/host/host.ts"],
      ["src/host/clock.ts crash", "src/host/digest.ts", "no-such-file.py"],
    ], BAD_WORKER),
    [
      ["main.ts", crashed, "LICENSE"],
      ["deno.json", "unparsable: took longer than 5 s", "ARCHITECTURE.md", "src/host/host.ts"],
      [crashed, "src/host/digest.ts", "vanished"],
    ],
  );
});

Deno.test("the shipped worker has the rights that it needs, and finds what this thread finds", async () => {
  const names = [["main.ts", "README.md"], ["src/host/host.ts"]];
  assertEquals(await outcomes(denoHost, names), names);
});

Deno.test("a pool that is to stop has handed out what it had, and each of that has its first file", async () => {
  const batches = [
    ["main.ts", "README.md"],
    ["deno.json", "LICENSE"],
    ["src/host/host.ts"],
    ["CHANGELOG.md"],
    [
      "ARCHITECTURE.md",
    ],
  ];
  const found = await outcomes(denoHost, batches, undefined, () => true);
  assertEquals(found.map((batch) => batch[0]), [
    "main.ts",
    "deno.json",
    "src/host/host.ts",
    "CHANGELOG.md",
    undefined,
  ]);
  for (const [order, batch] of found.entries()) assertEquals(batch, batches[order]?.slice(0, batch.length));
});

Deno.test("where no worker starts, this process does the work", async () => {
  const missing = new URL("./no_such_worker.ts", import.meta.url);
  const names = [["main.ts"], ["README.md", "LICENSE"]];
  assertEquals(await outcomes(denoHost, names, missing), names);
});

Deno.test("workers that fail as soon as they are started are not started for ever", async () => {
  let started = 0;
  const threads: Host["threads"] = {
    cores: 2,
    start: (_, events) => {
      started++;
      queueMicrotask(() => events.onFailure("no thread for you"));
      return { post: () => {}, stop: () => {} };
    },
  };
  assertEquals(await outcomes({ ...denoHost, threads }, [["main.ts"], ["deno.json"]]), [
    ["main.ts"],
    ["deno.json"],
  ]);
  assert(started >= 2 && started <= 4, `${started} starts`);
});
