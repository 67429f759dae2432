/**
 * The background server of one segment: holds the mailbox's lock, keeps the language server, answers what commands ask,
 * and goes when nobody has asked for a while, when it is told to, or when the segment is no longer there. It does not
 * start itself and writes nothing but answers.
 * Invariant: when `run` returns, the language server's process has been reaped and the lock is free; when this process is
 * killed, the language server is too.
 */
import type { Clock } from "../host/clock.ts";
import { HostError } from "../host/file_system.ts";
import type { FolderWatch } from "../host/folder_watch.ts";
import type { Guard } from "./guard.ts";
import { isRevoked, type Letter, type MailPlace, openServerBox, type ServerBox } from "./mailbox.ts";
import type { Happenings } from "./happenings.ts";
import type { LspHappening } from "./observer.ts";
import type { Answer } from "./question.ts";
import type { Service } from "./service.ts";
import type { Supervisor } from "./supervisor.ts";
import { decodeRequest, encodeEnvelope, type Envelope, type WarmReply, type WarmRequest } from "./wire.ts";

export interface WarmServerOptions {
  readonly place: MailPlace;
  readonly clock: Clock;
  readonly watch: FolderWatch;
  readonly pid: number;
  /** See `ServerCard.identity`. */
  readonly identity: string;
  /** As whoever started this process had it: a `stop` since then means that it is not wanted any more. */
  readonly generation: number;
  /** This process's working folder as it is now. */
  readonly cwd: () => string;
  readonly service: Service;
  /** Adds to an answer what the service does not know: ctx's own names for the targets. */
  readonly identify: (answer: Answer) => Answer;
  readonly supervisor: Supervisor;
  /** Starts what ends this process's children when it is killed. */
  readonly startGuard: () => Guard;
  readonly idleLimitMs: number;
  readonly happenings: Happenings;
  /** Called with what no command has come for. */
  readonly onUnclaimed: (happenings: readonly LspHappening[]) => void;
}

export interface WarmServer {
  /** Serves until there is a reason to stop; false when another server was there already. */
  run(): Promise<boolean>;
  stop(): void;
}

/** The contract's idle limit. */
export const IDLE_LIMIT_MS = 180_000;

/** How soon a lost notification, a deleted segment or the idle limit is noticed. */
const TICK_MS = 500;

/** Whoever waits for an answer collects it within milliseconds. */
const COLLECTED_MS = 1000;

/** What no command has come for by then is recorded by the server itself. */
const UNCLAIMED_MS = 2000;

/** An answer that was not collected for this long has lost its reader. */
const ABANDONED_MS = 10_000;

/** Makes the server; it takes the lock when it is run. */
export function createWarmServer(options: WarmServerOptions): WarmServer {
  const { place, clock, service, supervisor } = options;
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => finish = resolve);

  const run = async (): Promise<boolean> => {
    const box = openServerBox(place, clock, options.identity, options.pid);
    if (box === null) return false;
    const guard = options.startGuard();
    guard.gone.then(finish); // without it this process is not safe to go on
    const home = options.cwd();
    const startedMs = clock.monotonicMs();
    let lastUsedMs = startedMs;
    let requests = 0;
    let busy = 0;
    const sent = new Map<string, { readonly happenings: readonly LspHappening[]; readonly atMs: number }>();

    const reply = async (request: WarmRequest): Promise<WarmReply> => {
      switch (request.kind) {
        case "stop":
          return { kind: "stopping" };
        case "status":
          return {
            kind: "status",
            status: {
              pid: options.pid,
              uptimeMs: Math.round(clock.monotonicMs() - startedMs),
              ready: (supervisor.current?.readiness.readyVia ?? null) !== null,
              requests,
              serverPid: supervisor.current?.pid ?? null,
            },
          };
        case "question":
          lastUsedMs = clock.monotonicMs();
          requests++;
          return { kind: "answer", answer: options.identify(await service.ask(request.question)) };
      }
    };
    const handle = async ({ id, body }: Letter): Promise<void> => {
      const request = decodeRequest(body);
      if (request === null) return;
      busy++;
      try {
        const body = await reply(request);
        const happenings = options.happenings.take();
        sent.set(id, { happenings, atMs: clock.monotonicMs() });
        write(box, id, { reply: body, happenings });
      } finally {
        busy--;
        lastUsedMs = request.kind === "question" ? clock.monotonicMs() : lastUsedMs;
        if (request.kind === "stop") finish();
      }
    };
    const look = (): void => {
      try {
        for (const letter of box.take()) handle(letter).catch(finish);
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        finish(); // the folder is gone
      }
    };
    const tick = (): void => {
      if (isRevoked(place, options.generation)) return finish();
      const idle = busy === 0 && clock.monotonicMs() - lastUsedMs > options.idleLimitMs;
      if (idle || !isHome(box, home)) return finish();
      look();
      sweep(box, COLLECTED_MS, ABANDONED_MS);
      options.onUnclaimed(options.happenings.take(UNCLAIMED_MS));
    };
    const isHome = (mine: ServerBox, folder: string): boolean => {
      try {
        return mine.isMine() && options.cwd() === folder;
      } catch (error) {
        if (error instanceof HostError) return false;
        throw error;
      }
    };
    const sweep = (mine: ServerBox, ageMs: number, abandonedMs: number): void => {
      try {
        for (const [id, { happenings, atMs }] of sent) {
          if (clock.monotonicMs() - atMs < ageMs) continue;
          sent.delete(id);
          if (mine.takeBack(id)) options.happenings.restore(happenings);
        }
        mine.sweep(abandonedMs, clock.now().getTime());
      } catch (error) {
        if (!(error instanceof HostError)) throw error;
        finish();
      }
    };

    const unwatch = options.watch.watchFolder(place.folder, look);
    const timer = setInterval(tick, unwatch === null ? TICK_MS / 20 : TICK_MS);
    // The first question is on its way: whoever started this process wants an answer soon.
    if (isRevoked(place, options.generation)) finish();
    else supervisor.supply(0);
    look();
    await finished;
    clearInterval(timer);
    unwatch?.();
    await supervisor.stop();
    await guard.release();
    sweep(box, 0, -Infinity); // whoever still waits sees that the server is gone
    options.onUnclaimed(options.happenings.take());
    closeBox(box);
    return true;
  };
  return { run, stop: () => finish() };
}

function write(box: ServerBox, id: string, envelope: Envelope): void {
  try {
    box.answer(id, encodeEnvelope(envelope));
  } catch (error) {
    // A full disk or a deleted folder: the command's own limit tells its user.
    if (!(error instanceof HostError)) throw error;
  }
}

function closeBox(box: ServerBox): void {
  try {
    box.close();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}
