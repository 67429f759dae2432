/** Runs one conversation against the scripted server, under a deadline, and proves that no process is left. */
import { assert } from "@std/assert";
import { systemClock } from "../../src/host/clock.ts";
import { denoChildren } from "../../src/host/child_process.ts";
import {
  type ClientLimits,
  type LanguageClient,
  startClient,
  type StartOutcome,
} from "../../src/lsp/client.ts";
import type { LspHappening } from "../../src/lsp/observer.ts";
import type { Rule, Step } from "./fake_server.ts";

export type { Rule, Step } from "./fake_server.ts";

export const FAKE_SERVER: string = new URL("./fake_server.ts", import.meta.url).pathname;

/** `initialize` answered, the file list announced, shutdown obeyed: what a decent server does. */
export const POLITE: readonly Rule[] = [
  { on: "initialize", do: [{ reply: { capabilities: {} } }] },
  {
    on: "initialized",
    do: [{
      send: {
        jsonrpc: "2.0",
        method: "window/logMessage",
        params: { type: 3, message: "Found 3 source files" },
      },
    }],
  },
  { on: "shutdown", do: [{ reply: null }] },
  { on: "exit", do: [{ exit: 0 }] },
];

/** After so long something hangs, on the slowest machine: what comes of itself comes sooner, and costs no test any time. */
const PATIENCE_MS = 60_000;

/** Limits that no decent server comes near; a test in which one has to pass sets that one lower. */
export const LIMITS: ClientLimits = {
  initializeMs: PATIENCE_MS,
  shutdownStepMs: 10_000,
  writeStallMs: PATIENCE_MS,
  silenceMs: 120_000,
};

export interface Session {
  readonly client: LanguageClient;
  readonly happenings: LspHappening[];
  /** Every message that the server has received so far. */
  received(): Record<string, unknown>[];
}

export interface Started {
  readonly outcome: StartOutcome;
  readonly happenings: LspHappening[];
  readonly pid: number;
  received(): Record<string, unknown>[];
}

/** Whether a process of this id exists, zombies included. */
export function isAlive(pid: number): boolean {
  try {
    Deno.lstatSync(`/proc/${pid}`);
    return true;
  } catch {
    return false;
  }
}

/** Fails when `work` does not come to an end: a hang is the one answer that is always wrong. */
export async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("nothing happened any more")), 2 * PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Polls until `condition` holds; fails when it never does. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!condition()) {
    assert(performance.now() < end, `still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts the scripted server and hands over what came of it; ends and reaps it afterwards. */
export async function startFake(
  rules: readonly Rule[],
  body: (started: Started) => Promise<void> | void,
  limits: ClientLimits = LIMITS,
): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "ctx-fake-" });
  const happenings: LspHappening[] = [];
  try {
    Deno.writeTextFileSync(`${folder}/script.json`, JSON.stringify({ rules }));
    const process = denoChildren.spawn({
      command: Deno.execPath(),
      args: ["run", "--no-lock", "--no-config", "-A", FAKE_SERVER, `${folder}/script.json`, `${folder}/log`],
      cwd: folder,
      environment: null,
    });
    const outcome = await within(
      startClient({
        process,
        root: folder,
        parentPid: Deno.pid,
        settings: (section) => section === "python" ? { pythonPath: "/usr/bin/python3" } : null,
        clock: systemClock,
        spawnedAtMs: systemClock.monotonicMs(),
        observe: (happening) => happenings.push(happening),
        limits,
        unwanted: new Promise(() => {}),
      }),
    );
    const received = (): Record<string, unknown>[] =>
      Deno.readTextFileSync(`${folder}/log`).split("\n").filter((line) => line !== "").map((line) =>
        JSON.parse(line) as Record<string, unknown>
      );
    await within(Promise.resolve(body({ outcome, happenings, pid: process.pid, received })));
    if (outcome.kind === "started") await within(outcome.client.stop());
    assert(!isAlive(process.pid), "a server process was left behind");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** As `startFake`, for scripts whose server starts well. */
export function withFake(
  rules: readonly Rule[],
  body: (session: Session) => Promise<void>,
  limits: ClientLimits = LIMITS,
): Promise<void> {
  return startFake(rules, async ({ outcome, happenings, received }) => {
    assert(outcome.kind === "started", `the server did not start: ${JSON.stringify(outcome)}`);
    await body({ client: outcome.client, happenings, received });
  }, limits);
}

/** A polite server that answers `textDocument/definition` with `steps`. */
export function answering(steps: readonly Step[]): Rule[] {
  return [{ on: "textDocument/definition", do: steps }, ...POLITE];
}
