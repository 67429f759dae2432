/**
 * A program of its own, started with exactly the shipped rights: runs one command, and prints what this process could
 * still write at the moment when telemetry was opened for writing.
 */
import { denoHost } from "../../src/host/deno_host.ts";
import { mayWrite, WRITABLE_PATHS } from "../../src/host/permissions.ts";
import { run } from "../../src/cli/run.ts";

function attempt(path: string): string {
  try {
    Deno.writeTextFileSync(path, "x");
    return "written";
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

let seen: unknown = null;
const fs: typeof denoHost.fs = {
  ...denoHost.fs,
  open: (path, options) => {
    if (path.endsWith("events.jsonl")) {
      seen ??= {
        granted: [...WRITABLE_PATHS, "_ctx", "."].filter(mayWrite),
        pack: attempt("_ctx/pack/pack.db"),
        run: attempt("_ctx/run/pack.lock"),
        gitignore: attempt("_ctx/.gitignore"),
        source: attempt("a.py"),
        telemetry: attempt("_ctx/telemetry/probe"),
      };
    }
    return denoHost.fs.open(path, options);
  },
};
const terminal = { ...denoHost.terminal, out: () => true };
const status = await run({ ...denoHost, fs, terminal }, Deno.args);
denoHost.terminal.out(`${JSON.stringify({ status, seen })}\n`);
