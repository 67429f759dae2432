/**
 * From words to an exit status: parse, choose the segment, run one command, print its answer, write telemetry. Holds
 * the one catch of the program. Never ends the process itself, except when a signal asks for it.
 */
import { type Ledger, openLedger, telemetryLevel } from "../context/ledger.ts";
import { Session } from "../context/session.ts";
import type { CommandFacts } from "../context/trace.ts";
import type { Host } from "../host/host.ts";
import { loadModule } from "../host/program.ts";
import { CtxError } from "../model/error.ts";
import { type CommandLine, parseCommandLine } from "./args.ts";
import {
  type Answer,
  type CommandModule,
  type CommandSpec,
  type Invocation,
  modulePath,
  type RunCommand,
  type TextStyle,
} from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, outcomeOf } from "./exit_code.ts";
import { renderError, renderJson } from "./render/answer.ts";
import { jsonLine } from "./render/json_line.ts";
import { createProgress } from "./render/progress.ts";
import { paint, visibleName } from "./render/text.ts";
import { toCtxError } from "./stopping_error.ts";
import { chooseSegment, hasOwnRights, SERVE_HERE, type ServedHere } from "./segment_choice.ts";

interface Manner {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly colour: boolean;
}

function mannerOf(host: Host, argv: readonly string[]): Manner {
  const flags = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  const colour = host.environment.get("NO_COLOR") === "" && !flags.includes("--no-color");
  return {
    json: flags.includes("--json"),
    quiet: flags.includes("--quiet") || flags.includes("-q"),
    colour,
  };
}

/** Runs the program; resolves to the exit status. */
export async function run(host: Host, argv: readonly string[]): Promise<number> {
  const manner = mannerOf(host, argv);
  try {
    const line = await parseCommandLine(COMMANDS, argv);
    if (line.kind !== "run") return await printAbout(host, line, manner);
    const module = await loadModule<CommandModule>(modulePath(line.spec.name));
    if ("print" in module) {
      host.terminal.out(module.print(line.invocation));
      return EXIT.done;
    }
    const choice = await chooseSegment(host, argv);
    if (choice.kind === "elsewhere") {
      return await serveElsewhere(host, choice.segment, choice.argv);
    }
    if (!hasOwnRights()) {
      if (host.environment.get("CTX_SEGMENT") !== SERVE_HERE) {
        return await serveElsewhere(host, choice.segment, argv);
      }
      throw new CtxError("permission", "could not start: this process lacks the rights of the shipped task");
    }
    return await serve(host, line.spec, module.run, line.invocation, choice, manner);
  } catch (error) {
    return fail(host, error, manner);
  }
}

/** Has a process of its own answer in `folder`; what it takes is loaded only then. */
async function serveElsewhere(host: Host, folder: string, argv: readonly string[]): Promise<number> {
  const elsewhere = await loadModule<typeof import("./serve_elsewhere.ts")>("src/cli/serve_elsewhere.ts");
  return await elsewhere.serveElsewhere(host, folder, argv, SERVE_HERE);
}

async function printAbout(
  host: Host,
  line: CommandLine & { kind: "help" | "version" },
  manner: Manner,
): Promise<number> {
  if (line.kind === "version") {
    if (line.json) {
      const { renderVersions } = await loadModule<typeof import("./render/versions.ts")>(
        "src/cli/render/versions.ts",
      );
      host.terminal.out(renderVersions());
    } else {
      host.terminal.out((await import("./version.ts")).renderVersion());
    }
    return EXIT.done;
  }
  const { renderHelp } = await loadModule<typeof import("./help.ts")>("src/cli/help.ts");
  const known = COMMANDS.some((command) =>
    command.name === line.topic || command.name.startsWith(`${line.topic} `)
  );
  if (line.topic !== "" && !known) {
    return fail(host, new CtxError("unknown-command", `no command \`ctx ${line.topic}\``), manner);
  }
  host.terminal.out(renderHelp(COMMANDS, line.topic));
  return EXIT.done;
}

function fail(host: Host, error: unknown, manner: Manner): number {
  const known = toCtxError(error);
  host.terminal.err(renderError(known, manner.json, manner.colour && host.terminal.errIsTerminal));
  if (host.environment.get("CTX_DEBUG") === "1") {
    const cause = known.cause instanceof Error ? known.cause : known;
    host.terminal.err(`${cause.stack ?? ""}\n`);
  }
  return outcomeOf(known.code).exit;
}

