/**
 * What processes that were killed left beside the pack, and how it goes. SQLite's own recovery is not used: a journal
 * that someone else put there could name any file of the disk, and SQLite removes that file (see src/pack/open.ts).
 */
import { HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { openPackSafely } from "./open_pack.ts";
import { tryPackLock } from "./pack_lock.ts";
import type { Session } from "./session.ts";

/** What ctx and SQLite make beside the pack; only a process that was killed leaves any of it there. */
const STRAYS: readonly string[] = [
  layout.packNew,
  `${layout.packNew}-journal`,
  layout.packJournal,
  `${layout.pack}-wal`,
  `${layout.pack}-shm`,
  layout.mapNew,
];

function straysOf({ host }: Session): string[] {
  return STRAYS.filter((path) => host.fs.lstat(path) !== null);
}

/**
 * Removes the strays. Only for the holder of the lock: nobody else is writing, so that a journal beside a pack that
 * cannot be read belongs to a change that was never finished, and that pack goes with it (first, so that no moment
 * shows it without its journal). Returns whether the pack had to go.
 */
export function removeStrays(session: Session): boolean {
  const strays = straysOf(session);
  let lost = false;
  if (strays.includes(layout.packJournal)) {
    const state = openPackSafely(session);
    if (state.state === "ready") state.reader.close();
    else {
      session.host.fs.remove(layout.pack);
      lost = true;
    }
  }
  for (const path of strays) session.host.fs.remove(path);
  return lost;
}

/** The same beside a fresh pack, unless another process is at work there or nothing can be written. */
export function tidyPackFolder(session: Session): void {
  try {
    if (straysOf(session).length === 0) return;
    const lock = tryPackLock(session.host);
    if (lock === null) return;
    try {
      removeStrays(session);
    } finally {
      lock.release();
    }
  } catch (error) {
    // A read-only disk keeps its strays; the answer does not depend on them.
    if (!(error instanceof HostError) && !(error instanceof CtxError)) throw error;
  }
}
