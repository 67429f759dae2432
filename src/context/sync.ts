/** `sync` and `build` as use cases: write the pack, then say what it holds. */
import type { Skipped } from "../model/source.ts";
import { CtxError } from "../model/error.ts";
import type { PackTotals } from "../pack/reader.ts";
import type { Session } from "./session.ts";
import type { Changed } from "./sync_outcome.ts";
import { syncPack } from "./sync_pack.ts";
import type { SyncLimits } from "./write_pack.ts";

export interface SyncAnswer extends PackTotals {
  readonly changed: Changed;
  readonly skipped: readonly Skipped[];
  readonly parseErrors: readonly { readonly path: string; readonly line: number }[];
  /** What reading back found wrong with what was written; empty when all is well. `validate` looks at everything. */
  readonly problems: readonly string[];
  /** Source files that there was no time for; the next sync goes on with them. */
  readonly left: number;
}

/** Syncs the pack, or rebuilds it, and validates what was written. */
export async function sync(session: Session, limits: SyncLimits): Promise<SyncAnswer> {
  const outcome = await syncPack(session, limits);
  if (outcome === "busy") {
    throw new CtxError("pack-busy", "could not write the pack: another ctx is still writing it");
  }
  const { reader, changed, skipped, written, left } = outcome;
  session.usePack(reader);
  session.isPartial = left.length > 0;
  return {
    ...reader.totals(),
    changed,
    skipped,
    parseErrors: reader.parseErrors(),
    problems: reader.problemsOf(sampleOf(written)),
    left: left.length,
  };
}

/** Files that are read back after a sync: all of an everyday one, some of a build. */
const READ_BACK = 64;

/** At most READ_BACK of `paths`, evenly spread. */
function sampleOf(paths: readonly string[]): readonly string[] {
  const step = Math.ceil(paths.length / READ_BACK);
  return paths.filter((_, index) => index % step === 0);
}
