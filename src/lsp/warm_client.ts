/**
 * A command's end of the background server: finds it, has it started when there is none, asks, and gives up at the
 * limit. It never waits longer than it was told to, whatever the other side does.
 */
import type { Clock } from "../host/clock.ts";
import { HostError } from "../host/file_system.ts";
import {
  claimStart,
  findServer,
  type MailPlace,
  type Presence,
  revokeStarts,
  send,
  type ServerCard,
  type StartClaim,
} from "./mailbox.ts";
import type { LspObserver } from "./observer.ts";
import type { Answer, Question } from "./question.ts";
import { decodeEnvelope, encodeRequest, type WarmReply, type WarmRequest, type WarmStatus } from "./wire.ts";

export interface WarmClientOptions {
  readonly place: MailPlace;
  readonly clock: Clock;
  /** See `ServerCard.identity`: a server of another kind is replaced. */
  readonly identity: string;
  /** Starts the background process, handing it the generation; false when this process may not. */
  readonly startServer: (generation: number) => boolean;
  /** Told what has happened at the server since the reply before. */
  readonly observe: LspObserver;
}

export interface WarmAnswer {
  readonly answer: Answer;
  /** Whether a server was there when the question came. */
  readonly wasRunning: boolean;
}

export type StopOutcome = "stopped" | "absent" | "stuck";

export interface WarmClient {
  /** An answer that comes within QUICK_MS is waited for before the promise is returned. */
  ask(question: Question): Promise<WarmAnswer>;
  /** Has a server running, or not, within `timeoutMs`. */
  start(timeoutMs: number): Promise<WarmStatus | null>;
  /** Null when no server runs or it does not answer within `timeoutMs`. */
  status(timeoutMs: number): Promise<WarmStatus | null>;
  /** Ends the server and waits until its lock is free. `stuck`: it is still there after `timeoutMs`. */
  stop(timeoutMs: number): Promise<StopOutcome>;
  /** The running server's process id as it says; null when there is none. */
  findPid(): number | null;
}

/**
 * A warm answer takes 2 to 30 ms: for so long and twice that the thread sleeps in short steps, which is quicker than
 * timers, and the answer is there when `ask` returns its promise. Only after that has anybody else a turn.
 */
