/**
 * The long form of tests/property/syntax_fuzz_test.ts: every language, on the hostile texts and on edited real files.
 *
 *   deno run -A tests/bench/fuzz_syntax.ts [ROOT...] [--parses 10000] [--seed 1] [--lang c,cpp] [--only hostile|edited]
 *                                             [--files N] [--largest BYTES]
 *
 * Real files are those below the ROOTs, N of each language at random, none larger than BYTES; without any, the code of
 * tests/specs. Prints for each language the slowest
 * text with its processor time, how often no tree was made, and the memory before and after. Exit
 * status 1 on a crash, a broken outline, a text that took more than 1 s of processor time, or memory that does not
 * stay flat.
 */
import { parseArgs } from "@std/cli/parse-args";
import process from "node:process";
import type { ParseBudget } from "../../src/syntax/bounded_parse.ts";
import { allLanguages } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { fileSkeleton } from "../../src/syntax/skeleton.ts";
import { outlineFaults } from "../property/outline_faults.ts";
import { type Edit, edited, hostileTexts, TOKENS } from "./hostile_source.ts";
import { filesByLanguage, randomFrom } from "./real_files.ts";
import { specCode } from "./spec_code.ts";

const LIMIT_MS = 1000;
/** Growth of the JavaScript heap, and of the whole process, that counts as flat. */
const HEAP_SLACK = 32 * 2 ** 20;
const RSS_SLACK = 96 * 2 ** 20;
const MAX_FILE = 1024 * 1024;

function randomEdits(random: () => number): Edit[] {
  const whole = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: 1 + whole(4) }, (): Edit => {
    switch (whole(6)) {
      case 0:
        return { kind: "cut", at: random() };
      case 1:
        return { kind: "drop", at: random(), length: random() * 0.2 };
      case 2:
        return { kind: "join", other: whole(2 ** 30) };
      case 3:
        return { kind: "insert", at: random(), token: whole(TOKENS.length) };
      case 4:
        return { kind: "repeat", at: random(), length: random() * 0.1, times: 1 + whole(40) };
      default:
        return { kind: "flip", at: random(), bit: whole(8) };
    }
  });
}

/**
 * Processor time so far: of this thread, which is what a text makes anyone wait for, where Linux tells it; else of the
 * whole process, with what V8 compiles and collects beside it.
 */
function processorMs(): number {
  try {
    return Number(Deno.readTextFileSync("/proc/thread-self/schedstat").split(" ", 1)[0]) / 1e6;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

interface Worst {
  ms: number;
  title: string;
}

const args = parseArgs(Deno.args, { string: ["parses", "seed", "lang", "only", "files", "largest"] });
const parses = Number(args["parses"] ?? 10_000);
const only = String(args["only"] ?? "");
const wanted = args["lang"] === undefined ? null : String(args["lang"]).split(",");
const languages = wanted ??
  allLanguages().filter((one) => one.hasGrammar).map((one) => one.name);
const seed = Number(args["seed"] ?? 1);
const mostFiles = Number(args["files"] ?? Infinity);
const roots = filesByLanguage(args._.map(String), Number(args["largest"] ?? MAX_FILE));
for (const [language, paths] of roots) {
  const order = randomFrom(seed);
  const shuffled = paths.map((path) => ({ path, at: order() })).sort((a, b) => a.at - b.at);
  roots.set(language, shuffled.slice(0, mostFiles).map((one) => one.path));
}
let failures = 0;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

for (const language of languages) {
  let unread = 0;
  const worst: Worst = { ms: 0, title: "" };
  const slow: string[] = [];
  const run = async (title: string, text: string): Promise<void> => {
    const outcome = await loadGrammar(language); // as the program does: a parser that has grown is given up
    if (!outcome.ok) throw new Error(outcome.reason);
    const { grammar } = outcome;
    const watched = {
      ...grammar,
      parse: (parsed: string, budget?: ParseBudget) => {
        const tree = grammar.parse(parsed, budget);
        if (tree === null) unread++;
        return tree;
      },
    };
    const started = processorMs();
    const outline = outlineOf(watched, text);
    fileSkeleton(language, text, outline.definitions);
    const ms = processorMs() - started;
    if (ms > worst.ms) Object.assign(worst, { ms, title });
    if (ms > LIMIT_MS) slow.push(`  slow ${title}: ${Math.round(ms)} ms for ${text.length} units`);
    const faults = outlineFaults(outline, text);
    if (faults.length > 0) {
      failures++;
      print(`  broken ${title}: ${faults.slice(0, 3).join("; ")}`);
    }
  };
  const report = (what: string, count: number): void => {
    print(
      `${language} ${what}: ${count} texts, ${unread} without a tree, slowest ${
        Math.round(worst.ms)
      } ms (${worst.title}), ` +
        `heap ${megabytes(Deno.memoryUsage().heapUsed)}, process ${megabytes(Deno.memoryUsage().rss)}`,
    );
    for (const line of slow) print(line);
    failures += slow.length;
    Object.assign(worst, { ms: 0, title: "" });
    slow.length = 0;
    unread = 0;
  };

  const corpus = (roots.get(language) ?? []).map((path) => Deno.readTextFileSync(path));
  if (corpus.length === 0) corpus.push(...specCode(language));
  for (const [index, text] of corpus.entries()) {
    await run(`real file ${roots.get(language)?.[index] ?? index}`, text);
  }
  report("real", corpus.length);
  if (only !== "edited") {
    const texts = hostileTexts();
    const opener = language === "php" ? "<?php\n" : ""; // all before it is no code
    for (const { title, text } of texts) await run(title, `${opener}${text}`);
    report("hostile", texts.length);
  }
  if (only !== "hostile") {
    const random = randomFrom(seed);
    const before = Deno.memoryUsage();
    let [heap, rss] = [before.heapUsed, before.rss];
    for (let i = 0; i < parses; i++) {
      const base = corpus[Math.floor(random() * corpus.length)] ?? "";
      await run(`seed ${seed}, text ${i}`, edited(base, randomEdits(random), corpus));
      if (i === Math.floor(parses / 2)) [heap, rss] = [Deno.memoryUsage().heapUsed, Deno.memoryUsage().rss];
    }
    report("edited", parses);
    const after = Deno.memoryUsage();
    if (after.rss - rss > RSS_SLACK || after.heapUsed - heap > HEAP_SLACK + heap) {
      failures++;
      print(`  not flat: process ${megabytes(rss)} → ${megabytes(after.rss)} in the second half`);
    }
  }
}
print(failures === 0 ? "nothing broke" : `${failures} failures`);
Deno.exit(failures === 0 ? 0 : 1);
