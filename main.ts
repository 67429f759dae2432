/**
 * The program's entry: answers a lone --version before anything else is loaded, hands the rest to the front end, and
 * is the only place that ends the process.
 */
import { ARGUMENTS, loadModule, mayLoadModules, PART, say } from "./src/host/program.ts";
import { renderVersion } from "./src/cli/version.ts";

/** The front end, or where this process may not read the program's own modules, a process that may. */
async function start(): Promise<never> {
  if (!mayLoadModules()) return await (await import("./src/cli/start_again.ts")).startAgain();
  return await (await loadModule<typeof import("./src/cli/start.ts")>("src/cli/start.ts")).start();
}

if (ARGUMENTS.length === 1 && ARGUMENTS[0] === "--version") say(renderVersion());
else if (PART !== null) await loadModule(PART);
else await start();
