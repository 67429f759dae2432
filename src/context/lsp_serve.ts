/**
 * The background server's process: composes the language server, its documents and the mailbox, and serves until there is
 * a reason to stop. What it knows of the segment's files it takes from the pack, which every command brings up to date
 * before it asks.
 */
import { denoFolderWatch } from "../host/folder_watch.ts";
import { DatabaseError } from "../host/database.ts";
import type { Host } from "../host/host.ts";
import { Documents, type Sources } from "../lsp/documents.ts";
import { Happenings } from "../lsp/happenings.ts";
import { createLauncher } from "../lsp/launcher.ts";
import type { LspHappening } from "../lsp/observer.ts";
import { concernsPyright, parseServerName, safeSearchPath } from "../lsp/pyright.ts";
import { createService } from "../lsp/service.ts";
import { BACK_OFF, createSupervisor } from "../lsp/supervisor.ts";
import { createWarmServer, IDLE_LIMIT_MS } from "../lsp/warm_server.ts";
import { openPack } from "../pack/open.ts";
import { layout } from "../segment/layout.ts";
import { readSource } from "../segment/read.ts";
import { inspectState, prepareState } from "../segment/state_folder.ts";
import { createRecorder, type Recorder, TELEMETRY_LEVELS } from "../telemetry/recorder.ts";
import type { BackgroundOrder } from "./lsp_background.ts";
import { recordHappening } from "./lsp_trace.ts";

/** The order on a command line: identity, generation, server, telemetry level. Null for anything else. */
function decodeOrder(words: readonly string[]): BackgroundOrder | null {
  const [identity = "", generation = "", name = "", wanted = ""] = words;
  const server = parseServerName(name);
  const level = TELEMETRY_LEVELS.find((known) => known === wanted);
  if (identity === "" || !/^\d{1,12}$/.test(generation) || server === null || level === undefined) {
    return null;
  }
  return { identity, generation: Number(generation), server, level };
}

/** Serves the segment in the working folder as `words` order; false when another process does already. */
export async function serveBackground(host: Host, words: readonly string[]): Promise<boolean> {
  const order = decodeOrder(words);
  if (order === null) return false;
  const root = host.processes.cwd();
  const uid = host.processes.uid();
  prepareState(host.fs, uid, "run");
  const { clock } = host;
  const happenings = new Happenings(clock);
  const observe = (happening: LspHappening): void => happenings.add(happening);
  const documents = new Documents(root, packSources(host), concernsPyright);
  const supervisor = createSupervisor({
    launch: createLauncher({
      server: order.server,
      root,
      searchPath: safeSearchPath(host.environment.get("PATH"), root),
      runtime: host.processes.runtimePath(),
      parentPid: host.processes.pid,
      children: host.children,
      clock,
      observe,
      beforeLaunch: () => documents.beforeLaunch(),
    }),
    clock,
    backOff: BACK_OFF,
  });
  const recorder = createRecorder({ fs: host.fs, clock, level: order.level, segmentRoot: root, uid });
  const server = createWarmServer({
    place: { fs: host.fs, folder: layout.runFolder, uid },
    clock,
    watch: denoFolderWatch,
    pid: host.processes.pid,
    identity: order.identity,
    generation: order.generation,
    cwd: () => host.processes.cwd(),
    service: createService({ root, supervisor, documents, clock, observe }),
    supervisor,
    idleLimitMs: IDLE_LIMIT_MS,
    happenings,
    onUnclaimed: (unclaimed) => record(host, recorder, unclaimed),
  });
  const stopSignals = host.processes.onSignal(() => server.stop());
  const served = await server.run();
  stopSignals();
  return served;
}

/** Only what no command has come for; the run's own end is not a command's, so last_run.json is left alone. */
function record(host: Host, recorder: Recorder, unclaimed: readonly LspHappening[]): void {
  if (recorder.level === "off") return;
  for (const happening of unclaimed) recordHappening(recorder, happening);
  const state = inspectState(host.fs, host.processes.uid(), "telemetry");
  if (state.kind === "ready") recorder.flushIfDue();
}

/** The files as the pack has them; none while there is no pack. */
function packSources(host: Host): Sources {
  return {
    list: () => {
      try {
        const state = openPack(host.fs, layout.pack);
        if (state.state !== "ready") return [];
        const files = [...state.reader.storedFiles().values()];
        state.reader.close();
        return files.map(({ path, sha256, stamp }) => ({
          path,
          fingerprint: sha256 === "" ? `${stamp.mtimeMs}:${stamp.sizeBytes}` : sha256,
        }));
      } catch (error) {
        if (error instanceof DatabaseError) return [];
        throw error;
      }
    },
    read: (path) => {
      const outcome = readSource(host.fs, ".", path, { includeSecrets: false });
      return outcome.ok ? outcome.source.text : null;
    },
  };
}
