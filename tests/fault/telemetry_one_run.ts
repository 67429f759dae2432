/** One run with `events` events of about 330 bytes; prints the outcome and how long the flush took, as JSON. */
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createRecorder } from "../../src/telemetry/recorder.ts";
import { cutQuery } from "../../src/telemetry/redact.ts";

const [directory = "", events = "1"] = Deno.args;
const recorder = createRecorder({
  fs: denoFileSystem,
  clock: systemClock,
  level: "full",
  segmentRoot: "/nowhere",
  directory,
});
for (let index = 0; index < Number(events); index++) {
  recorder.event({
    cmd: "ctx.search",
    timingMs: 1,
    query: cutQuery("words and words ".repeat(8)),
    bytesRead: 1,
    disclosureMode: null,
    tokens: 1,
  });
}
const start = performance.now();
const outcome = recorder.flush();
const line = JSON.stringify({ ...outcome, runId: recorder.runId, elapsedMs: performance.now() - start });
Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
