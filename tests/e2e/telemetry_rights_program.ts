/** The program, with a host that notes what the process may write: at the start, and when the event log is opened. */
import { denoHost } from "../../src/host/deno_host.ts";
import type { Host } from "../../src/host/host.ts";
import { run } from "../../src/cli/run.ts";

const PLACES = [
  "_ctx/telemetry",
  "_ctx/telemetry/events.jsonl",
  "_ctx/pack",
  "_ctx/pack/pack.db",
  "_ctx/run",
  "_ctx/.gitignore",
  "_ctx",
  ".",
  "..",
  "/tmp",
  "_ctx/telemetry/../pack",
];

function rights(): Record<string, string> {
  // What is not granted outright is "prompt", and --no-prompt makes that a refusal.
  return Object.fromEntries(PLACES.map((path) => {
    const { state } = Deno.permissions.querySync({ name: "write", path });
    return [path, state === "granted" ? state : "denied"];
  }));
}

const before = rights();
let atFlush: Record<string, string> | null = null;
const host: Host = {
  ...denoHost,
  fs: {
    ...denoHost.fs,
    open: (path, options) => {
      if (path.endsWith("events.jsonl")) atFlush ??= rights();
      return denoHost.fs.open(path, options);
    },
  },
};
const status = await run(host, Deno.args);
denoHost.terminal.err(JSON.stringify({ before, atFlush }));
denoHost.processes.exit(status);
