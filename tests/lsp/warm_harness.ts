/** A segment in a temporary folder, its background server as a real process, and proof that nothing outlives it. */
import { assert } from "@std/assert";
import { denoChildren } from "../../src/host/child_process.ts";
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createWarmClient, type WarmClient } from "../../src/lsp/warm_client.ts";
import type { LspHappening } from "../../src/lsp/observer.ts";
import type { Question } from "../../src/lsp/question.ts";
import { isAlive, type Rule, until } from "./harness.ts";

const WARM_MAIN = new URL("./warm_main.ts", import.meta.url).pathname;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

export interface Segment {
  readonly root: string;
  /** Starts the background server and waits for nothing; its process id. */
  spawnServer(identity: string, generation: number): number;
  client(identity?: string): WarmClient;
  /** What the clients were told. */
  readonly happenings: LspHappening[];
  /** Every process that was started for this segment and still exists. */
  survivors(): number[];
}

export interface SegmentOptions {
  /** The scripted server's rules; null for the real pyright. */
  readonly rules: readonly Rule[] | null;
  readonly files?: Readonly<Record<string, string>>;
  readonly idleMs?: number;
}

/** A question about the first line of `a.py`. */
export function question(overrides: Partial<Question> = {}): Question {
  return {
    method: "definition",
    path: "a.py",
    line: 1,
    column: 1,
    timeoutMs: 60_000,
    ...overrides,
  };
}

/** Runs `body` in a fresh segment, stops its background server and waits until no process of it is left. */
export async function withSegment(
  options: SegmentOptions,
  body: (segment: Segment) => Promise<void>,
): Promise<void> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-warm-" }));
  const outside = Deno.makeTempDirSync({ prefix: "ctx-warm-script-" });
  Deno.mkdirSync(`${root}/_ctx/run`, { recursive: true });
  for (const [path, text] of Object.entries(options.files ?? { "a.py": "x = 1\n" })) {
    Deno.writeTextFileSync(`${root}/${path}`, text);
  }
  Deno.writeTextFileSync(`${outside}/script.json`, JSON.stringify({ rules: options.rules ?? [] }));
  Deno.writeTextFileSync(`${outside}/log`, "");
  const started: number[] = [];
  const happenings: LspHappening[] = [];
  const spawnServer = (identity: string, generation: number): number => {
    const server = options.rules === null
      ? ["pyright"]
      : ["fake", `${outside}/script.json`, `${outside}/log`];
    const pid = denoChildren.spawnDetached(
      Deno.execPath(),
      [
        "run",
        "-A",
        "--quiet",
        "--config",
        CONFIG,
        WARM_MAIN,
        identity,
        String(generation),
        String(options.idleMs ?? 180_000),
        ...server,
      ],
      root,
      {},
    );
    started.push(pid);
    return pid;
  };
  const client = (identity = "test"): WarmClient =>
    createWarmClient({
      place: { fs: denoFileSystem, folder: `${root}/_ctx/run`, uid: Deno.uid() ?? -1 },
      clock: systemClock,
      identity,
      startServer: (generation) => {
        spawnServer(identity, generation);
        return true;
      },
      observe: (happening) => happenings.push(happening),
    });
  const servers = (): number[] =>
    Deno.readTextFileSync(`${outside}/log`).split("\n").filter((line) => line.includes('"started"'))
      .map((line) => (JSON.parse(line) as { started: number }).started);
  const survivors = (): number[] =>
    [...started, ...servers(), ...spawnedBy(root)].filter((pid) => isAlive(pid) && !isZombie(pid));
  try {
    await body({ root, spawnServer, client, happenings, survivors });
    await client().stop(60_000);
    await until(() => survivors().length === 0, "every process of the segment is gone");
  } finally {
    for (const pid of survivors()) Deno.kill(pid, "SIGKILL");
    Deno.removeSync(outside, { recursive: true });
    if (exists(root)) Deno.removeSync(root, { recursive: true });
  }
}

/** Detached children of this very process stay as zombies until it ends: they are gone for everybody else. */
function isZombie(pid: number): boolean {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1]?.startsWith("Z") ?? false;
  } catch {
    return false;
  }
}

function spawnedBy(root: string): number[] {
  try {
    return Deno.readTextFileSync(`${root}/happenings.log`).split("\n").filter((line) =>
      line.includes('"spawn"')
    )
      .map((line) => (JSON.parse(line) as { pid: number }).pid);
  } catch {
    return [];
  }
}

export function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The processes of the session that `leader` began, itself included; a background server has one of its own. */
export function inSession(leader: number): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const [state, , , session] = (Deno.readTextFileSync(`/proc/${name}/stat`).split(") ").at(-1) ?? "")
        .split(" ");
      if (session === String(leader) && state !== "Z") found.push(Number(name));
    } catch {
      // it has just ended
    }
  }
  return found;
}

/** Starts the background server; its process id. */
export async function start(segment: Segment): Promise<number> {
  const status = await segment.client().start(60_000);
  assert(status !== null, "the background server did not start");
  return status.pid;
}

/** Waits until the language server has answered `initialize`. */
export async function untilInitialized(segment: Segment): Promise<void> {
  let isThere = false;
  while (!isThere) isThere = ((await segment.client().status(60_000))?.serverPid ?? null) !== null;
}

/** Waits until the server has put up its name plate. */
export async function untilRunning(segment: Segment): Promise<number> {
  const client = segment.client();
  await until(() => client.findPid() !== null, "the background server runs");
  const pid = client.findPid();
  assert(pid !== null);
  return pid;
}
