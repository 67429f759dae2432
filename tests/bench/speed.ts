/**
 * How long the user waits: start-up, cold build, sync, search, each beside the program that bounds it from below.
 * The figures are ratios of one run, because only those carry over to another machine.
 */
import { permissionFlags } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import { EXECUTABLE, PROJECT } from "../harness.ts";
import type { Corpus } from "./corpus.ts";
import { BrokenBenchmark, type Contender, isInstalled, measure, peakMemory } from "./measure.ts";
import { figureRow, type Row, type Section, timingRows } from "./report.ts";

export interface SpeedOptions {
  readonly rounds: number;
  /** Rounds of what takes seconds. */
  readonly slowRounds: number;
}

export const QUERY = ["parse", "email", "header", "charset"];
const DENO = Deno.execPath();

/** `ctx ARGS` on the tree: as the shipped task starts it there, or the executable that CTX_EXECUTABLE names. */
export function ctx(name: string, corpus: Corpus, args: readonly string[]): Contender {
  if (EXECUTABLE !== "") {
    return { name, command: EXECUTABLE, args, cwd: corpus.root, env: { CTX_SEGMENT: "." } };
  }
  return {
    name,
    command: DENO,
    args: [
      "run",
      ...RUNTIME_FLAGS,
      `--config=${PROJECT}/deno.json`,
      ...permissionFlags([PROJECT]),
      `${PROJECT}/main.ts`,
      ...args,
    ],
    cwd: corpus.root,
    env: { CTX_SEGMENT: "." },
  };
}

/** A Deno program that does nothing, with the flags of a real one. */
export function emptyProgram(scratch: string): Contender {
  const path = `${scratch}/empty.ts`;
  Deno.writeTextFileSync(path, "export {};\n");
  return { name: "an empty Deno program", command: DENO, args: ["run", "--quiet", "--no-config", path] };
}

/** Listing the tree and asking for each file's times, with the right to read it and no other. */
function walkAlone(corpus: Corpus): Contender {
  return {
    name: "walking alone",
    command: DENO,
    args: ["run", "--quiet", "--no-config", "--allow-read=.", `${PROJECT}/tests/bench/walk_alone.ts`],
    cwd: corpus.root,
  };
}

/** `ctx --version`, directly and through the task, beside an empty program. */
export async function benchStart(
  corpus: Corpus,
  empty: Contender,
  { rounds }: SpeedOptions,
): Promise<Section> {
  const task: Contender = {
    name: "deno task ctx --version",
    command: DENO,
    args: ["task", "--quiet", "--config", `${PROJECT}/deno.json`, "ctx", "--version"],
    cwd: PROJECT,
  };
  const timings = await measure([empty, ctx("ctx --version", corpus, ["--version"]), task], rounds);
  return { title: "Start", rows: timingRows(timings, empty.name, { "ctx --version": 1.1 }) };
}

/** The file of `corpus` that half of the others are longer than. */
function medianFile(corpus: Corpus): string {
  const sizes = corpus.files.map((path) => ({ path, bytes: Deno.statSync(`${corpus.root}/${path}`).size }));
  return sizes.sort((a, b) => a.bytes - b.bytes)[sizes.length >> 1]?.path ?? "";
}

/** `ctx ast symbols` of a file of middle length, without a pack and from a fresh one; leaves that behind. */
export async function benchOneFile(
  corpus: Corpus,
  empty: Contender,
  { rounds }: SpeedOptions,
): Promise<Section> {
  const args = ["ast", "symbols", medianFile(corpus)];
  const without = ctx("ast symbols FILE, no pack", corpus, args);
  const cold = await measure([empty, without], 2 * rounds);
  if (await Deno.stat(`${corpus.root}/_ctx/pack/pack.db`).then(() => true, () => false)) {
    throw new BrokenBenchmark("ctx ast symbols made a pack");
  }
  await prepare(corpus);
  settle(corpus);
  const again = { ...empty, name: `${empty.name} in turns with it` };
  const fresh = ctx("ast symbols FILE, from the pack", corpus, args);
  const rows = [
    ...timingRows(cold, empty.name, { [without.name]: 4 }),
    ...timingRows(await measure([again, fresh], rounds), again.name, { [fresh.name]: 4 }),
  ];
  return { title: "One file", rows };
}

/** A cold build beside parsing alone, with its memory and the size of its pack. */
export async function benchBuild(corpus: Corpus, { slowRounds }: SpeedOptions): Promise<Section> {
  const parse: Contender = {
    name: "parsing alone, every core",
    command: DENO,
    args: [
      "run",
      "--quiet",
      "--allow-all",
      `--config=${PROJECT}/deno.json`,
      `${PROJECT}/tests/bench/parse_alone.ts`,
      corpus.root,
    ],
  };
  const build = ctx("ctx build", corpus, ["build", "--quiet"]);
  const contenders = [parse, build];
  if (await isInstalled("ctags")) {
    contenders.push({
      name: "ctags -R",
      command: "ctags",
      args: ["-R", "--languages=Python", "-f", "-", corpus.root],
    });
  }
  const rows = timingRows(await measure(contenders, slowRounds), parse.name, { [build.name]: 1.25 });
  const memory = await peakMemory(build);
  if (memory !== null) {
    rows.push(
      figureRow("ctx build, peak memory", "bytes", memory, { to: "300 MB", base: 300e6, target: 1 }),
    );
  }
  return { title: "Cold build", rows: [...rows, packRow(corpus)] };
}

