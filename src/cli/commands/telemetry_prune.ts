/** `ctx telemetry prune` */
import { pruneTelemetry } from "../../context/telemetry_log.ts";
import { CtxError } from "../../model/error.ts";
import type { RunCommand } from "../command.ts";
import { grouped } from "../render/text.ts";

export const run: RunCommand = (session, invocation) => {
  const before = invocation.value("before");
  const all = invocation.has("all");
  if (all === (before !== "")) {
    throw new CtxError("usage", "ctx telemetry prune needs either --before or --all", {
      hint: "for example: ctx telemetry prune --before 30d",
    });
  }
  const { removedEvents, keptEvents, removedFiles } = pruneTelemetry(session, before);
  return Promise.resolve({
    exit: 0,
    payload: { removed_events: removedEvents, kept_events: keptEvents, removed_files: removedFiles },
    text: () => {
      const files = removedFiles.length === 0 ? "" : `, and these files: ${removedFiles.join(", ")}`;
      return `removed ${grouped(removedEvents)} events${files}; kept ${grouped(keptEvents)}\n`;
    },
    facts: before === "" ? {} : { since: before },
  });
};
