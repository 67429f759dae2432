/**
 * What telemetry costs: one call of the recorder in a warm loop, one flush, and a whole `ctx search` with it and
 * without, as the process alone and as the whole task. Pairs stand side by side in time and take turns in who is first.
 *   deno run -A tests/bench/telemetry_cost.ts [ROUNDS]     as a program of its own, on an invented tree
 */
import { systemClock } from "../../src/host/clock.ts";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { createRecorder, type Recorder } from "../../src/telemetry/recorder.ts";
import { cutQuery } from "../../src/telemetry/redact.ts";
import { PROJECT } from "../harness.ts";
import { type Corpus, inventTree } from "./corpus.ts";
import { type Contender, measure, median } from "./measure.ts";
import { figureRow, renderReport, type Row, type Section } from "./report.ts";
import { ctx, prepare } from "./speed.ts";

const COUNTERS = [
  "lsp_fallback_count",
  "ast_parse_count",
  "lsp_request_count",
  "telemetry_dropped_total",
] as const;
const CALLS = 1_000_000;
const EVENTS = 4000;

function recorderIn(directory: string): Recorder {
  return createRecorder({
    fs: denoFileSystem,
    clock: systemClock,
    level: "full",
    segmentRoot: "/nowhere",
    directory,
  });
}

/** Milliseconds of the fastest of `repeats` runs: what the code costs, without what else the machine does. */
function fastest(repeats: number, run: () => void): number {
  let least = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function incrementNs(recorder: Recorder): number {
  const counted = fastest(12, () => {
    for (let index = 0; index < CALLS; index++) recorder.incr(COUNTERS[index & 3] ?? "ast_parse_count");
  });
  let sink = 0;
  const empty = fastest(12, () => {
    for (let index = 0; index < CALLS; index++) sink += (COUNTERS[index & 3] ?? "ast_parse_count").length;
  });
  return Math.max(0, counted - empty) * 1e6 / CALLS + (sink < 0 ? 1 : 0);
}

function emit(recorder: Recorder): void {
  recorder.event({
    cmd: "ctx.search",
    timingMs: 3,
    query: cutQuery("where is the configuration read"),
    hits: 10,
    bytesRead: 0,
    disclosureMode: null,
    tokens: 0,
  });
}

/** An event from the call to its line in the file: queueing, encoding, and its share of a flush of 4,000. */
function eventUs(scratch: string): { readonly queued: number; readonly whole: number } {
  const recorder = recorderIn(`${scratch}/events/_ctx/telemetry`);
  let queued = Infinity;
  const whole = fastest(8, () => {
    const start = performance.now();
    for (let index = 0; index < EVENTS - 1; index++) emit(recorder);
    queued = Math.min(queued, performance.now() - start);
    recorder.flush();
  });
  return { queued: queued * 1000 / EVENTS, whole: whole * 1000 / EVENTS };
}

function flushMs(scratch: string): number {
  const times = Array.from({ length: 100 }, () => {
    const recorder = recorderIn(`${scratch}/flush/_ctx/telemetry`);
    emit(recorder);
    return fastest(1, () => void recorder.flush());
  });
  return median(times);
}

const SEARCH = ["search", "parse", "email", "header", "charset", "--telemetry"];

/** The value that `share` of the values do not exceed (nearest rank). */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** `ctx ARGS` as the user types it: the task of the checkout, which starts the process on the folder. */
function task(name: string, corpus: Corpus, args: readonly string[]): Contender {
  const config = `${PROJECT}/deno.json`;
  return {
    name,
    command: Deno.execPath(),
    args: ["task", "--quiet", "--config", config, "ctx", "--segment", corpus.root, ...args],
  };
}

/**
 * A search with `lite` beside one with `off`, in the same rounds, and `off` once more: what that second `off` differs
 * by is what the machine makes of nothing.
 */
async function wholeSearch(
  make: (name: string, corpus: Corpus, args: readonly string[]) => Contender,
  name: string,
  corpus: Corpus,
  rounds: number,
): Promise<Row[]> {
  const [off, lite, control] = [`${name}, off`, `${name}, lite`, `${name}, off once more`] as const;
  const timings = await measure([
    make(off, corpus, [...SEARCH, "off"]),
    make(lite, corpus, [...SEARCH, "lite"]),
    make(control, corpus, [...SEARCH, "off"]),
  ], rounds);
  const base = timings[0]?.timesMs ?? [];
  const rows: Row[] = [{ ...figureRow(off, "ms", median(base)), runs: base.length }];
  for (const { name: other, timesMs } of timings.slice(1)) {
    const pairs = timesMs.map((time, index) => time / (base[index] ?? NaN));
    const goal = (target: number): number | null => other === lite ? target : null;
    rows.push({
      ...figureRow(other, "ms", median(timesMs)),
      runs: timesMs.length,
      ratio: median(pairs),
      to: `${off} (median of the pairs)`,
      target: goal(1.02),
    }, {
      ...figureRow(`${other}, 95th percentile`, "ms", quantile(timesMs, 0.95)),
      runs: timesMs.length,
      ratio: quantile(timesMs, 0.95) / quantile(base, 0.95),
      to: `${off}, 95th percentile`,
      target: goal(1.05),
    });
  }
  return rows;
}

export async function benchTelemetry(corpus: Corpus, scratch: string, rounds: number): Promise<Section> {
  const increment = incrementNs(recorderIn(`${scratch}/increments/_ctx/telemetry`));
  const { queued, whole } = eventUs(scratch);
  const rounded = (value: number): number => Math.round(value * 100) / 100;
  return {
    title: "Telemetry",
    rows: [
      figureRow("a counter increment, ns", "ns", rounded(increment), { to: "10 ns", base: 10, target: 1 }),
      figureRow("an event's call, µs", "µs", rounded(queued), { to: "5 µs", base: 5, target: 1 }),
      figureRow("an event until it is in the file, µs", "µs", rounded(whole), {
        to: "5 µs",
        base: 5,
        target: 1,
      }),
      figureRow("a flush of one event, warm, ms", "ms", rounded(flushMs(scratch))),
      ...await wholeSearch(ctx, "the serving process of ctx search", corpus, rounds),
      ...await wholeSearch(task, "deno task ctx search", corpus, rounds),
    ],
  };
}

if (import.meta.main) {
  const scratch = Deno.makeTempDirSync({ prefix: "ctx-bench-" });
  const corpus = inventTree(`${scratch}/tree`, 300);
  await prepare(corpus);
  const section = await benchTelemetry(corpus, scratch, Number(Deno.args[0] ?? 60));
  Deno.stdout.writeSync(new TextEncoder().encode(renderReport([section])));
  Deno.removeSync(scratch, { recursive: true });
}
