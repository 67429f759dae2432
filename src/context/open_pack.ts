/** Opening the pack as it stands, whatever the files say: the first step of every reading command. */
import { CtxError } from "../model/error.ts";
import { openPack, type PackState } from "../pack/open.ts";
import { layout } from "../segment/layout.ts";
import { inspectState } from "../segment/state_folder.ts";
import type { Session } from "./session.ts";

/** Opens the pack as it is, refusing what is unsafe to open. Throws CtxError `unsafe-state` and its like. */
export function openPackSafely(session: Session): PackState {
  const state = inspectState(session.host.fs, session.host.processes.uid(), "pack");
  if (state.kind === "refused") throw new CtxError(state.code, state.message);
  if (state.kind === "missing") return { state: "missing" };
  return openPack(session.host.fs, layout.pack);
}
