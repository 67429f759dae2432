/** A worker of the index pool that breaks on files that are known by a certain hash: no real parser does on demand. */
import { type BatchRequest, indexBatch } from "../../src/context/index_batch.ts";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { answerMessages } from "../../src/host/workers.ts";

answerMessages(async (message) => {
  const { request, place } = message as { request: BatchRequest; place: SharedArrayBuffer };
  const current = new Int32Array(place);
  return await indexBatch(denoFileSystem, systemClock, request, {
    onFile: (at) => {
      Atomics.store(current, 0, at);
      const known = request.files[at]?.knownSha256;
      if (known === "hang") { for (;;); }
      if (known === "crash") throw new Error("this worker is gone");
    },
    isOver: () => false,
  });
});
