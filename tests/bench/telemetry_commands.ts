/**
 * The shipped command many times at once on one segment, and what its telemetry says held against an account kept
 * here: which invocations were started and which ended by themselves, and what one invocation of each kind, alone, is
 * recorded as. Some may be killed with SIGKILL; only their runs may have gaps.
 *   deno run -A tests/bench/telemetry_commands.ts [--at-once 2,8,32] [--runs 320] [--kill 0.25]
 * The check reads the files with nothing of src/telemetry: JSON.parse and addition. Ends with status 1 when the
 * files and the account differ.
 */
import { parseArgs } from "@std/cli/parse-args";
import { CLEAN_ENVIRONMENT, Fixture } from "../harness.ts";
import { servingCommand } from "../e2e/processes.ts";

export interface CommandsOptions {
  readonly atOnce: number;
  readonly runs: number;
  /** Share of the invocations that get SIGKILL at a random moment while they run, 0..1. */
  readonly killShare: number;
}

export interface CommandsReport {
  readonly invocations: number;
  readonly killed: number;
  readonly wrongStatus: number;
  readonly events: number;
  readonly tornLines: number;
  readonly dropped: number;
  /** Runs that ended by themselves and have not exactly the events that such a run has alone. */
  readonly incompleteRuns: number;
  /** Runs, killed or not, whose `seq` does not count 1, 2, 3, … */
  readonly runsWithGaps: number;
  readonly runs: number;
  readonly otherFiles: readonly string[];
  /** Counter → [account, metrics.json], only where they differ. */
  readonly differences: Readonly<Record<string, readonly [number, number]>>;
  readonly exact: boolean;
}

interface Kind {
  readonly args: readonly string[];
  readonly cmd: string;
  readonly status: number;
}

const KINDS: readonly Kind[] = [
  { args: ["search", "config"], cmd: "ctx.search", status: 0 },
  { args: ["get", "README.md"], cmd: "ctx.get", status: 0 },
  { args: ["ast", "locate", "Config"], cmd: "ctx.ast.locate", status: 0 },
  { args: ["search", "zzzunknown"], cmd: "ctx.search", status: 1 },
];

const SOURCES = { "src/config.py": "class Config:\n    pass\n", "README.md": "# Config\n\ntext\n" };
const FILES = /^(events(\.[12])?\.jsonl|metrics\.json|last_run\.json)$/;

interface Line {
  readonly run_id: string;
  readonly seq: number;
  readonly cmd: string;
}

type Counters = Readonly<Record<string, number>>;

