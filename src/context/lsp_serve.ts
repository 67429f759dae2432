/**
 * The background server's process: composes the language server, its documents and the mailbox, and serves until there is
 * a reason to stop. It looks at the segment's files itself, before each answer, so that a command that finds it warm
 * need not.
 */
import { denoFolderWatch } from "../host/folder_watch.ts";
import { DatabaseError } from "../host/database_error.ts";
import { HostError } from "../host/file_system.ts";
import type { Host } from "../host/host.ts";
import { IS_COMPILED, modulePath } from "../host/program.ts";
import { Documents, type Sources } from "../lsp/documents.ts";
import { NO_GUARD, startGuard } from "../lsp/guard.ts";
import { Happenings } from "../lsp/happenings.ts";
import { createLauncher } from "../lsp/launcher.ts";
import type { LspHappening } from "../lsp/observer.ts";
import { concernsPyright } from "../lsp/pyright.ts";
import { parseServerName, safeSearchPath } from "../lsp/server_choice.ts";
import { createService } from "../lsp/service.ts";
import { BACK_OFF, createSupervisor } from "../lsp/supervisor.ts";
import { createWarmServer, IDLE_LIMIT_MS } from "../lsp/warm_server.ts";
import type { Answer } from "../lsp/question.ts";
import { openPack, type PackState } from "../pack/open.ts";
import { staleness } from "../pack/plan.ts";
import type { PackReader } from "../pack/reader.ts";
import { layout } from "../segment/layout.ts";
import { readSource } from "../segment/read.ts";
import { walkSegment } from "../segment/walk.ts";
import { inspectState, prepareState } from "../segment/state_folder.ts";
import { createRecorder, type Recorder, TELEMETRY_LEVELS } from "../telemetry/recorder.ts";
import type { BackgroundOrder } from "./lsp_background.ts";
import { idAt } from "./lsp_targets.ts";
import { recordHappening } from "./lsp_trace.ts";
import { loadSecretCheck } from "./secret_check.ts";

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
  const documents = new Documents(root, diskSources(host, await loadSecretCheck()), concernsPyright);
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
    identify: (answer) => identifyTargets(host, answer),
    supervisor,
    // What a guard does takes the right to end processes, and a compiled binary's parts have no rights of their own.
    startGuard: () =>
      IS_COMPILED
        ? NO_GUARD
        : startGuard(host.children, host.processes.runtimePath(), modulePath("src/host/group_guard.ts")),
    idleLimitMs: IDLE_LIMIT_MS,
    happenings,
    onUnclaimed: (unclaimed) => record(host, recorder, unclaimed),
  });
  const stopSignals = host.processes.onSignal(() => server.stop());
  const served = await server.run();
  stopSignals();
  if (maySave(host, recorder)) recorder.flushQueued();
  return served;
}

/** Only what no command has come for; the run's own end is not a command's, so last_run.json is left alone. */
function record(host: Host, recorder: Recorder, unclaimed: readonly LspHappening[]): void {
  for (const happening of unclaimed) recordHappening(recorder, happening);
  if (maySave(host, recorder)) recorder.flushIfDue();
}

/** A server that outlives its `_ctx` must not make it anew. */
function maySave(host: Host, recorder: Recorder): boolean {
  return recorder.level !== "off" &&
    inspectState(host.fs, host.processes.uid(), "telemetry").kind === "ready";
}

/** A file younger than this may be written again within the tick of the clock that its times come from. */
const YOUNG_MS = 3000;

/** The segment's files as the walk finds them. Of young ones the text itself tells whether they have changed. */
function diskSources(host: Host, isSecret: (path: string, text: string) => boolean): Sources {
  const read = (path: string): string | null => {
    const outcome = readSource(host.fs, ".", path, { includeSecrets: false });
    return outcome.ok && !isSecret(path, outcome.source.text) ? outcome.source.text : null;
  };
  return {
    read,
    *list() {
      const limitMs = host.clock.now().getTime() - YOUNG_MS;
      const options = { includeSecrets: false, wants: concernsPyright };
      for (const { path, stamp } of walkSegment(host.fs, ".", options).files) {
        const { mtimeMs, ctimeMs, sizeBytes, inode } = stamp;
        const young = Math.max(mtimeMs, ctimeMs) > limitMs ? read(path) ?? "" : "";
        yield { path, fingerprint: `${mtimeMs} ${ctimeMs} ${sizeBytes} ${inode} ${young}` };
      }
    },
  };
}

/** Ids for the targets, where the pack knows each of their files as it is; else the answer as it came. */
function identifyTargets(host: Host, answer: Answer): Answer {
  if (answer.kind !== "targets") return answer;
  let state: PackState;
  try {
    state = openPack(host.fs, layout.pack);
  } catch (error) {
    if (error instanceof DatabaseError) return answer;
    throw error;
  }
  if (state.state !== "ready") return answer;
  const { reader } = state;
  try {
    if (reader.left > 0) return answer;
    const inside = answer.targets.filter(({ external }) => !external);
    if (!inside.every(({ path }) => isVouchedFor(host, reader, path))) return answer;
    const targets = answer.targets.map((target) => ({
      ...target,
      id: target.external ? null : idAt(reader, target.path, target.range),
    }));
    return { ...answer, targets, packSha: reader.packSha };
  } catch (error) {
    if (error instanceof DatabaseError || error instanceof HostError) return answer;
    throw error;
  } finally {
    reader.close();
  }
}

function isVouchedFor(host: Host, reader: PackReader, path: string): boolean {
  const stored = reader.storedFile(path);
  const info = host.fs.lstat(path);
  if (stored === null || info === null) return false;
  const { sizeBytes, mtimeMs, ctimeMs, inode } = info;
  return staleness({ path, stamp: { sizeBytes, mtimeMs, ctimeMs, inode } }, stored) === null;
}
