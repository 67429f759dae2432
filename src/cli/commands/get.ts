/** `ctx get` */
import { getChunks, type MissingId } from "../../context/get.ts";
import { DISCLOSURE_MODES } from "../../model/chunk.ts";
import { CtxError } from "../../model/error.ts";
import type { RunCommand } from "../command.ts";
import { rangeJson } from "../render/shapes.ts";
import { grouped, paint, visibleName, visibleText } from "../render/text.ts";

const DEFAULT_BUDGET = 1500;
const MOST_BUDGET = 10_000_000;
/** Looking one up takes 0.2 ms; no answer within a budget has as many chunks. */
const MOST_IDS = 5_000;

/** The line above each chunk. It costs tokens, so it is made in one place and counted there. */
function header(chunk: { readonly id: string }): string {
  return `== ${visibleName(chunk.id)}\n`;
}

export const run: RunCommand = async (session, invocation) => {
  const ids = [...invocation.operands, ...invocation.value("ids").split(",").filter((id) => id !== "")];
  if (ids.length === 0) {
    throw new CtxError("usage", "ctx get needs at least one id", {
      hint: "ids are what ctx search prints first in a hit",
    });
  }
  if (ids.length > MOST_IDS) {
    throw new CtxError(
      "bad-value",
      `ctx get takes at most ${grouped(MOST_IDS)} ids, not ${grouped(ids.length)}`,
    );
  }
  const mode = invocation.choice("mode", DISCLOSURE_MODES, "excerpt");
  const budget = invocation.whole("budget", DEFAULT_BUDGET, 1, MOST_BUDGET);
  const query = invocation.value("query");
  const answer = await getChunks(session, {
    ids,
    mode,
    budget,
    query,
    frame: (chunk) => `${header(chunk)}\n`,
  });
  const { usedTokens, stopReason, chunks, missing } = answer;
  return {
    exit: chunks.length === 0 || missing.some(({ reason }) => reason !== "budget") ? 1 : 0,
    payload: {
      mode,
      budget,
      used_tokens: usedTokens,
      stop_reason: stopReason,
      chunks: chunks.map((chunk) => ({
        id: chunk.id,
        path: chunk.path,
        range: rangeJson(chunk.range),
        mode: chunk.mode,
        text: chunk.text,
        token_est: chunk.tokenEst,
        truncated: chunk.truncated,
      })),
      missing: missing.map(missingJson),
    },
    text: ({ colour, visible }) => {
      // A lone chunk in raw mode is the file's own text and nothing else, so that it can be piped.
      const bare = mode === "raw" && ids.length === 1;
      const parts = chunks.map((chunk) => {
        const text = visible ? visibleText(chunk.text) : chunk.text;
        if (bare) return text;
        return `${paint(colour, "cyan", header(chunk).trimEnd())}\n${text}${text.endsWith("\n") ? "" : "\n"}`;
      });
      return parts.join("\n") + missing.map((item) => renderMissing(item, colour)).join("");
    },
    facts: {
      ids: ids.length,
      mode,
      budget,
      ...query === "" ? {} : { query: session.queryText(query) },
      chunks: chunks.length,
      missing: missing.length,
      stopReason,
      bytesRead: answer.bytesRead,
      disclosureMode: mode,
      tokens: usedTokens,
      wholeFileTokens: answer.wholeFileTokens,
    },
  };
};

function missingJson(item: MissingId): Record<string, unknown> {
  const { id, reason, candidates, costTokens } = item;
  return { id, reason, candidates, ...costTokens === undefined ? {} : { cost_tokens: costTokens } };
}

/** Candidates that people are shown; JSON has them all. */
const SHOWN = 5;

function renderMissing({ id, reason, candidates, costTokens }: MissingId, colour: boolean): string {
  const why = costTokens === undefined ? reason : `does not fit: needs a budget of ${grouped(costTokens)}`;
  const first = `${paint(colour, "yellow", "-- not shown:")} ${visibleName(id)} (${why})\n`;
  return first + candidates.slice(0, SHOWN).map((candidate) => `   ${visibleName(candidate)}\n`).join("");
}
