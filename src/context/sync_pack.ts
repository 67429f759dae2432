/**
 * Brings the pack up to date with the files: walk, plan, read and index what changed, write in one transaction. With
 * a limit of time it stops in between, and the pack then says how many files are left.
 * Invariants: cost grows with what changed; a pack that is fresh is not even locked; killed at any moment, the
 * pack is the old one or the new one; no row of a file that has changed since outlives a sync.
 */
import { createDatabase, type Database, openDatabase } from "../host/database.ts";
import { DatabaseError } from "../host/database_error.ts";
import { HostError } from "../host/file_system.ts";
import { loadModule } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import type { Skipped } from "../model/source.ts";
import { type Delta, planDelta, type StoredFile } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { createSchema, gatherWords, PAGE_SIZE_BYTES } from "../pack/schema.ts";
import { digestStamps } from "../pack/settled.ts";
import { layout } from "../segment/layout.ts";
import { type WalkResult, walkSegment } from "../segment/walk.ts";
import { grammarVersions, languageOfPath, namingRules } from "../syntax/languages.ts";
import type { IndexReport, IndexTask } from "./index_files.ts";
import { openPackSafely } from "./open_pack.ts";
import { acquirePackLock } from "./pack_lock.ts";
import { removeStrays, tidyPackFolder } from "./pack_strays.ts";
import type { Session } from "./session.ts";
import { inWantOrder } from "./want_order.ts";

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

export interface SyncLimits {
  /** Makes the pack anew. */
  readonly rebuild?: boolean;
  /** How long files are indexed: none is begun after that. As long as it takes when left out. */
  readonly limitMs?: number;
}

interface Plan {
  readonly walk: WalkResult;
  readonly delta: Delta;
  /** Whether the pack was made by the grammars and rules of now. */
  readonly sameGrammars: boolean;
  readonly isOutdated: (file: StoredFile) => boolean;
  /** The usable pack that the delta is against; null when there is none. The caller closes it. */
  readonly reader: PackReader | null;
}

async function planSync(session: Session, rebuild: boolean, say: boolean): Promise<Plan> {
  const { fs } = session.host;
  const walk = walkSegment(fs, ".", { includeSecrets: session.options.includeSecrets });
  if (say) warnOfWalk(session, walk);
  const state = openPackSafely(session);
  if (state.state === "missing") return planFromNothing(walk);
  if (state.state === "unusable") {
    if (say) session.notice(`rebuilding the pack: it ${state.reason}\n`);
    return planFromNothing(walk);
  }
  const { reader } = state;
  if (rebuild || reader.includesSecrets !== session.options.includeSecrets) {
    reader.close();
    return planFromNothing(walk);
  }
  return { walk, reader, ...await planAgainst(reader, walk) };
}

function planFromNothing(walk: WalkResult): Plan {
  const isOutdated = (): boolean => false;
  return {
    walk,
    delta: planDelta(new Map(), walk.files, isOutdated),
    isOutdated,
    sameGrammars: false,
    reader: null,
  };
}

/** Says what makes the list of files other than a reader of the repository's ignore files would expect. */
function warnOfWalk(session: Session, { limitedIgnoreFiles, skipped }: WalkResult): void {
  if (limitedIgnoreFiles.length > 0) {
    const named = limitedIgnoreFiles.slice(0, 3).join(", ");
    session.warnings.push(`not all patterns are in use of ${named}: too many, too long or not readable`);
  }
  if (skipped.some(({ reason }) => reason === "too-many-files")) {
    session.warnings.push(
      "the segment is not indexed whole: too many files, or ignore patterns too slow to match",
    );
  }
}

/** A file is outdated too when ctx has come to know its name as another language's. */
async function planAgainst(
  reader: PackReader,
  walk: WalkResult,
): Promise<Pick<Plan, "delta" | "isOutdated" | "sameGrammars">> {
  const outdated = outdatedLanguages(reader);
  const isOutdated = ({ path, lang }: StoredFile): boolean =>
    outdated.has(lang) || languageOfPath(path) !== lang;
  const sameGrammars = outdated.size === 0;
  const isSettled = sameGrammars && reader.settled !== "" &&
    reader.settled === await digestStamps(namingRules(), walk.files);
  const delta = isSettled
    ? { toRead: [], removed: [], unchanged: walk.files.length }
    : planDelta(reader.storedFiles(), walk.files, isOutdated);
  return { delta, isOutdated, sameGrammars };
}

function outdatedLanguages(reader: PackReader): ReadonlySet<string> {
  const now = grammarVersions();
  const languages = new Set([...Object.keys(now), ...Object.keys(reader.grammars)]);
  return new Set([...languages].filter((lang) => now[lang] !== reader.grammars[lang]));
}

