/**
 * The background server as a process of its own, for the tests: serves the working folder.
 * `deno run warm_main.ts IDENTITY GENERATION IDLE_MS fake SCRIPT LOG` or `… pyright`.
 */
import { denoChildren } from "../../src/host/child_process.ts";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { denoFolderWatch } from "../../src/host/folder_watch.ts";
import { denoProcesses } from "../../src/host/process.ts";
import { PROGRAM_FOLDER } from "../../src/host/program.ts";
import { startClient } from "../../src/lsp/client.ts";
import { Documents, type Sources } from "../../src/lsp/documents.ts";
import { Happenings } from "../../src/lsp/happenings.ts";
import { createLauncher } from "../../src/lsp/launcher.ts";
import { startGuard } from "../../src/lsp/guard.ts";
import type { LspHappening } from "../../src/lsp/observer.ts";
import { concernsPyright } from "../../src/lsp/pyright.ts";
import { safeSearchPath } from "../../src/lsp/server_choice.ts";
import { createService } from "../../src/lsp/service.ts";
import { createSupervisor, type Launch } from "../../src/lsp/supervisor.ts";
import { createWarmServer } from "../../src/lsp/warm_server.ts";

const [identity = "test", generation = "0", idleMs = "180000", kind, script = "", log = ""] = Deno.args;
const root = Deno.cwd();
const happenings = `${root}/happenings.log`;
const queue = new Happenings(systemClock);
const observe = (happening: LspHappening): void => {
  queue.add(happening);
  Deno.writeTextFileSync(happenings, `${JSON.stringify(happening)}\n`, { append: true });
};

const sources: Sources = {
  *list() {
    for (const entry of Deno.readDirSync(root)) {
      if (!entry.isFile || !entry.name.endsWith(".py")) continue;
      yield { path: entry.name, fingerprint: Deno.readTextFileSync(`${root}/${entry.name}`) };
    }
  },
  read: (path) => {
    try {
      return Deno.readTextFileSync(`${root}/${path}`);
    } catch {
      return null;
    }
  },
};

const runtime = Deno.execPath();
const launchFake = async (_restart: boolean, unwanted: Promise<unknown>): Promise<Launch> => {
  documents.beforeLaunch();
  const process = denoChildren.spawn({
    command: runtime,
    args: [
      "run",
      "--no-lock",
      "--no-config",
      "-A",
      new URL("./fake_server.ts", import.meta.url).pathname,
      script,
      log,
    ],
    cwd: root,
    environment: null,
  });
  return await startClient({
    process,
    root,
    parentPid: Deno.pid,
    settings: () => null,
    clock: systemClock,
    spawnedAtMs: systemClock.monotonicMs(),
    observe,
    limits: { initializeMs: 30_000, shutdownStepMs: 300, writeStallMs: 2000, silenceMs: 60_000 },
    unwanted,
  });
};
const documents = new Documents(root, sources, concernsPyright);
const launch = kind === "fake" ? launchFake : createLauncher({
  server: "bundled",
  root,
  searchPath: safeSearchPath(Deno.env.get("PATH") ?? "", root),
  runtime,
  parentPid: Deno.pid,
  children: denoChildren,
  clock: systemClock,
  observe,
  beforeLaunch: () => documents.beforeLaunch(),
});
const supervisor = createSupervisor({
  launch,
  clock: systemClock,
  backOff: { pausesMs: [20, 40, 80, 160, 60_000], healthyAfterMs: 5000 },
});
const server = createWarmServer({
  place: { fs: denoFileSystem, folder: "_ctx/run", uid: denoProcesses.uid() },
  clock: systemClock,
  watch: denoFolderWatch,
  pid: Deno.pid,
  identity,
  generation: Number(generation),
  cwd: () => denoProcesses.cwd(),
  service: createService({ root, supervisor, documents, clock: systemClock, observe }),
  identify: (answer) => answer,
  supervisor,
  startGuard: () => startGuard(denoChildren, runtime, `${PROGRAM_FOLDER}/src/host/group_guard.ts`),
  idleLimitMs: Number(idleMs),
  happenings: queue,
  onUnclaimed: () => {},
});
denoProcesses.onSignal(() => server.stop());
const served = await server.run();
Deno.exit(served ? 0 : 7);