/** Whether the process ended by itself, and with which status. */
async function invoke(
  repo: Fixture,
  args: readonly string[],
  killAfterMs: number | null,
): Promise<number | null> {
  const serving = servingCommand(args);
  const child = new Deno.Command(serving.program, {
    args: [...serving.args],
    cwd: repo.root,
    env: { ...CLEAN_ENVIRONMENT, ...serving.env, CTX_SEGMENT: "." },
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = killAfterMs === null ? undefined : setTimeout(() => kill(child), killAfterMs);
  const { code, signal } = await child.status;
  clearTimeout(timer);
  return signal === null ? code : null;
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // It ended by itself, and nobody has been told yet.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** After this a file's times vouch for its content (src/pack/plan.ts), and no run reads it again to be sure. */
const OLD_ENOUGH_MS = 2200;

async function preparedSegment(): Promise<Fixture> {
  const repo = new Fixture(SOURCES);
  await invoke(repo, ["sync", "--telemetry", "off"], null);
  await new Promise((resolve) => setTimeout(resolve, OLD_ENOUGH_MS));
  await invoke(repo, ["sync", "--telemetry", "off"], null);
  return repo;
}

function forget(repo: Fixture): void {
  Deno.removeSync(`${repo.root}/_ctx/telemetry`, { recursive: true });
}

function read(repo: Fixture): { lines: Line[]; torn: number; metrics: Counters } {
  const lines: Line[] = [];
  let torn = 0;
  for (const text of repo.read("_ctx/telemetry/events.jsonl").split("\n").slice(0, -1)) {
    try {
      lines.push(JSON.parse(text));
    } catch {
      torn++;
    }
  }
  return { lines, torn, metrics: JSON.parse(repo.read("_ctx/telemetry/metrics.json")) };
}

interface Alone {
  readonly metrics: Counters;
  readonly events: number;
  readonly elapsedMs: number;
}

/** What one invocation of each kind leaves when nothing else runs. */
async function measureAlone(repo: Fixture): Promise<Alone[]> {
  const found: Alone[] = [];
  for (const { args } of KINDS) {
    const start = performance.now();
    await invoke(repo, args, null);
    const elapsedMs = performance.now() - start;
    const { metrics, lines } = read(repo);
    found.push({ metrics, events: lines.length, elapsedMs });
    forget(repo);
  }
  return found;
}

/** Counters are sums; the marks of the log are not. */
function isCounter(name: string): boolean {
  return !name.startsWith("telemetry_log_");
}

/** Runs the commands and compares files and account. */
export async function runCommands({ atOnce, runs, killShare }: CommandsOptions): Promise<CommandsReport> {
  using repo = await preparedSegment();
  const alone = await measureAlone(repo);
  const ended = KINDS.map(() => 0);
  let [killed, wrongStatus, next] = [0, 0, 0];
  // How long an invocation takes just now, so that most of the doomed are met alive, at any moment of their lives.
  let latestMs = Math.max(...alone.map(({ elapsedMs }) => elapsedMs));
  const invokeNth = async (nth: number, doomed: boolean): Promise<void> => {
    const which = nth % KINDS.length;
    const kind = KINDS[which];
    if (kind === undefined) return;
    const start = performance.now();
    const status = await invoke(repo, kind.args, doomed ? Math.random() * latestMs : null);
    if (status === null) killed++;
    else {
      latestMs = performance.now() - start;
      ended[which] = (ended[which] ?? 0) + 1;
      if (status !== kind.status) wrongStatus++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < runs) {
      const nth = next++;
      await invokeNth(nth, Math.floor((nth + 1) * killShare) > Math.floor(nth * killShare));
    }
  }));
  // What a killed run left pending is added up by whoever comes next.
  await invokeNth(0, false);
  return compare(repo, alone, ended, { killed, wrongStatus, invocations: runs + 1 });
}

function compare(
  repo: Fixture,
  alone: readonly Alone[],
  ended: readonly number[],
  facts: Pick<CommandsReport, "killed" | "wrongStatus" | "invocations">,
): CommandsReport {
  const { lines, torn, metrics } = read(repo);
  const byRun = new Map<string, Line[]>();
  for (const line of lines) byRun.set(line.run_id, [...byRun.get(line.run_id) ?? [], line]);
  const runs = [...byRun.values()];
  const endedBy = (cmd: string): number =>
    KINDS.reduce((sum, kind, which) => sum + (kind.cmd === cmd ? ended[which] ?? 0 : 0), 0);
  const differences: Record<string, readonly [number, number]> = {};
  const note = (name: string, expected: number, found: number): void => {
    if (expected !== found) differences[name] = [expected, found];
  };
  if (facts.killed === 0) {
    for (const name of Object.keys(alone[0]?.metrics ?? {}).filter(isCounter)) {
      const expected = alone.reduce(
        (sum, one, which) => sum + (one.metrics[name] ?? 0) * (ended[which] ?? 0),
        0,
      );
      note(name, expected, metrics[name] ?? -1);
    }
  } else {
    // A killed run may have written its events before it died, and then it counts.
    note("telemetry_events_total", lines.length, metrics["telemetry_events_total"] ?? -1);
    for (const cmd of new Set(KINDS.map((kind) => kind.cmd))) {
      const found = lines.filter((line) => line.cmd === cmd).length;
      note(`${cmd.replaceAll(".", "_")}_count`, found, metrics[`${cmd.replaceAll(".", "_")}_count`] ?? -1);
      if (found < endedBy(cmd)) differences[`${cmd} lost`] = [endedBy(cmd), found];
    }
  }
  const whole =
    runs.filter((own) =>
      KINDS.some((kind, which) =>
        own.length === alone[which]?.events && own.some(({ cmd }) => cmd === kind.cmd)
      )
    ).length;
  const finished = ended.reduce((sum, count) => sum + count, 0);
  const report = {
    ...facts,
    events: lines.length,
    tornLines: torn,
    dropped: metrics["telemetry_dropped_total"] ?? -1,
    incompleteRuns: Math.max(0, finished - whole),
    runsWithGaps: runs.filter((own) => own.some(({ seq }, index) => seq !== index + 1)).length,
    runs: runs.length,
    otherFiles: repo.list("_ctx/telemetry").filter((name) => !FILES.test(name)),
    differences,
  };
  const { wrongStatus, tornLines, dropped, incompleteRuns, runsWithGaps, killed } = report;
  // A temporary file of a run that died while it held it is tidied away later, when it is surely dead.
  const strays = killed === 0 ? report.otherFiles.length : 0;
  const faults = wrongStatus + tornLines + dropped + incompleteRuns + runsWithGaps + strays;
  return { ...report, exact: faults === 0 && Object.keys(differences).length === 0 };
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["at-once", "runs", "kill"] });
  for (const atOnce of String(flags["at-once"] ?? "2,8,32").split(",").map(Number)) {
    const options = { atOnce, runs: Number(flags["runs"] ?? 320), killShare: Number(flags["kill"] ?? 0) };
    const report = await runCommands(options);
    Deno.stdout.writeSync(
      new TextEncoder().encode(`${JSON.stringify({ at_once: atOnce, ...report }, null, 1)}\n`),
    );
    if (!report.exact) Deno.exitCode = 1;
  }
}
