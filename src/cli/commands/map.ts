/** `ctx map` */
import { mapRepository } from "../../context/map.ts";
import type { RunCommand } from "../command.ts";
import { visibleName } from "../render/text.ts";

const DEFAULT_BUDGET = 2000;
const MOST_BUDGET = 1_000_000;

export const run: RunCommand = async (session, invocation) => {
  const budget = invocation.whole("budget", DEFAULT_BUDGET, 1, MOST_BUDGET);
  const focus = invocation.value("focus");
  const paths = invocation.operands.map((path) =>
    path.replace(/^\.\//, "").replace(/^\.$/, "").replace(/\/+$/, "")
  );
  const { usedTokens, entries, text } = await mapRepository(session, { paths, budget, focus });
  return {
    exit: entries.length > 0 ? 0 : 1,
    payload: {
      budget,
      used_tokens: usedTokens,
      entries: entries.map(({ id, path, signature, rank }) => ({
        id,
        path,
        signature,
        rank: Number(rank.toPrecision(6)),
      })),
      text,
    },
    text: () => entries.length === 0 ? "nothing to map\n" : text.split("\n").map(visibleName).join("\n"),
    facts: {
      budget,
      ...focus === "" ? {} : { query: session.queryText(focus) },
      disclosureMode: "skeleton",
      tokens: usedTokens,
      symbols: entries.length,
    },
  };
};
