/**
 * The pack as the reading commands want it: up to date with the files as they are now, or, under `--no-sync`, as it
 * is, with a warning that names what is stale. Nobody waits for long: of many files the pack has as many as there was
 * time for, a warning says so, and the next command goes on from there.
 */
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import type { PackReader } from "../pack/reader.ts";
import { staleness } from "../pack/plan.ts";
import { walkSegment } from "../segment/walk.ts";
import type { Session } from "./session.ts";
import { openPackSafely } from "./open_pack.ts";
import { isTooLong } from "./patience.ts";
import { syncPack } from "./sync_pack.ts";

/** How many stale files a warning names; the rest is counted. */
const NAMED = 5;

/** Opens the pack into the session, once. Throws `pack-missing` and `pack-unusable` under `--no-sync`. */
export async function openFreshPack(session: Session): Promise<PackReader> {
  if (session.pack !== null) return session.pack;
  const reader = session.options.sync ? await openSynced(session) : openAsIs(session);
  session.usePack(reader);
  return reader;
}

async function openSynced(session: Session): Promise<PackReader> {
  const { reader, left, total } = await syncPack(session, { isOver: isTooLong });
  if (left.length > 0) {
    session.isPartial = true;
    session.warnings.push(
      `${
        total - left.length
      } of ${total} files are indexed so far: the answer is theirs (the next command goes on, ` +
        "ctx sync does all the rest)",
    );
  }
  return reader;
}

function openAsIs(session: Session): PackReader {
  const state = openPackSafely(session);
  if (state.state === "missing") {
    throw new CtxError("pack-missing", `could not answer without a sync: there is no pack at ${layout.pack}`);
  }
  if (state.state === "unusable") {
    throw new CtxError("pack-unusable", `could not answer without a sync: the pack ${state.reason}`);
  }
  const stale = stalePaths(session, state.reader);
  if (stale.length > 0) {
    session.sawStale = true;
    const more = stale.length > NAMED ? ` and ${stale.length - NAMED} more` : "";
    session.warnings.push(
      `stale answer: not synced since these changed: ${stale.slice(0, NAMED).join(", ")}${more}`,
    );
  }
  return state.reader;
}

function stalePaths(session: Session, reader: PackReader): string[] {
  const stored = reader.storedFiles();
  const walk = walkSegment(session.host.fs, ".", { includeSecrets: reader.includesSecrets });
  const changed = walk.files.filter((file) => {
    const why = staleness(file, stored.get(file.path));
    return why === "new" || why === "changed";
  }).map((file) => file.path);
  const present = new Set(walk.files.map((file) => file.path));
  const removed = [...stored.keys()].filter((path) => !present.has(path));
  return [...changed, ...removed].sort();
}
