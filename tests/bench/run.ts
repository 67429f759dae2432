/**
 * `deno task bench`: the speed of `ctx` beside the programs that bound it, as ratios of one run.
 *   deno task bench [--short] [--json FILE] [--tree DIR]
 * The tree is the standard library of `python3` unless one is named. `--short` takes a small part of it and fewer
 * rounds. Ends with status 1 when a benchmark is broken, never because the machine is slow.
 */
import { parseArgs } from "@std/cli/parse-args";
import { copyTree, type Corpus, findPythonLibrary, inventTree } from "./corpus.ts";
import { BrokenBenchmark } from "./measure.ts";
import { renderReport, reportJson, type Section } from "./report.ts";
import { benchTelemetry } from "./telemetry_cost.ts";
import {
  benchBuild,
  benchMap,
  benchOneFile,
  benchSearch,
  benchStart,
  benchSync,
  emptyProgram,
} from "./speed.ts";

const SHORT_FILES = 150;

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(text));
}

function corpusAt(target: string, tree: string | undefined, short: boolean): Corpus {
  const source = tree ?? findPythonLibrary();
  const most = short ? SHORT_FILES : Infinity;
  return source === null ? inventTree(target, short ? SHORT_FILES : 1500) : copyTree(source, target, most);
}

async function bench(
  scratch: string,
  flags: { short: boolean; tree: string | undefined },
): Promise<Section[]> {
  const corpus = corpusAt(`${scratch}/tree`, flags.tree, flags.short);
  say(`${corpus.files.length} files, ${(corpus.sourceBytes / 1e6).toFixed(1)} MB of Python\n\n`);
  const options = flags.short ? { rounds: 5, slowRounds: 2 } : { rounds: 15, slowRounds: 3 };
  const empty = emptyProgram(scratch);
  const sections: Section[] = [];
  for (
    const run of [
      () => benchOneFile(corpus, empty, options),
      () => benchStart(corpus, empty, options),
      () => benchBuild(corpus, options),
      () => benchSync(corpus, empty, options),
      () => benchSearch(corpus, options),
      () => benchMap(corpus, empty, options),
      () => benchTelemetry(corpus, scratch, options.rounds * 2),
    ]
  ) {
    const section = await run();
    sections.push(section);
    say(`${renderReport([section])}\n`);
  }
  return sections;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

async function main(argv: readonly string[]): Promise<number> {
  const flags = parseArgs([...argv], { boolean: ["short"], string: ["json", "tree"] });
  const file = textOf(flags["json"]);
  const scratch = Deno.makeTempDirSync({ prefix: "ctx-bench-" });
  try {
    const sections = await bench(scratch, { short: flags["short"] === true, tree: textOf(flags["tree"]) });
    const machine = { os: Deno.build.os, cores: navigator.hardwareConcurrency, deno: Deno.version.deno };
    if (file !== undefined) Deno.writeTextFileSync(file, reportJson(sections, machine));
    return 0;
  } catch (error) {
    if (!(error instanceof BrokenBenchmark)) throw error;
    say(`broken benchmark: ${error.message}\n`);
    return 1;
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
