/**
 * The background server as a command sees it: where its mailbox is, which kind of server it must be, and how a process
 * for it is started, with just the rights that it needs.
 */
import manifest from "../../deno.json" with { type: "json" };
import { backgroundFlags, RUNTIME_ENVIRONMENT } from "../host/permissions.ts";
import { HostError } from "../host/file_system.ts";
import type { Host } from "../host/host.ts";
import { compiledArguments, modulePath, PROGRAM_FOLDER } from "../host/program.ts";
import { RUNTIME_FLAGS } from "../host/runtime_flags.ts";
import type { LspHappening } from "../lsp/observer.ts";
import {
  interpreterCandidates,
  parseServerName,
  PYRIGHT_PACKAGE,
  safeSearchPath,
  serverCandidates,
  type ServerName,
} from "../lsp/server_choice.ts";
import { createWarmClient, type WarmClient } from "../lsp/warm_client.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { prepareState } from "../segment/state_folder.ts";
import type { TelemetryLevel } from "../telemetry/recorder.ts";
import { recordHappening } from "./lsp_trace.ts";
import type { Session } from "./session.ts";

/** Changes when what the two sides say to each other does. */
const PROTOCOL = 1;

/** What the background process is told on its command line. */
export interface BackgroundOrder {
  readonly identity: string;
  readonly generation: number;
  readonly server: ServerName;
  readonly level: TelemetryLevel;
}

/** Throws CtxError `bad-value` for a `CTX_LSP_SERVER` that names no known server. */
export function chosenServer(host: Host): ServerName {
  const text = host.environment.get("CTX_LSP_SERVER");
  const server = parseServerName(text);
  if (server !== null) return server;
  throw new CtxError("bad-value", `CTX_LSP_SERVER cannot be ${JSON.stringify(text.slice(0, 80))}`, {
    hint: "it takes bundled, pyright-langserver or basedpyright-langserver",
  });
}

/** The session's way to the background server. Makes `_ctx/run`; throws CtxError where that is not safe. */
export function openBackground(session: Session): WarmClient {
  const { host } = session;
  const uid = host.processes.uid();
  prepareState(host.fs, uid, "run");
  const server = chosenServer(host);
  const identity = `${manifest.version}/${PROTOCOL}/${server}/${PYRIGHT_PACKAGE}`;
  return createWarmClient({
    place: { fs: host.fs, folder: layout.runFolder, uid },
    clock: host.clock,
    identity,
    startServer: (generation) =>
      startProcess(session, { identity, generation, server, level: session.recorder.level }),
    observe: (happening: LspHappening) => recordHappening(session.recorder, happening),
  });
}

function startProcess({ host, segment }: Session, order: BackgroundOrder): boolean {
  const command = host.children.runtimeCommand(host.environment.get("PATH"));
  if (command === null) return false;
  const searchPath = safeSearchPath(host.environment.get("PATH"), segment);
  const programs = [
    host.processes.runtimePath(),
    ...interpreterCandidates(searchPath),
    ...serverCandidates(order.server, searchPath),
  ];
  const words = [order.identity, String(order.generation), order.server, order.level];
  const args = compiledArguments("src/cli/lsp_server.ts", words) ?? [
    "run",
    ...RUNTIME_FLAGS,
    `--config=${PROGRAM_FOLDER}/deno.json`,
    "--cached-only",
    ...backgroundFlags(programs),
    modulePath("src/cli/lsp_server.ts"),
    ...words,
  ];
  try {
    host.children.spawnDetached(command, args, segment, {
      ...RUNTIME_ENVIRONMENT,
      PATH: searchPath.join(":"),
    });
    return true;
  } catch (error) {
    if (error instanceof HostError) return false;
    throw error;
  }
}
