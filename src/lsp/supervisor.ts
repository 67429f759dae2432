/**
 * Keeps one language server for whoever asks: starts it on the first request, replaces it when it has died, and stops
 * trying when it keeps dying. Starting is lazy, so that a server which dies while nobody asks costs nothing.
 * Invariant: at most one server process at any time; nobody waits longer than the limit that came with the request.
 */
import type { Clock } from "../host/clock.ts";
import type { LanguageClient, StartOutcome } from "./client.ts";
import { settlesWithin } from "./deadline.ts";

/** Why there is no server to ask. */
export type NoServerReason =
  | "server-missing"
  | "server-starting"
  | "server-failed"
  | "server-crashed"
  | "stopping";

export type Launch = StartOutcome | { readonly kind: "missing" };

export type Supply =
  | { readonly kind: "client"; readonly client: LanguageClient }
  | { readonly kind: "none"; readonly reason: NoServerReason };

export interface SupervisorOptions {
  /** Starts a server, and gives that up when `unwanted` settles; `restart` is false the first time. */
  readonly launch: (restart: boolean, unwanted: Promise<unknown>) => Promise<Launch>;
  readonly clock: Clock;
  readonly backOff: BackOff;
}

export interface BackOff {
  /** Pause before the attempt that follows the n-th failure in a row; the last entry counts for all further ones. */
  readonly pausesMs: readonly number[];
  /** A server that has lived this long has not failed. */
  readonly healthyAfterMs: number;
}

/** Five failures in a row end in a pause of a minute: longer than any command waits, shorter than a coffee break. */
export const BACK_OFF: BackOff = { pausesMs: [100, 500, 2000, 8000, 60_000], healthyAfterMs: 20_000 };

export interface Supervisor {
  /** A server that has answered `initialize`, waited for at most `timeoutMs`. */
  supply(timeoutMs: number): Promise<Supply>;
  /** The server that runs now, if one does. */
  readonly current: LanguageClient | null;
  /** Servers started so far. */
  readonly spawnCount: number;
  /** Ends the server and starts no other; resolves when it is reaped. */
  stop(): Promise<void>;
}

/** Makes a supervisor; nothing is started until the first `supply`. */
export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { clock, backOff } = options;
  let current: LanguageClient | null = null;
  let starting: Promise<void> | null = null;
  let failure: NoServerReason = "server-starting";
  let failures = 0;
  let notBeforeMs = 0;
  let spawnCount = 0;
  let stopping = false;
  let giveUp: () => void = () => {};
  const unwanted = new Promise<void>((resolve) => giveUp = resolve);

  const failed = (reason: NoServerReason): void => {
    failure = reason;
    failures++;
    const pause = backOff.pausesMs[Math.min(failures, backOff.pausesMs.length) - 1] ?? 0;
    notBeforeMs = clock.monotonicMs() + pause;
  };

  const start = async (): Promise<void> => {
    const wait = notBeforeMs - clock.monotonicMs();
    if (wait > 0) await settlesWithin(unwanted, wait);
    if (stopping) return;
    const launch = await options.launch(spawnCount > 0, unwanted);
    if (launch.kind === "missing") return failed("server-missing");
    spawnCount++;
    if (launch.kind === "failed") return failed("server-failed");
    const { client } = launch;
    const startedMs = clock.monotonicMs();
    current = client;
    client.gone.then(() => {
      if (current === client) current = null;
      if (clock.monotonicMs() - startedMs >= backOff.healthyAfterMs) failures = 0;
      failed("server-crashed");
    });
    if (stopping) await client.stop();
  };

  return {
    supply: async (timeoutMs) => {
      if (stopping) return { kind: "none", reason: "stopping" };
      if (current !== null) return { kind: "client", client: current };
      // Somebody who cannot wait for the next attempt does not cause it either.
      if (starting === null && notBeforeMs - clock.monotonicMs() > timeoutMs) {
        return { kind: "none", reason: failure };
      }
      starting ??= start().finally(() => starting = null);
      const settled = await settlesWithin(starting, timeoutMs);
      const found: LanguageClient | null = current;
      if (found !== null) return { kind: "client", client: found };
      return { kind: "none", reason: settled ? failure : failures > 0 ? failure : "server-starting" };
    },
    get current(): LanguageClient | null {
      return current;
    },
    get spawnCount(): number {
      return spawnCount;
    },
    stop: async () => {
      stopping = true;
      giveUp();
      await current?.stop();
      await starting;
      await current?.stop();
    },
  };
}
