/**
 * For a process that may not read the program's own modules, as a repository's own task starts it: the same command
 * line in a process that may, which then chooses the segment. Whatever is imported here is loaded at every start,
 * because this is what runs when nothing else can be: it has to stay small.
 */
import { denoEnvironment } from "../host/environment.ts";
import { HostError } from "../host/file_system.ts";
import { denoProcesses as processes } from "../host/process.ts";
import { denoTerminal } from "../host/terminal.ts";
import { CtxError } from "../model/error.ts";
import { outcomeOf } from "./exit_code.ts";
import { renderError } from "./render/answer.ts";
import { serveElsewhere } from "./serve_elsewhere.ts";

/** Never returns; the exit status is the second process's. */
export async function startAgain(): Promise<never> {
  const argv = processes.args;
  try {
    const starter = { environment: denoEnvironment, processes };
    processes.exit(await serveElsewhere(starter, processes.cwd(), argv, ""));
  } catch (error) {
    const known = error instanceof CtxError ? error : new CtxError("system", told(error), { cause: error });
    denoTerminal.err(renderError(known, argv.includes("--json"), false));
    processes.exit(outcomeOf(known.code).exit);
  }
}

function told(error: unknown): string {
  return error instanceof HostError
    ? `could not ${error.operation}: ${error.words}`
    : `could not start: ${error}`;
}
