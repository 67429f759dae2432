/** `ctx lsp status` */
import { backgroundStatus } from "../../context/lsp_control.ts";
import type { RunCommand } from "../command.ts";

type Status = Awaited<ReturnType<typeof backgroundStatus>>;

/** The members that `start`, `stop` and `status` share. */
export function statusJson(status: Status): Record<string, unknown> {
  if (status === null) {
    return { running: false, pid: null, uptime_ms: null, ready: false, requests: 0, server_pid: null };
  }
  const { pid, uptimeMs, ready, requests, serverPid } = status;
  return { running: true, pid, uptime_ms: uptimeMs, ready, requests, server_pid: serverPid };
}

export function renderStatus(status: Status): string {
  if (status === null) return "not running\n";
  const { pid, uptimeMs, ready, requests } = status;
  const state = ready ? "ready" : "not ready yet";
  return `running: process ${pid}, up ${(uptimeMs / 1000).toFixed(1)} s, ${state}, ${requests} requests\n`;
}

export const run: RunCommand = async (session) => {
  const status = await backgroundStatus(session);
  return {
    exit: status === null ? 1 : 0,
    payload: statusJson(status),
    text: () => renderStatus(status),
    facts: {},
  };
};
