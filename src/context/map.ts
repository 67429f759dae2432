/** `ctx map`: the signatures that matter most in the repository, within a budget, seen from a focus if there is one. */
import { boundTokens, estimateTokens } from "../disclosure/tokens.ts";
import type { KeptMap } from "../graph/kept_map.ts";
import { fitMap, type MapEntry, type MapText, renderMap } from "../graph/map_text.ts";
import { loadModule } from "../host/program.ts";
import type { PackReader } from "../pack/reader.ts";
import { openFreshPack } from "./fresh_pack.ts";
import { findKeptMap, keepMap } from "./kept_map.ts";
import type { Session } from "./session.ts";

export interface MapRequest {
  /** Files and folders, relative to the segment; none for all. */
  readonly paths: readonly string[];
  readonly budget: number;
  /** A path, a selector or a query; "" for none. */
  readonly focus: string;
}

export interface MapAnswer {
  readonly usedTokens: number;
  readonly entries: readonly MapEntry[];
  readonly text: string;
}

/** Makes the map of the session's segment; the plain one is ranked once for each state of the sources. */
export async function mapRepository(session: Session, request: MapRequest): Promise<MapAnswer> {
  const reader = await openFreshPack(session);
  const isPlain = request.paths.length === 0 && request.focus === "";
  const kept = isPlain ? fitKept(session, reader.packSha, request.budget) : null;
  const { entries, text } = kept ?? await fitRanked(session, reader, request, isPlain);
  return { usedTokens: Math.min(estimateTokens(text), request.budget), entries, text };
}

/** The map out of what was kept of an earlier one; null when that is too little. */
function fitKept(session: Session, packSha: string, budget: number): MapText | null {
  const kept = findKeptMap(session, packSha);
  if (kept === null) return null;
  const again = fitAgain(kept, budget);
  if (again !== null) return again;
  let most = 0;
  const best = (count: number): readonly MapEntry[] => {
    most = Math.max(most, count);
    return kept.entries.slice(0, count);
  };
  const fitting = fitMap(best, budget, boundTokens);
  if (most > kept.entries.length && !kept.isWhole) return null;
  warnOfBudget(session, fitting, budget, kept.entries.length > 0);
  return fitting;
}

/** What fitted before into the same budget, if it does: a file may say what it likes. */
function fitAgain({ entries, fitted }: KeptMap, budget: number): MapText | null {
  if (fitted.budget !== budget || fitted.count === 0) return null;
  const shown = entries.slice(0, fitted.count);
  const text = renderMap(shown);
  return boundTokens(text) <= budget ? { entries: shown, text } : null;
}

async function fitRanked(
  session: Session,
  reader: PackReader,
  request: MapRequest,
  isKept: boolean,
): Promise<MapText> {
  const { rankMap } = await loadModule<typeof import("./map_rank.ts")>("src/context/map_rank.ts");
  const ranked = await rankMap(session, reader, request);
  let most = 1;
  const best = (count: number): readonly MapEntry[] => {
    most = Math.max(most, count);
    return ranked(count);
  };
  const fitting = fitMap(best, request.budget, boundTokens);
  const entries = ranked(most);
  warnOfBudget(session, fitting, request.budget, entries.length > 0);
  if (isKept) {
    const fitted = { budget: request.budget, count: fitting.entries.length };
    keepMap(session, { packSha: reader.packSha, entries, isWhole: entries.length < most, fitted });
  }
  return fitting;
}

function warnOfBudget(session: Session, { entries }: MapText, budget: number, hasAny: boolean): void {
  if (entries.length > 0 || !hasAny) return;
  session.warnings.push(`a budget of ${budget} tokens is too small for a single signature`);
}
