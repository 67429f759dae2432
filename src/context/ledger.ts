/**
 * The telemetry of one run, from the front end's point of view: open it before the command, close it after. A process
 * that writes telemetry can write nothing else by then, and telemetry takes no part in failures.
 */
import type { Host } from "../host/host.ts";
import { keepOnlyTelemetryWritable } from "../host/permissions.ts";
import { CtxError } from "../model/error.ts";
import { layout } from "../segment/layout.ts";
import { prepareState } from "../segment/state_folder.ts";
import {
  createRecorder,
  type Recorder,
  TELEMETRY_LEVELS,
  type TelemetryLevel,
} from "../telemetry/recorder.ts";
import { cutQuery } from "../telemetry/redact.ts";
import { type CommandEventName, isCommandEvent, type ResultStatus } from "../telemetry/vocabulary.ts";
import type { Session } from "./session.ts";
import type { CommandFacts } from "./trace.ts";

export interface Ending {
  readonly status: ResultStatus;
  /** The exit status that the process is going to have. */
  readonly exit: number;
  readonly facts: CommandFacts;
}

export interface Ledger {
  readonly recorder: Recorder;
  /** Writes what was recorded, once. Never throws; waits at most the recorder's 50 ms for a busy lock. */
  close(session: Session, timingMs: number, ending: Ending): void;
}

/** `--telemetry`, else `CTX_TELEMETRY`, else lite; `DO_NOT_TRACK=1` wins over both. Throws CtxError `bad-value`. */
export function telemetryLevel(host: Host, flag: string): TelemetryLevel {
  if (host.environment.get("DO_NOT_TRACK") === "1") return "off";
  const wanted = flag === "" ? host.environment.get("CTX_TELEMETRY") : flag;
  if (wanted === "") return "lite";
  const level = TELEMETRY_LEVELS.find((known) => known === wanted);
  if (level === undefined) {
    throw new CtxError(
      "bad-value",
      `CTX_TELEMETRY takes ${TELEMETRY_LEVELS.join(", ")}, not ${JSON.stringify(wanted)}`,
    );
  }
  return level;
}

/** Starts recording one run of `command` (`ast symbols`). */
export function openLedger(host: Host, command: string, segment: string, level: TelemetryLevel): Ledger {
  const recorder = createRecorder({
    fs: host.fs,
    clock: host.clock,
    level,
    segmentRoot: segment,
    uid: host.processes.uid(),
  });
  const name = `ctx.${command.replaceAll(" ", ".")}`;
  let closed = false;
  return {
    recorder,
    close: (session, timingMs, ending) => {
      if (closed || recorder.level === "off" || !isCommandEvent(name)) return;
      closed = true;
      const problem = attempt(() => {
        // The sink looks at the telemetry folder itself; only a missing `_ctx` needs its .gitignore first.
        if (host.fs.lstat(layout.gitignore) === null) {
          prepareState(host.fs, host.processes.uid(), "telemetry");
        }
        keepOnlyTelemetryWritable();
        recordEnding(session, name, timingMs, ending);
        return recorder.flush().notice;
      });
      // A command that failed has said its own, most often the same.
      if (problem !== "" && ending.status !== "error") session.notice(`${problem}\n`);
    },
  };
}

function recordEnding(session: Session, name: CommandEventName, timingMs: number, ending: Ending): void {
  const { recorder, segment } = session;
  const packSha = session.packSha();
  recorder.notePack({
    packSha,
    packMtime: packSha === null ? null : packMtime(session),
    staleDetected: session.sawStale,
  });
  recorder.event({
    bytesRead: 0,
    disclosureMode: null,
    tokens: 0,
    packSha,
    ...ending.facts,
    cmd: name,
    timingMs,
    status: ending.status,
    exitStatus: ending.exit,
    warnings: session.warnings.map((warning) => cutQuery(warning, segment)),
  });
}

/** Whatever goes wrong with telemetry costs a line on stderr at most. */
function attempt(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `telemetry was not written: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function packMtime(session: Session): Date | null {
  const info = session.host.fs.lstat(layout.pack);
  return info === null ? null : new Date(info.mtimeMs);
}
