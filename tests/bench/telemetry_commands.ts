/**
 * The shipped command many times at once on one segment, and what its telemetry says against an account kept here.
 *   deno run -A tests/bench/telemetry_commands.ts [--at-once 2,8,32] [--runs 320] [--kill 0.25]
 * Killed are runs chosen by number, at a random moment; only theirs may have gaps.
 */
import { parseArgs } from "@std/cli/parse-args";
import { Fixture, runDeno } from "../harness.ts";
import { servingArguments } from "../e2e/processes.ts";

const COMMANDS = [["search", "config"], ["get", "README.md"], ["ast", "locate", "Config"], [
  "search",
  "zzzunknown",
]] as const;
const EXPECTED = [0, 0, 0, 1];

interface Account {
  readonly finished: Map<string, number>;
  killed: number;
  wrongStatus: number;
}

async function runOne(repo: Fixture, number: number, doomed: boolean, account: Account): Promise<void> {
  const args = [...COMMANDS[number % COMMANDS.length] ?? []];
  const env = { CTX_SEGMENT: "." };
  if (!doomed) {
    const { status } = await runDeno(servingArguments(args), { cwd: repo.root, env });
    if (status !== EXPECTED[number % EXPECTED.length]) account.wrongStatus++;
    const name = `ctx.${args[0] === "ast" ? "ast.locate" : args[0]}`;
    account.finished.set(name, (account.finished.get(name) ?? 0) + 1);
    return;
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: servingArguments(args),
    cwd: repo.root,
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * 150);
  const { signal } = await child.status;
  clearTimeout(timer);
  account.killed += signal === "SIGKILL" ? 1 : 0;
  if (signal === null) {
    const name = `ctx.${args[0] === "ast" ? "ast.locate" : args[0]}`;
    account.finished.set(name, (account.finished.get(name) ?? 0) + 1);
  }
}

interface Line {
  readonly run_id: string;
  readonly seq: number;
  readonly cmd: string;
}

async function bench(atOnce: number, runs: number, killShare: number): Promise<Record<string, unknown>> {
  using repo = new Fixture({
    "src/config.py": "class Config:\n    pass\n",
    "README.md": "# Config\n\ntext\n",
  });
  await runDeno(servingArguments(["sync", "--telemetry", "off"]), {
    cwd: repo.root,
    env: { CTX_SEGMENT: "." },
  });
  const account: Account = { finished: new Map(), killed: 0, wrongStatus: 0 };
  const doomedEvery = killShare === 0 ? runs + 1 : Math.round(1 / killShare);
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < runs) {
      const number = next++;
      await runOne(repo, number, number % doomedEvery === doomedEvery - 1, account);
    }
  }));
  // What a killed run left pending is added up by whoever comes next.
  await runOne(repo, 0, false, account);
  const text = repo.read("_ctx/telemetry/events.jsonl");
  const parsed: Line[] = [];
  let torn = 0;
  for (const line of text.split("\n").slice(0, -1)) {
    try {
      parsed.push(JSON.parse(line));
    } catch {
      torn++;
    }
  }
  const metrics = JSON.parse(repo.read("_ctx/telemetry/metrics.json"));
  const differences: Record<string, unknown> = {};
  for (const [name, finished] of account.finished) {
    const found = parsed.filter(({ cmd }) => cmd === name).length;
    const counted = metrics[`${name.replaceAll(".", "_")}_count`];
    const extra = found - finished;
    // A killed run may have written its event before it died.
    if (counted !== found || extra < 0 || extra > account.killed) {
      differences[name] = { finished, found, counted };
    }
  }
  const seqs = new Map<string, number[]>();
  for (const { run_id, seq } of parsed) seqs.set(run_id, [...seqs.get(run_id) ?? [], seq]);
  const gaps = [...seqs.values()].filter((own) => own.some((seq, index) => seq !== index + 1)).length;
  return {
    at_once: atOnce,
    invocations: runs + 1,
    killed: account.killed,
    wrong_status: account.wrongStatus,
    events: parsed.length,
    torn_lines: torn,
    dropped: metrics.telemetry_dropped_total,
    counted_events: metrics.telemetry_events_total,
    runs_with_gaps: gaps,
    differences,
  };
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["at-once", "runs", "kill"] });
  const number = (name: string, fallback: number): number => Number(flags[name] ?? fallback);
  for (const atOnce of String(flags["at-once"] ?? "2,8,32").split(",").map(Number)) {
    const report = await bench(atOnce, number("runs", 320), number("kill", 0));
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(report)}\n`));
  }
}
