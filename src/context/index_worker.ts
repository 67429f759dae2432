/** A worker of the pool: indexes the batches it is sent, with the right to read the segment and no other. */
import { systemClock } from "../host/clock.ts";
import { denoFileSystem } from "../host/deno_file_system.ts";
import { provideModules } from "../host/program.ts";
import { quickSha256Hex } from "../host/short_digest.ts";
import { answerMessages } from "../host/workers.ts";
import { GRAMMAR_MODULES } from "../syntax/grammar_modules.ts";
import { type BatchRequest, indexBatch } from "./index_batch.ts";

/** What the pool sends. */
export interface WorkOrder {
  readonly request: BatchRequest;
  /** One number, shared: the place of the file that is being parsed, for the pool to see when the worker hangs. */
  readonly place: SharedArrayBuffer;
  /** One number, shared by all workers: not 0 once they are to stop before the next file. */
  readonly over: SharedArrayBuffer;
}

// It may not read the program: what it loads later must be named by literal imports.
provideModules({
  ...GRAMMAR_MODULES,
  "src/segment/secrets.ts": () => import("../segment/secrets.ts"),
  "src/syntax/mend_outline.ts": () => import("../syntax/mend_outline.ts"),
});

answerMessages((message) => {
  const { request, place, over } = message as WorkOrder;
  const [current, stop] = [new Int32Array(place), new Int32Array(over)];
  const watch = {
    onFile: (at: number) => void Atomics.store(current, 0, at),
    isOver: () => Atomics.load(stop, 0) !== 0,
  };
  return indexBatch(denoFileSystem, systemClock, request, watch, quickSha256Hex);
});
