/** The whole front end behind one module, so that main.ts can be without it: runs the command line and ends the process. */
import { denoHost } from "../host/deno_host.ts";
import { run } from "./run.ts";

/** Never returns; the exit status is the command's. */
export async function start(): Promise<never> {
  const status = await run(denoHost, denoHost.processes.args);
  denoHost.processes.exit(status);
}