function isFresh(plan: Plan): plan is Plan & { readonly reader: PackReader } {
  return plan.reader !== null && plan.delta.toRead.length === 0 && plan.delta.removed.length === 0 &&
    plan.sameGrammars && plan.reader.left === 0;
}

/** Syncs, or makes the pack anew; returns the open pack. Throws CtxError; see acquirePackLock too. */
export async function syncPack(session: Session, limits: SyncLimits): Promise<SyncOutcome> {
  const { rebuild = false } = limits;
  const first = await planSync(session, rebuild, true);
  if (isFresh(first)) {
    tidyPackFolder(session);
    return finish(first.reader, first.walk, NOTHING, noChange(first.delta));
  }
  first.reader?.close();

  try {
    const outcome = await writePack(session, first, limits);
    const { added, updated, removed } = outcome.changed;
    // A file whose time alone was in doubt is not stale, and neither is a pack that was not there.
    session.sawStale = first.reader !== null && added + updated + removed > 0;
    return outcome;
  } catch (error) {
    const told = asCtxError(error);
    const reader = rebuild || !isUnwritable(told) ? null : await reopenIfSame(session, first);
    if (reader === null) throw told;
    return finish(reader, first.walk, NOTHING, {
      ...noChange(first.delta),
      unchanged: first.walk.files.length,
    });
  }
}

async function writePack(session: Session, first: Plan, limits: SyncLimits): Promise<SyncOutcome> {
  const lock = await acquirePackLock(session.host, session.notice);
  try {
    const lost = removeStrays(session);
    // Another process may have written the pack, and files may have changed, while this one waited.
    const again = lock.waited || lost && first.reader !== null;
    const plan = again ? await planSync(session, limits.rebuild ?? false, false) : first;
    if (isFresh(plan)) return finish(plan.reader, plan.walk, NOTHING, noChange(plan.delta));
    if (again) plan.reader?.close();
    if (limits.limitMs === undefined && limits.rebuild !== true) return await applyInRounds(session, plan);
    return await applyPlan(session, plan, limits.limitMs ?? Infinity);
  } finally {
    lock.release();
  }
}

/** A sync that is killed loses no more of its work than that. */
const ROUND_MS = 20_000;

/** Brings the pack up to date by one transaction after another, when one would take long. */
async function applyInRounds(session: Session, plan: Plan): Promise<SyncOutcome> {
  let outcome = await applyPlan(session, plan, ROUND_MS);
  while (outcome.left.length > 0) {
    outcome.reader.close();
    const rest: Plan = {
      ...plan,
      delta: { toRead: outcome.left, removed: [], unchanged: 0 },
      isOutdated: () => true, // their rows are gone
      reader: outcome.reader,
    };
    outcome = joined(outcome, await applyPlan(session, rest, ROUND_MS));
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

function isUnwritable(error: unknown): boolean {
  return error instanceof CtxError && ["disk-full", "permission", "read-only"].includes(error.code);
}

/**
 * Where nothing can be written, a pack still answers for files whose times alone are in doubt (those written just
 * before the sync): their bytes tell. Null when any of them has changed, or the pack cannot be had.
 */
async function reopenIfSame(session: Session, plan: Plan): Promise<PackReader | null> {
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

function noChange(delta: Delta): Changed {
  return { added: 0, updated: 0, removed: 0, unchanged: delta.unchanged };
}

/** What a run reports that indexed no file. */
const NOTHING = { skipped: [], written: [], left: [] };

function finish(
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
function eachOnce(skipped: readonly Skipped[]): Skipped[] {
  const byPath = new Map(skipped.map((item) => [item.path, item]));
  return [...byPath.values()].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
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

async function applyPlan(session: Session, plan: Plan, limitMs: number): Promise<SyncOutcome> {
  const { clock } = session.host;
  const startMs = clock.monotonicMs();
  const isOver = (): boolean => clock.monotonicMs() - startMs > limitMs;
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
    const { indexFiles } = await loadModule<typeof import("./index_files.ts")>("src/context/index_files.ts");
    const { createWriter } = await loadModule<typeof import("../pack/writer.ts")>("src/pack/writer.ts");
    if (fresh) {
      createSchema(database);
      gatherWords(database, "bulk");
    }
    const writer = createWriter(database);
    for (const file of plan.delta.removed) writer.remove(file.id);
    const tasks = limitMs < Infinity ? inWantOrder(plan.delta.toRead, session.wanted) : plan.delta.toRead;
    run = await indexFiles(session, tasks, writer, { isOutdated: plan.isOutdated, isOver });
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
    throw new CtxError("internal", "the pack that was just written cannot be read");
  }
  const { added, updated } = run;
  return finish(state.reader, plan.walk, run, {
    added,
    updated,
    removed: plan.delta.removed.length + run.removed,
    unchanged: plan.delta.unchanged + run.unchanged,
  });
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
