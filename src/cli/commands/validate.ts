/** `ctx validate` */
import { validatePack } from "../../context/validate.ts";
import type { RunCommand } from "../command.ts";
import { paint, visibleName } from "../render/text.ts";

/** Stale files that people are shown; JSON has them all. */
const SHOWN = 20;

export const run: RunCommand = async (session) => {
  const { ok, errors, stale } = await validatePack(session);
  return {
    exit: ok ? 0 : 1,
    payload: { ok, errors, stale },
    text: ({ colour }) => {
      if (ok) return `${paint(colour, "green", "ok")}: the pack is whole and fresh\n`;
      const lines = errors.map((error) => `${paint(colour, "red", "error:")} ${visibleName(error)}`);
      const shown = stale.slice(0, SHOWN).map(({ path, reason }) =>
        `${reason.padEnd(8)} ${visibleName(path)}`
      );
      const more = stale.length > SHOWN ? [`… and ${stale.length - SHOWN} more`] : [];
      return `${[...lines, ...shown, ...more, "run ctx sync to mend this"].join("\n")}\n`;
    },
    facts: { stale: stale.length },
  };
};