const QUICK_MS = 60;
const QUICK_STEP_MS = 0.25;
const SLOW_STEP_MS = 2;
/** How often it is checked that the server still lives. */
const LIVENESS_MS = 50;
/** The server gives up this much earlier, so that its reason still arrives in time. */
const REPLY_MARGIN_MS = 30;
/** A starter looks for its server this long before somebody else may try. */
const START_PATIENCE_MS = 3000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes the client; it touches nothing until it is used. */
export function createWarmClient(options: WarmClientOptions): WarmClient {
  const { place, clock, identity } = options;

  const presence = (): Presence => findServer(place);

  /** Sends and waits; null at the deadline or when the server has died. */
  const call = async (
    card: ServerCard,
    request: WarmRequest,
    deadlineMs: number,
  ): Promise<WarmReply | "dead" | null> => {
    const startMs = clock.monotonicMs();
    let lookedMs = startMs;
    const sent = send(place, card, encodeRequest(request));
    try {
      while (true) {
        const body = sent.collect();
        if (body !== undefined) {
          const envelope = decodeEnvelope(body);
          for (const happening of envelope?.happenings ?? []) options.observe(happening);
          return envelope?.reply ?? null;
        }
        const nowMs = clock.monotonicMs();
        if (nowMs >= deadlineMs) return null;
        if (nowMs - lookedMs > LIVENESS_MS) {
          lookedMs = nowMs;
          if (presence().kind === "absent") return "dead";
        }
        if (nowMs - startMs < QUICK_MS) clock.pause(QUICK_STEP_MS);
        else await sleep(Math.min(SLOW_STEP_MS, Math.max(0, deadlineMs - nowMs)));
      }
    } finally {
      sent.withdraw();
    }
  };

  const waitAbsent = async (deadlineMs: number): Promise<boolean> => {
    while (presence().kind !== "absent") {
      if (clock.monotonicMs() >= deadlineMs) return false;
      await sleep(10);
    }
    return true;
  };

  /** A running server of the right kind, started where need be; null at the deadline or when none can be started. */
  const obtain = async (deadlineMs: number): Promise<ServerCard | null> => {
    let claim: StartClaim | null = null;
    let startedMs = -Infinity;
    try {
      while (true) {
        const found = presence();
        if (found.kind === "running") {
          if (found.card.identity === identity) return found.card;
          await call(found.card, { kind: "stop" }, deadlineMs);
          if (!await waitAbsent(deadlineMs)) return null;
        } else if (found.kind === "absent" && clock.monotonicMs() - startedMs > START_PATIENCE_MS) {
          claim ??= claimStart(place);
          if (claim !== null) {
            // Between the look and the claim another command may have started one.
            if (presence().kind !== "absent") continue;
            startedMs = clock.monotonicMs();
            if (!options.startServer(claim.generation)) return null;
          }
        }
        if (clock.monotonicMs() >= deadlineMs) return null;
        await sleep(3);
      }
    } finally {
      claim?.release();
    }
  };

  const askStatus = async (card: ServerCard, deadlineMs: number): Promise<WarmStatus | null> => {
    const reply = await call(card, { kind: "status" }, deadlineMs);
    return reply !== null && reply !== "dead" && reply.kind === "status" ? reply.status : null;
  };

  const ask = async (question: Question): Promise<WarmAnswer> => {
    const deadlineMs = clock.monotonicMs() + question.timeoutMs;
    let found = presence();
    const wasRunning = found.kind === "running";
    const none = (
      reason: "server-starting" | "server-crashed" | "timeout" | "server-failed",
    ): WarmAnswer => ({
      answer: { kind: "none", reason },
      wasRunning,
    });
    let failure: WarmAnswer = none("server-starting");
    for (;; found = presence()) {
      const there = found.kind === "running" && found.card.identity === identity ? found.card : null;
      const card = there ?? await obtain(deadlineMs);
      if (card === null) return failure;
      const timeoutMs = Math.max(0, deadlineMs - clock.monotonicMs() - REPLY_MARGIN_MS);
      const request: WarmRequest = { kind: "question", question: { ...question, timeoutMs } };
      const reply = await call(card, request, deadlineMs);
      if (reply === null) return none(wasRunning ? "timeout" : "server-starting");
      // It died with the question in its hands: another one may still answer in time.
      if (reply === "dead") failure = none("server-crashed");
      else return reply.kind === "answer" ? { answer: reply.answer, wasRunning } : none("server-failed");
    }
  };

  /** A folder that cannot be used is the same as no server: the caller has another source. */
  const guarded = async <T>(act: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof HostError) return otherwise;
      throw error;
    }
  };

  return {
    ask: (question) =>
      guarded(() => ask(question), { answer: { kind: "none", reason: "server-failed" }, wasRunning: false }),
    start: (timeoutMs) =>
      guarded(async () => {
        const deadlineMs = clock.monotonicMs() + timeoutMs;
        const card = await obtain(deadlineMs);
        return card === null ? null : await askStatus(card, deadlineMs);
      }, null),
    status: (timeoutMs) =>
      guarded(async () => {
        const found = presence();
        if (found.kind !== "running") return null;
        return await askStatus(found.card, clock.monotonicMs() + timeoutMs);
      }, null),
    stop: (timeoutMs) =>
      guarded(async (): Promise<StopOutcome> => {
        const deadlineMs = clock.monotonicMs() + timeoutMs;
        revokeStarts(place, clock);
        const found = presence();
        if (found.kind === "absent") return "absent";
        if (found.kind === "running") await call(found.card, { kind: "stop" }, deadlineMs);
        return await waitAbsent(deadlineMs) ? "stopped" : "stuck";
      }, "absent"),
    findPid: () => {
      const found = presence();
      return found.kind === "running" ? found.card.pid : null;
    },
  };
}
