/**
 * Brings the pack up to date with the files: walk, plan, read and index what changed, write in one transaction.
 * Invariants: cost grows with what changed; a pack that is fresh is not even locked; killed at any moment, the
 * pack is the old one or the new one.
 */
import { createDatabase, type Database, DatabaseError, openDatabase } from "../host/database.ts";
import { HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import type { Skipped } from "../model/source.ts";
import { type Delta, planDelta } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { createSchema, PAGE_SIZE_BYTES } from "../pack/schema.ts";
import { createWriter } from "../pack/writer.ts";
import { layout } from "../segment/layout.ts";
import { type WalkResult, walkSegment } from "../segment/walk.ts";
import { grammarVersions } from "../syntax/languages.ts";
import type { IndexReport } from "./index_files.ts";
import { openPackSafely } from "./open_pack.ts";
import { acquirePackLock, tryPackLock } from "./pack_lock.ts";
import type { Session } from "./session.ts";

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
}

interface Plan {
  readonly walk: WalkResult;
  readonly delta: Delta;
  /** Languages whose grammar or rules are not the ones that the pack was made with. */
  readonly outdated: ReadonlySet<string>;
  /** The usable pack that the delta is against; null when there is none. The caller closes it. */
  readonly reader: PackReader | null;
}

function planSync(session: Session, rebuild: boolean, say: boolean): Plan {
  const { fs } = session.host;
  const walk = walkSegment(fs, ".", { includeSecrets: session.options.includeSecrets });
  const state = openPackSafely(session);
  const none: ReadonlySet<string> = new Set();
  const fromNothing = { walk, delta: planDelta(new Map(), walk.files, none), outdated: none, reader: null };
  if (state.state === "missing") return fromNothing;
  if (state.state === "unusable") {
    if (say) session.notice(`rebuilding the pack: it ${state.reason}\n`);
    return fromNothing;
  }
  const { reader } = state;
  if (rebuild || reader.includesSecrets !== session.options.includeSecrets) {
    reader.close();
    return fromNothing;
  }
  const outdated = outdatedLanguages(reader);
  return { walk, delta: planDelta(reader.storedFiles(), walk.files, outdated), outdated, reader };
}

function outdatedLanguages(reader: PackReader): ReadonlySet<string> {
  const now = grammarVersions();
  const languages = new Set([...Object.keys(now), ...Object.keys(reader.grammars)]);
  return new Set([...languages].filter((lang) => now[lang] !== reader.grammars[lang]));
}

function isFresh(plan: Plan): plan is Plan & { readonly reader: PackReader } {
  return plan.reader !== null && plan.delta.toRead.length === 0 && plan.delta.removed.length === 0 &&
    plan.outdated.size === 0;
}

/** Syncs, or with `rebuild` makes the pack anew; returns the open pack. Throws CtxError; see acquirePackLock too. */
export async function syncPack(session: Session, rebuild: boolean): Promise<SyncOutcome> {
  const first = planSync(session, rebuild, true);
  if (isFresh(first)) {
    tidyPackFolder(session);
    return finish(first.reader, first.walk, [], noChange(first.delta));
  }
  first.reader?.close();

  session.sawStale = true;
  const lock = await acquirePackLock(session.host, session.notice);
  try {
    const lost = removeStrays(session);
    // Another process may have written the pack, and files may have changed, while this one waited.
    const again = lock.waited || lost && first.reader !== null;
    const plan = again ? planSync(session, rebuild, false) : first;
    if (isFresh(plan)) return finish(plan.reader, plan.walk, [], noChange(plan.delta));
    if (again) plan.reader?.close();
    return await applyPlan(session, plan);
  } catch (error) {
    throw asCtxError(error);
  } finally {
    lock.release();
  }
}

function noChange(delta: Delta): Changed {
  return { added: 0, updated: 0, removed: 0, unchanged: delta.unchanged };
}