async function serve(
  host: Host,
  spec: CommandSpec,
  command: RunCommand,
  invocation: Invocation,
  { segment, callerFolder, doubt }: ServedHere,
  manner: Manner,
): Promise<number> {
  const startMs = host.clock.monotonicMs();
  const progress = createProgress(host.terminal, host.clock, !manner.quiet);
  const notice = (text: string): void => {
    if (!manner.quiet) {
      const mark = paint(manner.colour && host.terminal.errIsTerminal, "yellow", "ctx:");
      host.terminal.err(`${mark} ${visibleName(text.trimEnd())}\n`);
    }
  };
  const level = telemetryLevel(host, invocation.value("telemetry"));
  const ledger = openLedger(host, spec.name, segment, level);
  const session = new Session({
    host,
    segment,
    callerFolder,
    options: { sync: !invocation.has("no-sync"), includeSecrets: invocation.has("include-secrets") },
    recorder: ledger.recorder,
    notice,
    progress: progress.update,
  });
  if (doubt !== "") session.warnings.push(doubt);
  const stopSignals = host.processes.onSignal((_, number) => {
    for (const cleanup of session.cleanups) cleanup();
    progress.end();
    ledger.close(session, elapsed(host, startMs), { status: "interrupted", exit: 128 + number, facts: {} });
    host.processes.exit(128 + number);
  });
  let exit: number;
  try {
    const answer = await command(session, invocation);
    progress.end();
    const timingMs = elapsed(host, startMs);
    await print(host, session, spec, invocation, answer, timingMs, manner);
    // Only the whole of the sources can say that there is nothing.
    exit = answer.exit === EXIT.no && session.isPartial ? EXIT.cannot : answer.exit;
    const finishedMs = isMadeWhilePrinted(answer) ? elapsed(host, startMs) : timingMs;
    settle(ledger, session, finishedMs, { status: exit === 0 ? "ok" : "no", exit, facts: answer.facts });
  } catch (error) {
    progress.end();
    exit = fail(host, error, manner);
    const code = toCtxError(error).code;
    settle(ledger, session, elapsed(host, startMs), { status: "error", exit, facts: { errorCode: code } });
  }
  stopSignals();
  return exit;
}

function settle(
  ledger: Ledger,
  session: Session,
  timingMs: number,
  outcome: { status: "ok" | "no" | "error"; exit: number; facts: CommandFacts },
): void {
  session.closePack();
  ledger.close(session, timingMs, outcome);
}

function elapsed(host: Host, startMs: number): number {
  return Math.max(0, Math.round(host.clock.monotonicMs() - startMs));
}

/** Bytes of lines that are written at once; a pipe holds as much, and a write for each line costs more than the line. */
const LINES_AT_ONCE = 1 << 16;
/** The first write is a small one, so that a reader has something to begin with; each is twice as large as the one before. */
const LINES_AT_FIRST = 1 << 10;

/** One JSON object a line, while they are made; false once the reader is gone. */
async function printLines(host: Host, lines: NonNullable<Answer["lines"]>): Promise<boolean> {
  let batch = "";
  let atOnce = LINES_AT_FIRST;
  const isWritten = (line: unknown): boolean => {
    batch += jsonLine(line);
    if (batch.length < atOnce) return true;
    atOnce = Math.min(LINES_AT_ONCE, 2 * atOnce);
    const open = host.terminal.out(batch);
    batch = "";
    return open;
  };
  // A promise for each line of what is there already would be for nothing.
  if (Symbol.iterator in lines) { for (const line of lines) if (!isWritten(line)) return false; }
  else for await (const line of lines) if (!isWritten(line)) return false;
  return host.terminal.out(batch);
}

function isMadeWhilePrinted({ lines }: Answer): boolean {
  return lines !== undefined && Symbol.asyncIterator in lines;
}

async function print(
  host: Host,
  session: Session,
  spec: CommandSpec,
  invocation: Invocation,
  answer: Answer,
  timingMs: number,
  manner: Manner,
): Promise<void> {
  const { terminal } = host;
  const format = invocation.value("format");
  if (manner.json || format === "json") {
    const { segment, warnings } = session;
    const envelope = { command: spec.name, segment, packSha: session.packSha(), timingMs, warnings };
    terminal.out(renderJson(envelope, answer.payload));
    return;
  }
  if (format === "jsonl" && answer.lines !== undefined) {
    if (!await printLines(host, answer.lines)) return;
  } else {
    const style: TextStyle = {
      columns: terminal.columns,
      colour: manner.colour && terminal.outIsTerminal,
      visible: terminal.outIsTerminal,
    };
    terminal.out(answer.text(style));
  }
  if (manner.quiet) return;
  const colour = manner.colour && terminal.errIsTerminal;
  for (const warning of session.warnings) {
    terminal.err(`${paint(colour, "yellow", "warning:")} ${visibleName(warning)}\n`);
  }
}
