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
  /** Share of the processes that get SIGKILL at a random moment, 0..1. */
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

async function startWriter(folder: string, ledger: string, options: StressOptions): Promise<boolean> {
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
  let killTimer: ReturnType<typeof setTimeout> | undefined;
  if (Math.random() < options.killShare) {
    killTimer = setTimeout(() => child.kill("SIGKILL"), 100 + Math.random() * 900);
  }
  const status = await child.status;
  clearTimeout(killTimer);
  return status.success;
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

/** Runs the writers in `root` (an empty folder) and compares files and ledgers. */
export async function runStress(root: string, options: StressOptions): Promise<StressReport> {
  const folder = `${root}/_ctx/telemetry`;
  const started = performance.now();
  const names = Array.from({ length: options.processes }, (_, index) => `${root}/ledger.${index}.json`);
  await Promise.all(names.map((name) => startWriter(folder, name, options)));
  const elapsedMs = performance.now() - started;
  const ledgers = names.flatMap((name): Ledger[] => {
    try {
      return [JSON.parse(Deno.readTextFileSync(name))];
    } catch {
      return []; // killed before its first line, or in the middle of writing it: then nobody knows its run
    }
  });
  const seqs = new Map<string, number[]>();
  let torn = 0;
  for (const line of readLines(folder)) {
    try {
      const event = JSON.parse(line);
      seqs.set(event.run_id, [...(seqs.get(event.run_id) ?? []), event.seq]);
    } catch {
      torn++;
    }
  }
  return {
    ...compare(folder, ledgers, seqs),
    tornLines: torn,
    killed: options.processes - ledgers.filter((one) => one.finished).length,
    elapsedMs,
  };
}

function compare(
  folder: string,
  ledgers: readonly Ledger[],
  seqs: ReadonlyMap<string, readonly number[]>,
): Omit<StressReport, "tornLines" | "killed" | "elapsedMs"> {
  let gapsInSurvivors = 0;
  let duplicates = 0;
  let outOfOrder = 0;
  for (const { run_id, attempted, finished } of ledgers) {
    const found = seqs.get(run_id) ?? [];
    duplicates += found.length - new Set(found).size;
    outOfOrder += found.filter((seq, index) => index > 0 && seq < (found[index - 1] ?? 0)).length;
    const sorted = [...new Set(found)].sort((left, right) => left - right);
    if (finished && (sorted.length !== attempted || sorted[0] !== 1 || sorted.at(-1) !== attempted)) {
      gapsInSurvivors++;
    }
  }
  const metrics = JSON.parse(Deno.readTextFileSync(`${folder}/metrics.json`));
  const differences: Record<string, readonly [number, number]> = {};
  const sum = (key: string): number => ledgers.reduce((total, ledger) => total + Number(ledger[key]), 0);
  for (const counter of COUNTED) {
    if (metrics[counter] !== sum(counter)) differences[counter] = [sum(counter), metrics[counter]];
  }
  const attempted = sum("attempted");
  if (metrics.telemetry_events_total !== attempted) {
    differences["telemetry_events_total"] = [attempted, metrics.telemetry_events_total];
  }
  const expected = /^(events(\.[12])?\.jsonl|metrics\.json|last_run\.json)$/;
  return {
    attempted,
    inFiles: [...seqs.values()].reduce((total, found) => total + found.length, 0),
    dropped: sum("dropped"),
    unlockedFlushes: sum("unlocked"),
    gapsInSurvivors,
    duplicates,
    outOfOrder,
    longestFlushMs: Math.max(0, ...ledgers.map((ledger) => ledger.longest_flush_ms)),
    otherFiles: [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !expected.test(name)),
    differences,
  };
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
