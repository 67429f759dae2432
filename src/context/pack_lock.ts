/**
 * One writer of the pack at a time: flock on a file under `_ctx/run`. The lock dies with its process, so a killed
 * sync leaves nothing to clean up. The file stays; its content means nothing.
 */
import type { Host } from "../host/host.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { prepareState } from "../segment/state_folder.ts";

const POLL_MS = 15;

/** Longest wait for another writer; building a very large repository takes minutes. */
const PATIENCE_MS = 15 * 60_000;

export interface PackLock {
  /** Whether another process held the lock first, so that what was read before may be out of date. */
  readonly waited: boolean;
  release(): void;
}

/** Waits for the right to write the pack. Throws `pack-busy` when another writer keeps it for 15 minutes. */
export async function acquirePackLock(host: Host, notice: (text: string) => void): Promise<PackLock> {
  prepareState(host.fs, host.processes.uid(), "run");
  prepareState(host.fs, host.processes.uid(), "pack");
  const file = host.fs.open(layout.packLock, { read: true, write: true, create: true });
  const start = host.clock.monotonicMs();
  let waited = false;
  while (!file.tryLock()) {
    if (!waited) notice("waiting for another ctx that is writing the pack\n");
    waited = true;
    if (host.clock.monotonicMs() - start > PATIENCE_MS) {
      file.close();
      throw new CtxError(
        "pack-busy",
        "could not write the pack: another ctx has been writing it for 15 minutes",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return { waited, release: () => file.close() };
}
