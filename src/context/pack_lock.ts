/**
 * One writer of the pack at a time: flock on a file under `_ctx/run`. The lock dies with its process, so a killed
 * sync leaves nothing to clean up. The file stays; its content means nothing.
 */
import type { Host } from "../host/host.ts";
import { HostError, type OpenFile } from "../host/file_system.ts";
import { layout } from "../segment/layout.ts";
import { prepareState, stateError } from "../segment/state_folder.ts";

const POLL_MS = 15;

export interface PackLock {
  /** Whether another process held the lock first, so that what was read before may be out of date. */
  readonly waited: boolean;
  release(): void;
}

/** The right to write the pack if nobody has it; null when somebody has. */
export function tryPackLock(host: Host): PackLock | null {
  const file = openLockFile(host);
  if (tryOrClose(file)) return { waited: false, release: () => file.close() };
  file.close();
  return null;
}

/** A lock that cannot even be asked for leaves no open file behind. */
function tryOrClose(file: OpenFile): boolean {
  return orClose(file, () => file.tryLock());
}

function orClose(file: OpenFile, ask: () => boolean): boolean {
  try {
    return ask();
  } catch (error) {
    file.close();
    throw error;
  }
}

function openLockFile(host: Host): OpenFile {
  prepareState(host.fs, host.processes.uid(), "run");
  prepareState(host.fs, host.processes.uid(), "pack");
  try {
    return host.fs.open(layout.packLock, { read: true, write: true, create: true });
  } catch (error) {
    throw error instanceof HostError ? stateError("could not lock the pack for writing", error) : error;
  }
}

/** Waits for the right to write the pack; null when `isEnough` of the time waited, in ms, before it can be had. */
export async function acquirePackLock(
  host: Host,
  notice: (text: string) => void,
  isEnough: (waitedMs: number) => boolean,
): Promise<PackLock | null> {
  const file = openLockFile(host);
  const start = host.clock.monotonicMs();
  let waited = false;
  while (!tryOrClose(file)) {
    if (!waited) notice("waiting for another ctx that is writing the pack\n");
    waited = true;
    if (orClose(file, () => isEnough(host.clock.monotonicMs() - start))) {
      file.close();
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { waited, release: () => file.close() };
}
