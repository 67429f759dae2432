/**
 * Stress driver: many real processes write telemetry into one folder, and what the files say is held against what
 * the processes themselves wrote down. Some may be killed with SIGKILL; only their runs may have gaps.
 *   deno run -A tests/bench/telemetry_stress.ts [--processes 32] [--events 2000] [--per-flush 1] [--kill 0.25]
 * The check reads the files with nothing of src/telemetry: JSON.parse and addition.
 */

export interface StressOptions {
  readonly processes: number;
  readonly eventsEach: number;
  readonly perFlush: number;
  /** Share of the processes that get SIGKILL at a random moment in their first 0.65 s, 0..1. */
  readonly killShare: number;
  /** 0: the default of 5 MiB. */
  readonly rotateAtBytes: number;
  readonly pauseMs: number;
}

export interface StressReport {
  readonly attempted: number;
  readonly inFiles: number;
  readonly tornLines: number;
  readonly dropped: number;
  readonly unlockedFlushes: number;
  readonly killed: number;
  readonly gapsInSurvivors: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly longestFlushMs: number;
  readonly otherFiles: readonly string[];
  /** Counter → [ledger, metrics.json], only where they differ. */
  readonly differences: Readonly<Record<string, readonly [number, number]>>;
  readonly elapsedMs: number;
}

interface Ledger {
  readonly run_id: string;
  readonly attempted: number;
  readonly finished: boolean;
  readonly dropped: number;
  readonly unlocked: number;
  readonly longest_flush_ms: number;
  readonly [counter: string]: unknown;
}

const COUNTED = [
  "ast_parse_count",
  "ast_cache_hit_count",
  "ast_cache_miss_count",
  "file_read_raw_bytes_total",
  "ctx_search_count",
  "lsp_fallback_count",
];

async function runWriter(
  folder: string,
  ledger: string,
  options: StressOptions,
  doomed: boolean,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      new URL("./telemetry_writer.ts", import.meta.url).pathname,
      folder,
      ledger,
      ...[options.eventsEach, options.perFlush, options.rotateAtBytes, options.pauseMs].map(String),
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const kill = (): void => {
    try {
      child.kill("SIGKILL");
    } catch (error) {
      // It ended by itself, and nobody has been told yet.
      if (!(error instanceof TypeError)) throw error;
    }
  };
  const killTimer = doomed ? setTimeout(kill, 150 + Math.random() * 500) : undefined;
  await child.status;
  clearTimeout(killTimer);
}

