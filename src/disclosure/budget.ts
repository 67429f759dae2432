/**
 * Puts chunks into a token budget. Does not know the store or the terminal. Invariant: the answer (for each chunk its
 * frame, as the renderer prints it around the text, and the text) never costs more than the budget by boundTokens,
 * and so by o200k; the order asked for is kept; what is left out is named with what it costs.
 */
import type { DisclosureMode } from "../model/chunk.ts";
import { type Disclosable, type Disclosed, discloseText, type Draft, draftChunk } from "./disclose.ts";
import { boundTokens, estimateTokens, TokenTally } from "./tokens.ts";

export interface BudgetRequest {
  readonly chunks: readonly Disclosable[];
  readonly mode: DisclosureMode;
  /** Tokens that the answer may cost. */
  readonly budget: number;
  /** Steers excerpts; "" for none. */
  readonly query: string;
  /** What a renderer prints around the chunk's text: header line, line end, blank line. */
  readonly frame: (chunk: Disclosable) => string;
}

export interface LeftOut {
  readonly id: string;
  /** A budget of this many tokens would show the chunk, alone and in this mode. */
  readonly costTokens: number;
}

export interface BudgetAnswer {
  readonly disclosed: readonly Disclosed[];
  /** Expected tokens of the whole answer, frames included; at most the budget. */
  readonly usedTokens: number;
  /** `budget` when a chunk was left out or made shorter. */
  readonly stopReason: "complete" | "budget";
  readonly leftOut: readonly LeftOut[];
}

interface Planned {
  readonly chunk: Disclosable;
  readonly frame: string;
  readonly draft: Draft;
  /** Bound of frame and draft. */
  readonly cost: number;
}

/**
 * Shows as many of the chunks as fit, in order. A chunk that does not fit is passed over and a later, smaller one may
 * still be shown. Excerpts that do not all fit share the budget: none gets more than it needs, and what the short ones
 * leave goes to the long ones.
 */
export function fillBudget(request: BudgetRequest): BudgetAnswer {
  const { mode, budget, query } = request;
  const planned = request.chunks.map((chunk): Planned => {
    const frame = request.frame(chunk);
    const draft = draftChunk(chunk, mode, query);
    return { chunk, frame, draft, cost: boundTokens(frame + draft.text) };
  });
  const share = mode === "excerpt" ? excerptShare(planned.map(({ cost }) => cost), budget) : budget;

  const disclosed: Disclosed[] = [];
  const leftOut: LeftOut[] = [];
  let used = new TokenTally();
  let usedTokens = 0;
  for (const { chunk, frame, draft, cost } of planned) {
    const text = cost <= share ? draft.text : draft.shorten(share - boundTokens(frame));
    const after = text === null ? null : used.clone();
    if (text !== null && after !== null) after.add(frame + text);
    if (text === null || after === null || after.bound > budget) {
      leftOut.push({ id: chunk.id, costTokens: cost });
      continue;
    }
    used = after;
    usedTokens += estimateTokens(frame + text);
    disclosed.push(discloseText(chunk, mode, text, text !== draft.text));
  }
  const complete = leftOut.length === 0 && !disclosed.some(({ truncated }) => truncated);
  return {
    disclosed,
    usedTokens: Math.min(usedTokens, budget),
    stopReason: complete ? "complete" : "budget",
    leftOut,
  };
}

/** An excerpt with less room says little; rather show fewer of them. Tokens: a signature and a few lines. */
const LEAST_SHARE = 80;

/** What one excerpt may take. When there is not LEAST_SHARE for each, the last ones wait for what the first ones leave. */
function excerptShare(costs: readonly number[], budget: number): number {
  for (let count = costs.length; count > 1; count--) {
    const share = fairShare(costs.slice(0, count), budget);
    if (share >= LEAST_SHARE) return share;
  }
  return budget;
}

/** The most that any one may take so that all get min(cost, share) and the sum keeps to the budget. */
function fairShare(costs: readonly number[], budget: number): number {
  let left = budget;
  const ascending = [...costs].sort((a, b) => a - b);
  for (const [index, cost] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (cost > share) return share;
    left -= cost;
  }
  return budget;
}
