/**
 * How time and size grow with the tree: copies of one tree with other names, 1, 3, 10 and 30 times, and what a user
 * waits for in each, beside an empty program of the same round.
 *   deno run -A tests/bench/growth.ts [--times 1,3,10,30] [--files 150] [--rounds 5] [--tree DIR] [--json FILE] [--svg FILE]
 * Prints a table with the slope of each row: the exponent b of value ~ files^b, 0 for flat and 1 for linear.
 */
import { parseArgs } from "@std/cli/parse-args";
import { copyTree, type Corpus, findPythonLibrary, inventTree, multiplyTree } from "./corpus.ts";
import { drawGrowth } from "./growth_plot.ts";
import { BrokenBenchmark, type Contender, isInstalled, measure, median } from "./measure.ts";
import { ctx, edit, emptyProgram, QUERY, ripgrep } from "./speed.ts";

/** One quantity at each of the sizes. */
export interface Curve {
  readonly name: string;
  readonly unit: "ms" | "MB";
  readonly values: readonly number[];
}

export interface Growth {
  readonly files: readonly number[];
  readonly curves: readonly Curve[];
}

/** Exponent b of the least-squares line log(value) = a + b log(files). */
export function slopeOf(files: readonly number[], values: readonly number[]): number {
  const points = files.map((count, index) => [Math.log(count), Math.log(values[index] ?? NaN)] as const);
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** The curves as a Markdown table. */
export function renderGrowth({ files, curves }: Growth): string {
  const rows = curves.map(({ name, unit, values }) => [
    `${name} (${unit})`,
    ...values.map((value) => value.toFixed(value < 100 ? 1 : 0)),
    slopeOf(files, values).toFixed(2),
  ]);
  const head = ["files", ...files.map((count) => count.toLocaleString("en")), "slope"];
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n") + "\n";
}

interface Step {
  readonly files: number;
  readonly values: ReadonlyMap<string, number>;
}

/** The quantities of one tree, by name; times in ms, sizes in MB. */
async function measureTree(corpus: Corpus, empty: Contender, rounds: number): Promise<Step> {
  const values = new Map<string, number>();
  const note = async (contenders: readonly Contender[], times: number): Promise<void> => {
    for (const { name, timesMs } of await measure(contenders, times)) values.set(name, median(timesMs));
  };
  await note([{ ...ctx("build", corpus, ["build", "--quiet"]) }], 1);
  values.set("sources", corpus.sourceBytes / 1e6);
  values.set("pack", Deno.statSync(`${corpus.root}/_ctx/pack/pack.db`).size / 1e6);
  // What was written within the clock's tick is read once more; after that the pack is fresh.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  const quick: Contender[] = [
    empty,
    ctx("sync, nothing changed", corpus, ["sync", "--quiet"]),
    ctx("search", corpus, ["search", ...QUERY]),
    ctx("map", corpus, ["map"]),
  ];
  if (await isInstalled("rg")) quick.push(ripgrep(corpus));
  await note(quick, rounds);
  const one = {
    ...ctx("sync, one file changed", corpus, ["sync", "--quiet"]),
    prepare: () => edit(corpus, 1),
  };
  await note([one], rounds);
  return { files: corpus.files.length, values };
}

/** Measures copies of `base` below `scratch`, one tree after the other. */
export async function measureGrowth(
  base: Corpus,
  scratch: string,
  times: readonly number[],
  rounds: number,
): Promise<Growth> {
  const empty = emptyProgram(scratch);
  const steps: Step[] = [];
  for (const count of times) {
    const target = `${scratch}/copies`;
    steps.push(await measureTree(multiplyTree(base, target, count), empty, rounds));
    Deno.removeSync(target, { recursive: true });
  }
  const names = [...steps[0]?.values.keys() ?? []];
  return {
    files: steps.map(({ files }) => files),
    curves: names.map((name) => ({
      name,
      unit: name === "pack" || name === "sources" ? "MB" : "ms",
      values: steps.map(({ values }) => values.get(name) ?? NaN),
    })),
  };
}

async function main(argv: readonly string[]): Promise<void> {
  const flags = parseArgs([...argv], { string: ["times", "files", "rounds", "tree", "json", "svg"] });
  const text = (name: string, fallback: string): string => String(flags[name] ?? "") || fallback;
  const scratch = Deno.makeTempDirSync({ prefix: "ctx-growth-" });
  try {
    const source = text("tree", findPythonLibrary() ?? "");
    const most = Number(text("files", "150"));
    const base = source === ""
      ? inventTree(`${scratch}/base`, most)
      : copyTree(source, `${scratch}/base`, most);
    const times = text("times", "1,3,10,30").split(",").map(Number);
    if (times.some((count) => !(count >= 1))) throw new BrokenBenchmark("--times takes numbers from 1");
    const growth = await measureGrowth(base, scratch, times, Number(text("rounds", "5")));
    Deno.stdout.writeSync(new TextEncoder().encode(renderGrowth(growth)));
    if (text("json", "") !== "") {
      Deno.writeTextFileSync(
        text("json", ""),
        `${JSON.stringify({ schema: "ctx.growth/1", ...growth }, null, 2)}\n`,
      );
    }
    if (text("svg", "") !== "") Deno.writeTextFileSync(text("svg", ""), drawGrowth(growth));
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
