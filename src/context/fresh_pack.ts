/**
 * The pack as the reading commands want it: up to date with the files as they are now, or, under `--no-sync`, as it
 * is, with a warning that names what is stale. Nobody waits for long: of many files the pack has as many as there was
 * time for, a warning says so, and the next command goes on from there; where another process keeps writing the pack,
 * the answer is that of the pack as it stands, as under `--no-sync`.
 */
import { DatabaseError } from "../host/database_error.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import type { PackReader } from "../pack/reader.ts";
import { staleness } from "../pack/plan.ts";
import { walkSegment } from "../segment/walk.ts";
import type { Session } from "./session.ts";
import { openPackSafely } from "./open_pack.ts";
import { isTooLong, isTooLongBeside, type Work } from "./patience.ts";
import { syncPack } from "./sync_pack.ts";
import type { SyncPlan } from "./sync_plan.ts";

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
  const outcome = await syncPack(session, {
    isOver: isTooLong,
    isEnough: (waitedMs, plan) => isLongBeside(session, waitedMs, plan),
  });
  if (outcome === "busy") return answerBeside(session);
  const { reader, left, total } = outcome;
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

/** Whether a question that would have to carry out `plan` has waited long enough for another process that writes. */
export function isLongBeside(session: Session, waitedMs: number, plan: SyncPlan | null): boolean {
  const hasPack = (): boolean => {
    const reader = openBeside(session);
    reader?.close();
    return reader !== null;
  };
  return isTooLongBeside(workOf(plan), waitedMs, hasPack);
}

function workOf(plan: SyncPlan | null): Work {
  if (plan === null) return { files: Infinity, bytes: Infinity };
  const { toRead } = plan.delta;
  return { files: toRead.length, bytes: toRead.reduce((sum, { file }) => sum + file.stamp.sizeBytes, 0) };
}

/** The pack that another process is about to replace, if it can be read and admits what this run admits. */
function openBeside(session: Session): PackReader | null {
  try {
    const state = openPackSafely(session);
    if (state.state !== "ready") return null;
    if (state.reader.includesSecrets === session.options.includeSecrets) return state.reader;
    state.reader.close();
    return null;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "busy") return null;
    throw error;
  }
}

/** The pack as it stands, with a warning if the answer may be old. Throws `pack-busy` where none can be read. */
export function answerBeside(session: Session): PackReader {
  const reader = openBeside(session);
  if (reader === null) {
    throw new CtxError("pack-busy", "could not answer: another ctx is still writing the pack");
  }
  // Nothing, if it was the other one that brought the pack up to date.
  const stale = stalePaths(session, reader);
  if (stale.length > 0) {
    session.isPartial = true;
    warnOfStale(session, stale, "another ctx is writing the pack, which does not know how these are now");
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
  if (stale.length > 0) warnOfStale(session, stale, "not synced since these changed");
  return state.reader;
}

function warnOfStale(session: Session, stale: readonly string[], why: string): void {
  session.sawStale = true;
  const more = stale.length > NAMED ? ` and ${stale.length - NAMED} more` : "";
  session.warnings.push(`stale answer: ${why}: ${stale.slice(0, NAMED).join(", ")}${more}`);
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
