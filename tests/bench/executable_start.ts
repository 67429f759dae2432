/**
 * What the executable costs over `deno run` of the same program from its sources, in turns on one tree:
 * `deno run -A tests/bench/executable_start.ts [--executable dist/ctx] [--rounds 40] [--json FILE]`. The bar is 10 ms.
 * Both have a cache of compiled code of their own, filled before the first round. "without the script" is the unpacked
 * runtime, started as the script starts it: what is between that and the executable is the script's.
 */
import { parseArgs } from "@std/cli/parse-args";
import { DatabaseSync } from "node:sqlite";
import { PROJECT } from "../harness.ts";
import { permissionFlags } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import { copyTree, type Corpus, findPythonLibrary, inventTree } from "./corpus.ts";
import { BrokenBenchmark, type Contender, measure, median } from "./measure.ts";
import { ctx, emptyProgram, QUERY } from "./speed.ts";

const LIMIT_MS = 10;
const FILES = 150;

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "--version": ["--version"],
  "search": ["search", ...QUERY],
  "sync, nothing changed": ["sync", "--quiet"],
  "ast symbols FILE": ["ast", "symbols"],
};

const flags = parseArgs([...Deno.args], { string: ["executable", "rounds", "json"] });
const executable = Deno.realPathSync(String(flags["executable"] ?? `${PROJECT}/dist/ctx`));
const rounds = Number(flags["rounds"] ?? 40);
const out = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

interface Row {
  readonly command: string;
  readonly name: string;
  readonly leastMs: number;
  readonly medianMs: number;
  /** Over `deno run`: of the medians, and of the least. */
  readonly overMs: readonly [number, number];
  readonly ratio: number;
}

/** The runtime as the script of the executable starts it. */
function unpacked(cache: string, corpus: Corpus, args: readonly string[]): Contender {
  const version = [...Deno.readDirSync(`${cache}/ctx`)].find(({ isDirectory }) => isDirectory)?.name ?? "";
  const home = `${cache}/ctx/${version}`;
  return {
    name: "without the script",
    command: `${home}/deno`,
    args: [
      "run",
      ...RUNTIME_FLAGS,
      `--config=${home}/program/deno.json`,
      "--no-lock",
      "--no-remote",
      "--cached-only",
      ...permissionFlags([`${home}/program`], `${home}/deno`),
      `${home}/program/main.js`,
      ...args,
    ],
    cwd: corpus.root,
    env: { CTX_SEGMENT: ".", DENO_DIR: `${home}/runtime`, DENO_NO_UPDATE_CHECK: "1" },
  };
}

/** A folder for what Deno compiles, with the packages that are there already. */
async function runtimeFolder(scratch: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: PROJECT })
    .output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout)) as { readonly npmCache: string };
  Deno.mkdirSync(`${scratch}/deno`);
  Deno.symlinkSync(npmCache, `${scratch}/deno/npm`);
  return `${scratch}/deno`;
}

/** As the executable does at its first start: what has been compiled leaves SQLite's log for its file. */
function settle(folder: string): void {
  for (const { name } of [...Deno.readDirSync(folder)]) {
    if (!name.endsWith("-wal")) continue;
    const database = new DatabaseSync(`${folder}/${name.slice(0, -"-wal".length)}`);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
  }
}

async function bench(scratch: string): Promise<Row[]> {
  const source = findPythonLibrary();
  const corpus = source === null
    ? inventTree(`${scratch}/tree`, FILES)
    : copyTree(source, `${scratch}/tree`, FILES);
  const deno = await runtimeFolder(scratch);
  const cache = `${scratch}/cache`;
  Deno.mkdirSync(cache, { mode: 0o700 });
  const rows: Row[] = [];
  const contendersOf = (words: readonly string[]): Contender[] => {
    const args = words[0] === "ast" ? [...words, corpus.files[0] ?? ""] : words;
    const env = { DENO_DIR: deno, DENO_NO_UPDATE_CHECK: "1" };
    const sources = ctx("deno run", corpus, args);
    return [
      { ...sources, env: { ...sources.env, ...env } },
      {
        name: "executable",
        command: executable,
        args,
        cwd: corpus.root,
        env: { CTX_SEGMENT: ".", XDG_CACHE_HOME: cache },
      },
      unpacked(cache, corpus, args),
      { ...emptyProgram(scratch), env },
    ];
  };
  const first = await new Deno.Command(executable, {
    args: ["sync"],
    cwd: corpus.root,
    env: { XDG_CACHE_HOME: cache },
  }).output();
  if (!first.success) throw new BrokenBenchmark(new TextDecoder().decode(first.stderr));
  for (const words of Object.values(COMMANDS)) await measure(contendersOf(words).slice(0, 3), 2);
  settle(deno);
  for (const [command, words] of Object.entries(COMMANDS)) {
    const timings = await measure(contendersOf(words), rounds);
    const base = timings[0]?.timesMs ?? [];
    for (const { name, timesMs } of timings) {
      const [least, middle] = [Math.min(...timesMs), median(timesMs)];
      rows.push({
        command,
        name,
        leastMs: least,
        medianMs: middle,
        overMs: [middle - median(base), least - Math.min(...base)],
        ratio: middle / median(base),
      });
    }
  }
  return rows;
}

function render(rows: readonly Row[]): void {
  out("command                 started as              least  median    over: least  median  ratio");
  for (const { command, name, leastMs, medianMs, overMs: [middle, least], ratio } of rows) {
    const [cells, over] = [[leastMs, medianMs], [least, middle]].map((pair) =>
      pair.map((ms) => ms.toFixed(1).padStart(8)).join("")
    );
    const mark = name !== "executable" ? "" : middle <= LIMIT_MS ? "  within 10 ms" : "  MORE THAN 10 ms";
    out(`${command.padEnd(24)}${name.padEnd(23)}${cells}     ${over}  ${ratio.toFixed(2)}${mark}`);
  }
}

const scratch = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-bench-" }));
try {
  const rows = await bench(scratch);
  render(rows);
  if (typeof flags["json"] === "string") Deno.writeTextFileSync(flags["json"], `${JSON.stringify(rows)}\n`);
} finally {
  Deno.removeSync(scratch, { recursive: true });
}
