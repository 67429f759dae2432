/** `ctx lsp start`, `stop` and `status`: the background server of this segment. */
import type { WarmClient } from "../lsp/warm_client.ts";
import type { WarmStatus } from "../lsp/wire.ts";
import { CtxError } from "../model/error.ts";
import { openBackground } from "./lsp_background.ts";
import type { Session } from "./session.ts";

/** A process that has its code cached serves after 0.1 s; a busy machine needs longer. */
const START_MS = 10_000;
const STATUS_MS = 1000;
/** Three polite steps of a second each, and the kill. */
const STOP_MS = 4500;
const KILLED_MS = 2000;

/** Has the server running. Throws CtxError `no-server` when it does not come up. */
export async function startBackground(session: Session): Promise<WarmStatus> {
  const status = await openBackground(session).start(START_MS);
  if (status !== null) return status;
  throw new CtxError("no-server", "could not start the background server: it did not come up", {
    hint: "run `deno install` in the folder of ctx, then ctx doctor",
  });
}

/** Null when no server runs. */
export function backgroundStatus(session: Session): Promise<WarmStatus | null> {
  return openBackground(session).status(STATUS_MS);
}

/** Ends the server; false when there was none. Throws CtxError `no-server` for one that cannot be ended. */
export async function stopBackground(session: Session): Promise<boolean> {
  const client = openBackground(session);
  const pid = client.findPid();
  const outcome = await client.stop(STOP_MS);
  if (outcome !== "stuck") return outcome === "stopped";
  if (pid !== null && await kill(session, client, pid)) return true;
  throw new CtxError("no-server", `could not stop the background server: process ${pid ?? "?"} does not end`);
}

/** This process may not signal others, so a runtime of its own does. The lock says that `pid` is still the server. */
async function kill({ host }: Session, client: WarmClient, pid: number): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 1 || client.findPid() !== pid) return false;
  await host.processes.runtimeOutput(
    ["eval", "--no-config", "--no-lock", `Deno.kill(${pid}, "SIGKILL")`],
    "/",
  );
  return await client.stop(KILLED_MS) !== "stuck";
}
