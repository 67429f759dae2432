/**
 * The program's entry: answers --version and --help before anything heavy is loaded, hands the rest to the front end,
 * and is the only place that ends the process.
 */
import { denoHost } from "./src/host/deno_host.ts";

/** The answer to a lone `--version`, without the front end. */
async function versionOnly(argv: readonly string[]): Promise<boolean> {
  if (argv.length !== 1 || argv[0] !== "--version") return false;
  const { renderVersion } = await import("./src/cli/version.ts");
  denoHost.terminal.out(renderVersion(false));
  return true;
}

const argv = denoHost.processes.args;
if (!await versionOnly(argv)) {
  const { run } = await import("./src/cli/run.ts");
  const status = await run(denoHost, argv);
  denoHost.processes.exit(status);
}
