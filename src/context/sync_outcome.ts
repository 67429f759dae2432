/** What a sync comes to: the open pack, what changed, and what is not in it. Decides nothing. */
import type { Skipped } from "../model/source.ts";
import type { Delta } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import type { WalkResult } from "../segment/walk.ts";
import type { IndexReport, IndexTask } from "./index_files.ts";

export interface Changed {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  readonly unchanged: number;
}

export interface SyncOutcome {
  readonly reader: PackReader;
  readonly changed: Changed;
  /** What the walk left out and what the content of files kept out, by path. */
  readonly skipped: readonly Skipped[];
  /** Paths of the files whose rows were made. */
  readonly written: readonly string[];
  /** Source files that there was no time for: the pack knows nothing of them. */
  readonly left: readonly IndexTask[];
  /** Source files in all. */
  readonly total: number;
}

/** The outcome of a sync that indexed no file. */
export function finishUntouched(reader: PackReader, walk: WalkResult, delta: Delta): SyncOutcome {
  return finish(reader, walk, { skipped: [], written: [], left: [] }, {
    added: 0,
    updated: 0,
    removed: 0,
    unchanged: delta.unchanged,
  });
}

/** The outcome of a sync that left `reader` behind. */
export function finish(
  reader: PackReader,
  walk: WalkResult,
  run: Pick<IndexReport, "skipped" | "written" | "left">,
  changed: Changed,
): SyncOutcome {
  const all = [...walk.skipped, ...reader.skipped(), ...run.skipped];
  return {
    reader,
    changed,
    skipped: eachOnce(all),
    written: run.written,
    left: run.left,
    total: walk.files.length,
  };
}

/** By path; of several with one path the last. */
export function eachOnce(skipped: readonly Skipped[]): Skipped[] {
  const byPath = new Map(skipped.map((item) => [item.path, item]));
  return [...byPath.values()].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
