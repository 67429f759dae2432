/** `ctx doctor` */
import { examine } from "../../context/doctor.ts";
import type { RunCommand } from "../command.ts";
import { paint, visibleName } from "../render/text.ts";

export const run: RunCommand = async (session) => {
  const checks = await examine(session);
  const ok = checks.every((check) => check.ok);
  return {
    exit: ok ? 0 : 1,
    payload: { checks: checks.map(({ name, ok, detail, hint }) => ({ name, ok, detail, hint })) },
    text: ({ colour }) => {
      const width = Math.max(...checks.map(({ name }) => name.length));
      const lines = checks.map(({ name, ok, detail, hint }) => {
        const mark = ok ? paint(colour, "green", "ok  ") : paint(colour, "red", "FAIL");
        const first = `${mark}  ${name.padEnd(width)}  ${visibleName(detail)}`;
        return hint === "" ? first : `${first}\n      ${" ".repeat(width)}  ${hint}`;
      });
      return `${lines.join("\n")}\n`;
    },
    facts: {},
  };
};
