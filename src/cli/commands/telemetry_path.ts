/** `ctx telemetry path` */
import { telemetryFiles } from "../../context/telemetry_log.ts";
import type { RunCommand } from "../command.ts";

export const run: RunCommand = (session) => {
  const folder = `${session.segment}/_ctx/telemetry`;
  const files = telemetryFiles(session);
  return Promise.resolve({
    exit: 0,
    payload: { folder, files: files.map(({ path, sizeBytes }) => ({ path, size_bytes: sizeBytes })) },
    // Bare, so that a shell can use it: cd "$(ctx telemetry path)".
    text: () => `${folder}\n`,
    facts: { files: files.length },
  });
};