function packRow(corpus: Corpus): Row {
  const { size } = Deno.statSync(`${corpus.root}/_ctx/pack/pack.db`);
  return figureRow("pack", "bytes", size, { to: "the sources", base: corpus.sourceBytes, target: 1 });
}

let edits = 0;

/** Appends a definition to one in `every` files, so that the next sync has that much to do. */
export function edit(corpus: Corpus, count: number): void {
  const step = Math.max(1, Math.floor(corpus.files.length / count));
  for (let index = 0; index < count; index++) {
    const path = corpus.files[(edits + index * step) % corpus.files.length];
    if (path === undefined) continue;
    Deno.writeTextFileSync(`${corpus.root}/${path}`, `\ndef bench_edit_${edits}():\n    return ${index}\n`, {
      append: true,
    });
  }
  edits++;
}

/** A file's times prove nothing until it is this old: Linux tells the time of change to Deno in whole seconds. */
const YOUNG_MS = 2_100;

/** Waits until every file's times prove something, and has the pack know it: what follows finds a fresh one. */
function settle(corpus: Corpus): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, YOUNG_MS);
  const { command, args, cwd, env } = ctx("", corpus, ["sync", "--quiet"]);
  const { success } = new Deno.Command(command, {
    args: [...args],
    ...cwd === undefined ? {} : { cwd },
    ...env === undefined ? {} : { env },
    stdout: "null",
    stderr: "null",
  }).outputSync();
  if (!success) throw new BrokenBenchmark("ctx sync failed");
}

/** `ctx sync` with nothing to do, with one and with a tenth of the files changed, beside an empty program. */
export async function benchSync(
  corpus: Corpus,
  empty: Contender,
  { rounds }: SpeedOptions,
): Promise<Section> {
  const sync = ["sync", "--quiet"];
  const many = Math.min(200, Math.ceil(corpus.files.length / 10));
  settle(corpus);
  const still = await measure([empty, walkAlone(corpus), ctx("sync, nothing changed", corpus, sync)], rounds);
  const one: Contender = {
    ...ctx("sync, one file changed", corpus, sync),
    prepare: () => {
      settle(corpus);
      edit(corpus, 1);
    },
  };
  const changed = await measure(
    [{ ...empty, name: `${empty.name} in turns with it` }, one],
    Math.ceil(rounds / 2),
  );
  const bulk = await measure([
    { ...ctx(`sync, ${many} files changed`, corpus, sync), prepare: () => edit(corpus, many) },
  ], Math.ceil(rounds / 4));
  const rows = [
    ...timingRows([...still, ...bulk], empty.name, { "sync, nothing changed": 3 }),
    ...timingRows(changed, `${empty.name} in turns with it`, { "sync, one file changed": 4 }),
  ];
  return { title: "Sync", rows };
}

/** `ctx search` on a fresh pack beside ripgrep for the same words, any of them. */
export async function benchSearch(corpus: Corpus, { rounds }: SpeedOptions): Promise<Section> {
  const search = ctx("ctx search", corpus, ["search", ...QUERY]);
  settle(corpus);
  if (!(await isInstalled("rg"))) {
    return {
      title: "Search (no rg here to compare with)",
      rows: timingRows(await measure([search], rounds), search.name),
    };
  }
  const peer = ripgrep(corpus);
  const contenders = [peer, search, walkAlone(corpus)];
  if (await isInstalled("git")) {
    const args = ["grep", "--no-index", "--ignore-case", ...QUERY.flatMap((word) => ["-e", word])];
    contenders.push({ name: "git grep, any of the words", command: "git", args, cwd: corpus.root });
  }
  const timings = await measure(contenders, rounds);
  return { title: "Search", rows: timingRows(timings, peer.name, { "ctx search": 1 }) };
}

/** The words of QUERY, any of them, by ripgrep. */
export function ripgrep(corpus: Corpus): Contender {
  return {
    name: "rg, any of the words",
    command: "rg",
    args: ["--ignore-case", "--no-config", ...QUERY.flatMap((word) => ["-e", word]), "."],
    cwd: corpus.root,
  };
}

/** `ctx map` from a fresh pack beside an empty program. */
export async function benchMap(
  corpus: Corpus,
  empty: Contender,
  { rounds }: SpeedOptions,
): Promise<Section> {
  settle(corpus);
  const timings = await measure([empty, ctx("ctx map", corpus, ["map"])], rounds);
  return { title: "Map", rows: timingRows(timings, empty.name, { "ctx map": 5 }) };
}

/** Builds the pack that the other benchmarks start from, and checks that it answers. */
export async function prepare(corpus: Corpus): Promise<void> {
  const { command, args } = ctx("", corpus, ["sync", "--json"]);
  const { success, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: corpus.root,
    env: { CTX_SEGMENT: "." },
  }).output();
  if (!success) throw new BrokenBenchmark(`ctx sync failed: ${new TextDecoder().decode(stderr)}`);
  const { files } = JSON.parse(new TextDecoder().decode(stdout)) as { files: number };
  if (files < corpus.files.length * 0.9) {
    throw new BrokenBenchmark(`the pack holds ${files} of ${corpus.files.length} files`);
  }
}
