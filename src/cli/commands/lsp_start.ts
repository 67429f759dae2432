/** `ctx lsp start` */
import { startBackground } from "../../context/lsp_control.ts";
import type { RunCommand } from "../command.ts";
import { renderStatus, statusJson } from "./lsp_status.ts";

export const run: RunCommand = async (session) => {
  const status = await startBackground(session);
  return { exit: 0, payload: statusJson(status), text: () => renderStatus(status), facts: {} };
};
