/** `ctx telemetry export` */
import manifest from "../../../deno.json" with { type: "json" };
import { EXPORT_FORMATS, exportEvents } from "../../context/telemetry_log.ts";
import type { RunCommand } from "../command.ts";

export const run: RunCommand = (session, invocation) => {
  const format = invocation.choice("format", EXPORT_FORMATS, "jsonl");
  const filter = { cmd: invocation.value("cmd"), since: invocation.value("since") };
  const pieces = exportEvents(session, filter, format, manifest.version);
  return Promise.resolve({
    exit: 0,
    payload: { format, content: pieces.join("") },
    // For other programs: nothing is made visible, on a terminal or not. Telemetry holds no control characters.
    text: () => pieces.join(""),
    facts: { format },
  });
};
