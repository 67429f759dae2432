/**
 * Brings the pack up to date with the files: walk, plan, and where something changed write_pack.ts.
 * Invariants: cost grows with what changed; a pack that is fresh is not even locked; killed at any moment, the
 * pack is the old one or the new one; no row of a file that has changed since outlives a sync.
 */
import { DatabaseError } from "../host/database_error.ts";
import { loadModule } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import type { PackReader } from "../pack/reader.ts";
import { openPackSafely } from "./open_pack.ts";
import { tidyPackFolder } from "./pack_strays.ts";
import type { Session } from "./session.ts";
import { finishUntouched, type SyncOutcome } from "./sync_outcome.ts";
import { isFresh, planSync, type SyncPlan } from "./sync_plan.ts";
import type { SyncLimits } from "./write_pack.ts";

/** Syncs, or makes the pack anew; returns the open pack, or `busy` as writePack does. Throws CtxError. */
export async function syncPack(session: Session, limits: SyncLimits): Promise<SyncOutcome | "busy"> {
  const { rebuild = false } = limits;
  const first = await planUnlessBusy(session, rebuild);
  if (first !== null && isFresh(first)) {
    tidyPackFolder(session);
    return finishUntouched(first.reader, first.walk, first.delta);
  }
  first?.reader?.close();

  const { asCtxError, writePack } = await loadModule<typeof import("./write_pack.ts")>(
    "src/context/write_pack.ts",
  );
  try {
    const outcome = await writePack(session, first, limits);
    if (outcome === "busy") return outcome;
    const { added, updated, removed } = outcome.changed;
    // A file whose time alone was in doubt is not stale, and neither is a pack that was not there.
    session.sawStale = first !== null && first.reader !== null && added + updated + removed > 0;
    return outcome;
  } catch (error) {
    const told = asCtxError(error);
    if (first === null || rebuild || !isUnwritable(told)) throw told;
    const reader = await reopenIfSame(session, first);
    if (reader === null) throw told;
    return finishUntouched(reader, first.walk, { ...first.delta, unchanged: first.walk.files.length });
  }
}

/** Null where another process is in the middle of changing the pack's file, so that nobody else can read it. */
async function planUnlessBusy(session: Session, rebuild: boolean): Promise<SyncPlan | null> {
  try {
    return await planSync(session, rebuild, true);
  } catch (error) {
    if (error instanceof DatabaseError && error.code === "busy") return null;
    throw error;
  }
}

function isUnwritable(error: unknown): boolean {
  return error instanceof CtxError && ["disk-full", "permission", "read-only"].includes(error.code);
}

/**
 * Where nothing can be written, a pack still answers for files whose times alone are in doubt (those written just
 * before the sync): their bytes tell. Null when any of them has changed, or the pack cannot be had.
 */
async function reopenIfSame(session: Session, plan: SyncPlan): Promise<PackReader | null> {
  const { toRead, removed } = plan.delta;
  if (plan.reader === null || removed.length > 0 || !plan.sameGrammars) return null;
  const { hasBytes } = await loadModule<typeof import("./same_bytes.ts")>("src/context/same_bytes.ts");
  for (const { file, stored } of toRead) {
    if (stored === null || plan.isOutdated(stored)) return null;
    if (!await hasBytes(session, file.path, stored.sha256, session.options.includeSecrets)) return null;
  }
  const state = openPackSafely(session);
  return state.state === "ready" ? state.reader : null;
}
