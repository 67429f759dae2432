/**
 * Rounds in which something of a warm language server is ended at a random moment: by a signal, by an error that nobody
 * catches, or by `ctx lsp stop`. After each round no process that belonged to the victim may be left for long,
 * the next command must get the server's answer, and after a stop the segment must be as quiet as before.
 */
import { servingCommand } from "../e2e/processes.ts";
import { PLAIN_ENVIRONMENT, PROJECT } from "../harness.ts";

export const ENDINGS = ["SIGKILL", "SIGINT", "SIGTERM", "throw", "stop"] as const;
export type Ending = typeof ENDINGS[number];

export const STATES = ["starting", "busy", "idle"] as const;
export type State = typeof STATES[number];

/** Where the rounds are played, and by which server. */
export interface Stage {
  /** Absolute real path of a folder of Python files. */
  readonly root: string;
  /** `path:line:column` of a name, and the id of what it means. */
  readonly place: string;
  readonly id: string;
  /** Laid over a plain environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** A number in [0, 1), anew at each call. */
  readonly random: () => number;
  /** After so long nothing may be left. */
  readonly goneMs: number;
}

/** Throws after a moment, from outside of all that the program could catch. */
const THROWER = (ms: number): string =>
  `data:text/javascript,setTimeout(()=>{throw new Error("thrown")},${Math.round(ms)})`;

interface Command {
  readonly pid: number;
  readonly finished: Promise<{ readonly code: number; readonly text: string }>;
}

function start(stage: Stage, args: readonly string[], flags: readonly string[] = []): Command {
  const command = servingCommand(args, flags);
  const child = new Deno.Command(command.program, {
    args: [...command.args],
    cwd: stage.root,
    clearEnv: true,
    env: { ...PLAIN_ENVIRONMENT, DENO_NO_UPDATE_CHECK: "1", CTX_SEGMENT: ":here", ...stage.environment },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const finished = (async () => {
    const [text, { code }] = await Promise.all([new Response(child.stdout).text(), child.status]);
    return { code, text };
  })();
  return { pid: child.pid, finished };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Running {
  readonly pid: number;
  readonly session: number;
  readonly words: string;
  readonly cwd: string;
}

function processes(): Running[] {
  const found: Running[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = (Deno.readTextFileSync(`/proc/${name}/stat`).split(") ").at(-1) ?? "").split(" ");
      if (stat[0] === "Z") continue;
      found.push({
        pid: Number(name),
        session: Number(stat[3]),
        words: Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " "),
        cwd: Deno.readLinkSync(`/proc/${name}/cwd`),
      });
    } catch {
      // it has just ended, or cannot be looked at, and then it is none of ours
    }
  }
  return found;
}

/** Everything that runs for the segment at `root`; a guard without the process that it guards counts as well. */
export function inSegment(root: string): Running[] {
  const all = processes();
  const leaders = new Set(all.map(({ pid }) => pid));
  const isLost = ({ words, session }: Running): boolean =>
    words.includes(`${PROJECT}/src/host/group_guard.ts`) && !leaders.has(session);
  return all.filter((one) => one.cwd === root || isLost(one));
}

const isBackground = ({ words }: Running): boolean => words.includes("src/cli/lsp_server.ts");
const isLanguageServer = (one: Running): boolean =>
  !isBackground(one) && !one.words.includes("main.ts") &&
  /langserver|langserver\.ts|fake_server/.test(one.words);

async function until(condition: () => boolean, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) return false;
    await pause(20);
  }
  return true;
}

const describe = (left: readonly Running[]): string =>
  left.map(({ pid, words }) => `${pid} ${words.slice(0, 60)}`).join("; ");

/** Plays one round; null when all is well, else what is not. */
export async function playRound(stage: Stage, ending: Ending, state: State): Promise<string | null> {
  const define = ["lsp", "definition", stage.place, "--json", "--timeout-ms"];
  if (state === "starting") await start(stage, ["lsp", "stop"]).finished;
  else await start(stage, [...define, "120000"]).finished;
  const question = state === "busy"
    ? ["lsp", "references", stage.place, "--json", "--timeout-ms", "2000"]
    : [...define, "2000"];
  const momentMs = stage.random() * (state === "starting" ? 900 : 400);
  const flags = ending === "throw" ? [`--preload=${THROWER(momentMs)}`] : [];
  const command = state === "idle" && ending !== "throw" ? null : start(stage, question, flags);
  await pause(momentMs);
  const before = inSegment(stage.root);
  const sessions = new Set(before.filter(isBackground).map(({ session }) => session));
  let endsServer = false;
  if (ending === "stop") {
    await start(stage, ["lsp", "stop"]).finished;
    endsServer = true;
  } else if (ending !== "throw") {
    const victims = before.filter((one) =>
      isBackground(one) || isLanguageServer(one) || one.pid === command?.pid
    );
    const victim = victims[Math.floor(stage.random() * victims.length)];
    if (victim !== undefined) {
      endsServer = isBackground(victim);
      signal(victim.pid, ending);
    }
  }
  if (endsServer) {
    const ofOld = (): Running[] => processes().filter(({ session }) => sessions.has(session));
    if (!await until(() => ofOld().length === 0, stage.goneMs)) {
      return `left of the old server: ${describe(ofOld())}`;
    }
  }
  await command?.finished;
  const { code, text } = await start(stage, [...define, "120000", "--require-lsp"]).finished;
  if (code !== 0 || !text.includes(JSON.stringify(stage.id))) return `the next command: ${code} ${text}`;
  await start(stage, ["lsp", "stop"]).finished;
  if (!await until(() => inSegment(stage.root).length === 0, stage.goneMs)) {
    return `left after the stop: ${describe(inSegment(stage.root))}`;
  }
  const strays = [...Deno.readDirSync(`${stage.root}/_ctx/run`)].filter(({ name, isFile }) =>
    !isFile || !name.endsWith(".lock")
  );
  return strays.length === 0 ? null : `left in _ctx/run: ${strays.map(({ name }) => name).join(", ")}`;
}

function signal(pid: number, name: "SIGKILL" | "SIGINT" | "SIGTERM"): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it was quicker
  }
}
