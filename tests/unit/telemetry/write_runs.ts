/** A telemetry folder for a test, and runs that write into it: shared by the tests of the reading side. */
import { systemClock } from "../../../src/host/clock.ts";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import type { LogFolder } from "../../../src/telemetry/log_files.ts";
import { createRecorder, type FlushOutcome } from "../../../src/telemetry/recorder.ts";
import type { TelemetryEvent } from "../../../src/telemetry/vocabulary.ts";

export async function withFolder(
  run: (folder: LogFolder, path: string) => void | Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "ctx_telemetry_" });
  const path = `${root}/_ctx/telemetry`;
  try {
    await run({ fs: denoFileSystem, clock: systemClock, directory: path, uid: Deno.uid() ?? -1 }, path);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

export interface RunOptions {
  readonly runId?: string;
  readonly at?: string;
  readonly rotateAtBytes?: number;
  readonly fallbacks?: number;
}

/** One whole run that records `events` at the time `at`. */
export function writeRun(
  folder: LogFolder,
  events: readonly TelemetryEvent[],
  { runId, at, rotateAtBytes, fallbacks = 0 }: RunOptions = {},
): FlushOutcome {
  const now = at === undefined ? systemClock.now : (): Date => new Date(at);
  const recorder = createRecorder({
    ...folder,
    clock: { ...systemClock, now },
    level: "full",
    segmentRoot: "/nowhere",
    ...(runId === undefined ? {} : { runId }),
    ...(rotateAtBytes === undefined ? {} : { rotateAtBytes }),
  });
  if (fallbacks > 0) recorder.incr("lsp_fallback_count", fallbacks);
  for (const event of events) recorder.event(event);
  return recorder.flush();
}
