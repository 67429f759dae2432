/**
 * Carries out the plan of a sync: lock, read and index what changed, write in one transaction after another. With a limit
 * of time it stops in between, and the pack then says how many files are left. Loaded only where there is something to
 * write. Invariants: those of sync_pack.ts; whatever stops it, the lock is released and no half-made pack stays.
 */
import { createDatabase, type Database, openDatabase } from "../host/database.ts";
import { DatabaseError } from "../host/database_error.ts";
import { HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";
import type { WalkedFile } from "../model/source.ts";
import { createSchema, gatherWords, PAGE_SIZE_BYTES } from "../pack/schema.ts";
import { createWriter, type PackWriter } from "../pack/writer.ts";
import { layout } from "../segment/layout.ts";
import { grammarVersions, namingRules } from "../syntax/languages.ts";
import { indexFiles, type IndexReport, type IndexTask } from "./index_files.ts";
import { openPackSafely } from "./open_pack.ts";
import { acquirePackLock } from "./pack_lock.ts";
import { removeStrays } from "./pack_strays.ts";
import { type IndexProgress, isDue, isTooLongForTurn } from "./patience.ts";
import type { Session } from "./session.ts";
import { eachOnce, finish, finishUntouched, type SyncOutcome } from "./sync_outcome.ts";
import { isFresh, planSync, type SyncPlan } from "./sync_plan.ts";
import { inWantOrder } from "./want_order.ts";

export interface SyncLimits {
  /** Makes the pack anew. */
  readonly rebuild?: boolean;
  /** Asked between files: none is begun once it says so. All are indexed when it is left out. */
  readonly isOver?: (progress: IndexProgress) => boolean;
  /** Asked while another process writes the pack: whether to wait no longer. Then the outcome is `busy`. */
  readonly isEnough?: (waitedMs: number, first: SyncPlan | null) => boolean;
}

/**
 * Brings the pack up to date by the plan `first`, or a newer one where it had to wait, or none could be made because
 * another process was at the pack. `busy`, and nothing is done, when that one did not come to an end in time.
 */
export async function writePack(
  session: Session,
  first: SyncPlan | null,
  limits: SyncLimits,
): Promise<SyncOutcome | "busy"> {
  const { isEnough = isTooLongForTurn } = limits;
  const lock = await acquirePackLock(
    session.host,
    session.notice,
    (waitedMs) => isEnough(waitedMs, first),
  );
  if (lock === null) return "busy";
  try {
    const lost = removeStrays(session);
    // Another process may have written the pack, and files may have changed, while this one waited.
    const again = first === null || lock.waited || lost && first.reader !== null;
    const plan = again ? await planSync(session, limits.rebuild ?? false, first === null) : first;
    if (isFresh(plan)) return finishUntouched(plan.reader, plan.walk, plan.delta);
    if (again) plan.reader?.close();
    if (limits.isOver === undefined && limits.rebuild !== true) return await applyInRounds(session, plan);
    return await applyPlan(session, plan, limits.isOver ?? null);
  } finally {
    lock.release();
  }
}

/** A sync that is killed loses no more of its work than that. */
const ROUND_MS = 20_000;

/** Brings the pack up to date by one transaction after another, when one would take long. */
async function applyInRounds(session: Session, plan: SyncPlan): Promise<SyncOutcome> {
  const isRoundOver = ({ elapsedMs }: IndexProgress): boolean => elapsedMs > ROUND_MS;
  const onOutlined = plan.reader === null ? session.onOutlined : null;
  let outcome = await applyPlan(session, plan, isRoundOver, onOutlined);
  while (outcome.left.length > 0) {
    outcome.reader.close();
    const rest: SyncPlan = {
      ...plan,
      delta: { toRead: outcome.left, removed: [], unchanged: 0 },
      isOutdated: () => true, // their rows are gone
      reader: outcome.reader,
    };
    outcome = joined(outcome, await applyPlan(session, rest, isRoundOver, onOutlined));
  }
  return outcome;
}

function joined(first: SyncOutcome, next: SyncOutcome): SyncOutcome {
  return {
    ...next,
    changed: {
      added: first.changed.added + next.changed.added,
      updated: first.changed.updated + next.changed.updated,
      removed: first.changed.removed + next.changed.removed,
      unchanged: first.changed.unchanged + next.changed.unchanged,
    },
    skipped: eachOnce([...first.skipped, ...next.skipped]),
    written: [...first.written, ...next.written],
  };
}

async function applyPlan(
  session: Session,
  plan: SyncPlan,
  isOver: NonNullable<SyncLimits["isOver"]> | null,
  onOutlined: Session["onOutlined"] = null,
): Promise<SyncOutcome> {
  const fresh = plan.reader === null;
  const database = fresh ? beginNew(session) : openDatabase(layout.pack, "write");
  // Also what an interrupted run does: closing rolls back.
  const cleanup = (): void => {
    quietly(() => database.close());
    if (fresh) quietly(() => session.host.fs.remove(layout.packNew));
  };
  session.cleanups.add(cleanup);
  let run: IndexReport;
  try {
    if (fresh) {
      createSchema(database);
      gatherWords(database, "bulk");
    }
    const writer = createWriter(database);
    for (const file of plan.delta.removed) writer.remove(file.id);
    const { toRead } = plan.delta;
    const tasks = isOver === null ? toRead : inWantOrder(toRead, session.wanted);
    const watched = watchProgress(session, tasks, writer);
    run = await indexFiles(session, tasks, watched.writer, {
      isOutdated: plan.isOutdated,
      isOver: () => isOver !== null && isDue(watched.progress(), isOver),
      onCostly: watched.onCostly,
      onOutlined,
    });
    for (const { stored } of run.left) if (stored !== null) writer.remove(stored.id);
    await writer.commit({
      grammars: grammarVersions(),
      naming: namingRules(),
      includesSecrets: session.options.includeSecrets,
      inode: inodeOf(session, fresh ? layout.packNew : layout.pack),
      left: run.left.length,
    });
    if (fresh) {
      gatherWords(database, "usual");
      if (run.left.length === 0) optimise(database);
    }
    database.close();
    if (fresh) session.host.fs.rename(layout.packNew, layout.pack);
  } catch (error) {
    cleanup();
    throw error;
  } finally {
    session.cleanups.delete(cleanup);
  }
  const state = openPackSafely(session);
  if (state.state !== "ready") {
    // The disk, or another process that had its hands on the file in between.
    const found = state.state === "missing" ? "is gone" : state.reason;
    throw new CtxError("pack-unusable", `could not read the pack that was just written: it ${found}`);
  }
  const { added, updated } = run;
  return finish(state.reader, plan.walk, run, {
    added,
    updated,
    removed: plan.delta.removed.length + run.removed,
    unchanged: plan.delta.unchanged + run.unchanged,
  });
}

/** `writer`, and how far it has come with `tasks` from now on. */
function watchProgress(
  { host: { clock } }: Session,
  tasks: readonly IndexTask[],
  writer: PackWriter,
): { writer: PackWriter; onCostly: (file: WalkedFile) => void; progress: () => IndexProgress } {
  const startMs = clock.monotonicMs();
  const bytes = tasks.reduce((sum, { file }) => sum + file.stamp.sizeBytes, 0);
  let [bytesDone, bytesCostly] = [0, 0];
  return {
    writer: {
      ...writer,
      put: (file) => {
        bytesDone += file.stamp.sizeBytes;
        writer.put(file);
      },
      restamp: (id, stamp, readMs) => {
        bytesDone += stamp.sizeBytes;
        writer.restamp(id, stamp, readMs);
      },
    },
    onCostly: ({ stamp }) => void (bytesCostly += stamp.sizeBytes),
    progress: () => ({
      elapsedMs: clock.monotonicMs() - startMs,
      files: tasks.length,
      bytes,
      bytesDone,
      bytesCostly,
    }),
  };
}

function beginNew(session: Session): Database {
  try {
    return createDatabase(layout.packNew, PAGE_SIZE_BYTES);
  } catch (error) {
    // SQLite makes the file before it finds the disk full.
    quietly(() => session.host.fs.remove(layout.packNew));
    throw error;
  }
}

/** One full-text segment instead of many, if there are many, and no empty pages from their making. */
function optimise(database: Database): void {
  database.exec("INSERT INTO words(words) VALUES('optimize')");
  database.prepare("PRAGMA incremental_vacuum").all(); // frees a page a step: exec would take one step
}

/** Cleaning up after a failure: the first failure is the one to report. */
function quietly(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof DatabaseError) && !(error instanceof HostError)) throw error;
  }
}

function inodeOf(session: Session, path: string): number {
  return session.host.fs.lstat(path)?.inode ?? 0;
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
    case "missing":
      return new CtxError("permission", "could not write the pack: no file can be made in _ctx/pack", {
        cause: error,
        hint: "check who owns _ctx and what they may do there",
      });
    case "corrupt":
      return new CtxError("pack-unusable", "could not write the pack: it is damaged", { cause: error });
    default:
      return new CtxError("pack-unusable", `could not write the pack: ${error.message}`, { cause: error });
  }
}