function finish(
  reader: PackReader,
  walk: WalkResult,
  run: readonly Skipped[],
  changed: Changed,
): SyncOutcome {
  const all = [...walk.skipped, ...reader.skipped(), ...run];
  const byPath = new Map(all.map((item) => [item.path, item]));
  const skipped = [...byPath.values()].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return { reader, changed, skipped };
}

/** What ctx and SQLite make beside the pack; only a process that was killed leaves any of it there. */
const STRAYS: readonly string[] = [
  layout.packNew,
  `${layout.packNew}-journal`,
  layout.packJournal,
  `${layout.pack}-wal`,
  `${layout.pack}-shm`,
];

function straysOf({ host }: Session): string[] {
  return STRAYS.filter((path) => host.fs.lstat(path) !== null);
}

/**
 * Removes what a killed process left. Only for the holder of the lock: nobody else is writing, so that a journal
 * beside a pack that cannot be read belongs to a change that was never finished, and that pack goes with it (first,
 * so that no moment shows it without its journal). Returns whether the pack had to go.
 */
function removeStrays(session: Session): boolean {
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
function tidyPackFolder(session: Session): void {
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

/** What stopped a write, in words that help. */
export function asCtxError(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) return error;
  switch (error.code) {
    case "full":
      return new CtxError("disk-full", "could not write the pack: the disk is full", { cause: error });
    case "read-only":
      return new CtxError("read-only", "could not write the pack: _ctx/pack is read-only", { cause: error });
    case "denied":
      return new CtxError("permission", "could not write the pack: this process may not write _ctx/pack", {
        cause: error,
      });
    case "busy":
      return new CtxError("pack-busy", "could not write the pack: another program has it locked", {
        cause: error,
      });
    default:
      return new CtxError("pack-unusable", "could not write the pack: it is damaged", { cause: error });
  }
}

async function applyPlan(session: Session, plan: Plan): Promise<SyncOutcome> {
  const fresh = plan.reader === null;
  const database = fresh ? beginNew() : openDatabase(layout.pack, "write");
  // Also what an interrupted run does: closing rolls back.
  const cleanup = (): void => {
    closeQuietly(database);
    if (fresh) session.host.fs.remove(layout.packNew);
  };
  session.cleanups.add(cleanup);
  let run: IndexReport;
  try {
    const { indexFiles } = await import("./index_files.ts");
    const writer = createWriter(database);
    try {
      for (const file of plan.delta.removed) writer.remove(file.id);
      run = await indexFiles(session, plan.delta.toRead, writer, plan.outdated);
      await writer.commit({
        grammars: grammarVersions(),
        includesSecrets: session.options.includeSecrets,
        inode: inodeOf(session, fresh ? layout.packNew : layout.pack),
      });
    } catch (error) {
      writer.rollback();
      throw error;
    }
    if (fresh) optimise(database);
  } catch (error) {
    cleanup();
    throw error;
  } finally {
    session.cleanups.delete(cleanup);
  }
  database.close();
  if (fresh) session.host.fs.rename(layout.packNew, layout.pack);
  const state = openPackSafely(session);
  if (state.state !== "ready") {
    throw new CtxError("internal", "the pack that was just written cannot be read");
  }
  const { added, updated } = run;
  return finish(state.reader, plan.walk, run.skipped, {
    added,
    updated,
    removed: plan.delta.removed.length + run.removed,
    unchanged: plan.delta.unchanged + run.unchanged,
  });
}

function beginNew(): Database {
  const database = createDatabase(layout.packNew, PAGE_SIZE_BYTES);
  createSchema(database);
  return database;
}

/** One full-text segment instead of many, and no empty pages from its making. */
function optimise(database: Database): void {
  database.exec("INSERT INTO words(words) VALUES('optimize')");
  database.prepare("PRAGMA incremental_vacuum").all(); // frees a page a step: exec would take one step
}

function closeQuietly(database: Database): void {
  try {
    database.close();
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error; // the first failure is the one to report
  }
}

function inodeOf(session: Session, path: string): number {
  return session.host.fs.lstat(path)?.inode ?? 0;
}
