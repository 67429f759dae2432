/** `ctx lsp stop` */
import { stopBackground } from "../../context/lsp_control.ts";
import type { RunCommand } from "../command.ts";
import { statusJson } from "./lsp_status.ts";

export const run: RunCommand = async (session) => {
  const stopped = await stopBackground(session);
  return {
    exit: 0,
    payload: { ...statusJson(null), stopped },
    text: () => stopped ? "stopped\n" : "was not running\n",
    facts: {},
  };
};