function readLines(folder: string): string[] {
  const names = ["events.2.jsonl", "events.1.jsonl", "events.jsonl"];
  return names.flatMap((name) => {
    try {
      return Deno.readTextFileSync(`${folder}/${name}`).split("\n").slice(0, -1);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  });
}

interface Line {
  readonly run_id: string;
  readonly seq: number;
  readonly cmd: string;
  readonly cache_hit?: boolean;
  readonly bytes?: number;
}

/** The counters by adding up lines, written without a look at how src/telemetry does it. */
function countLines(lines: readonly Line[]): Record<string, number> {
  const of = (cmd: string): readonly Line[] => lines.filter((line) => line.cmd === cmd);
  const hits = of("ast.cache").filter((line) => line.cache_hit === true).length;
  return {
    ast_parse_count: of("ast.parse").length,
    ast_cache_hit_count: hits,
    ast_cache_miss_count: of("ast.cache").length - hits,
    file_read_raw_bytes_total: of("file.read").reduce((total, line) => total + (line.bytes ?? 0), 0),
    ctx_search_count: of("ctx.search").length,
    lsp_fallback_count: of("ctx.search").length,
    telemetry_events_total: lines.length,
  };
}

/** Runs the writers in `root` (an empty folder) and compares files and ledgers. */
export async function runStress(root: string, options: StressOptions): Promise<StressReport> {
  const folder = `${root}/_ctx/telemetry`;
  const started = performance.now();
  const names = Array.from({ length: options.processes }, (_, index) => `${root}/ledger.${index}.json`);
  const doomed = Math.round(options.killShare * options.processes);
  await Promise.all(names.map((name, index) => runWriter(folder, name, options, index < doomed)));
  const elapsedMs = performance.now() - started;
  if (doomed > 0) {
    // What the last of the killed left pending is added up by whoever comes next.
    names.push(`${root}/ledger.last.json`);
    await runWriter(folder, `${root}/ledger.last.json`, { ...options, eventsEach: 1 }, false);
  }
  const ledgers = names.flatMap((name): Ledger[] => {
    try {
      return [JSON.parse(Deno.readTextFileSync(name))];
    } catch {
      return []; // killed before its first line, or in the middle of writing it: then nobody knows its run
    }
  });
  const lines: Line[] = [];
  let tornLines = 0;
  for (const text of readLines(folder)) {
    try {
      lines.push(JSON.parse(text));
    } catch {
      tornLines++;
    }
  }
  const killed = names.length - ledgers.filter((one) => one.finished).length;
  const sum = (key: string): number => ledgers.reduce((total, ledger) => total + Number(ledger[key]), 0);
  const attempted = sum("attempted");
  // A killed process may have written its ledger and then nothing more: there the lines themselves are the account.
  const account = killed > 0
    ? countLines(lines)
    : { ...Object.fromEntries(COUNTED.map((name) => [name, sum(name)])), telemetry_events_total: attempted };
  const metrics = JSON.parse(Deno.readTextFileSync(`${folder}/metrics.json`));
  const differences = Object.entries(account).filter(([name, count]) => metrics[name] !== count);
  const expected = /^(events(\.[12])?\.jsonl|metrics\.json|last_run\.json)$/;
  return {
    attempted,
    inFiles: lines.length,
    tornLines,
    killed,
    elapsedMs,
    dropped: sum("dropped"),
    unlockedFlushes: sum("unlocked"),
    longestFlushMs: Math.max(0, ...ledgers.map((ledger) => ledger.longest_flush_ms)),
    otherFiles: [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !expected.test(name)),
    differences: Object.fromEntries(differences.map(([name, count]) => [name, [count, metrics[name]]])),
    ...checkRuns(ledgers, lines),
  };
}

function checkRuns(
  ledgers: readonly Ledger[],
  lines: readonly Line[],
): Pick<StressReport, "gapsInSurvivors" | "duplicates" | "outOfOrder"> {
  const seqs = new Map<string, number[]>();
  for (const { run_id, seq } of lines) {
    const known = seqs.get(run_id);
    if (known === undefined) seqs.set(run_id, [seq]);
    else known.push(seq);
  }
  let gapsInSurvivors = 0;
  let duplicates = 0;
  let outOfOrder = 0;
  for (const { run_id, attempted, finished } of ledgers) {
    const found = seqs.get(run_id) ?? [];
    const distinct = new Set(found);
    duplicates += found.length - distinct.size;
    outOfOrder += found.filter((seq, index) => index > 0 && seq < (found[index - 1] ?? 0)).length;
    const whole = Array.from({ length: attempted }, (_, index) => index + 1).every((seq) =>
      distinct.has(seq)
    );
    if (finished && !(whole && distinct.size === attempted)) gapsInSurvivors++;
  }
  return { gapsInSurvivors, duplicates, outOfOrder };
}

function flag(name: string, fallback: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(Deno.args[at + 1]);
}

if (import.meta.main) {
  for (const processes of Deno.args.includes("--processes") ? [flag("processes", 8)] : [2, 8, 32]) {
    const root = Deno.makeTempDirSync();
    const report = await runStress(root, {
      processes,
      eventsEach: flag("events", 2000),
      perFlush: flag("per-flush", 1),
      killShare: flag("kill", 0),
      rotateAtBytes: flag("rotate-at", 0),
      pauseMs: flag("pause", 0),
    });
    Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify({ processes, ...report }, null, 1)}\n`));
    Deno.removeSync(root, { recursive: true });
  }
}
