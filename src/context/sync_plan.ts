/**
 * What a sync has to do: the files as they are now against what the pack remembers. Writes nothing, reads no source file.
 * Invariant: where nothing has changed that costs a walk and one digest, however large the pack is.
 */
import { type Delta, planDelta, type StoredFile } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { digestStamps } from "../pack/settled.ts";
import { type WalkResult, walkSegment } from "../segment/walk.ts";
import { grammarVersions, languageOfPath, namingRules } from "../syntax/languages.ts";
import { openPackSafely } from "./open_pack.ts";
import type { Session } from "./session.ts";

export interface SyncPlan {
  readonly walk: WalkResult;
  readonly delta: Delta;
  /** Whether the pack was made by the grammars and rules of now. */
  readonly sameGrammars: boolean;
  readonly isOutdated: (file: StoredFile) => boolean;
  /** The usable pack that the delta is against; null when there is none. The caller closes it. */
  readonly reader: PackReader | null;
}

/** Plans against the pack that is there, or with `rebuild` against none; `say`: tells people what they should know. */
export async function planSync(session: Session, rebuild: boolean, say: boolean): Promise<SyncPlan> {
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
  try {
    return { walk, reader, ...await planAgainst(reader, walk) };
  } catch (error) {
    reader.close();
    throw error;
  }
}

function planFromNothing(walk: WalkResult): SyncPlan {
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
): Promise<Pick<SyncPlan, "delta" | "isOutdated" | "sameGrammars">> {
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

/** Whether there is nothing to do; then the plan holds the pack. */
export function isFresh(plan: SyncPlan): plan is SyncPlan & { readonly reader: PackReader } {
  return plan.reader !== null && plan.delta.toRead.length === 0 && plan.delta.removed.length === 0 &&
    plan.sameGrammars && plan.reader.left === 0;
}
