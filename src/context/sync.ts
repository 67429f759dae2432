/** `sync` and `build` as use cases: write the pack, then say what it holds. */
import type { Skipped } from "../model/source.ts";
import type { PackTotals } from "../pack/reader.ts";
import type { Session } from "./session.ts";
import { type Changed, syncPack } from "./sync_pack.ts";

export interface SyncAnswer extends PackTotals {
  readonly changed: Changed;
  readonly skipped: readonly Skipped[];
  readonly parseErrors: readonly { readonly path: string; readonly line: number }[];
  /** What SQLite's own check of the written pack found; empty when all is well or nothing was written. */
  readonly problems: readonly string[];
}

/** Syncs the pack, or rebuilds it, and validates what was written. */
export async function sync(session: Session, rebuild: boolean): Promise<SyncAnswer> {
  const { reader, changed, skipped } = await syncPack(session, rebuild);
  session.usePack(reader);
  const wrote = changed.added + changed.updated + changed.removed > 0;
  return {
    ...reader.totals(),
    changed,
    skipped,
    parseErrors: reader.parseErrors(),
    problems: wrote ? reader.integrityProblems() : [],
  };
}
