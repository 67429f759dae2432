/**
 * Does search find what a bug fix changed? Takes any Git repositories with history; docs/ranking.md explains the
 * figures and gives ours.
 *   deno run -A tests/bench/localisation.ts REPOSITORY… [--cases 90] [--window 300] [--folder DIR] [--json FILE]
 *     [--baselines] [--docstrings 100] [--messages 40 [--containing TEXT]]
 * REPOSITORY is a work tree or a bare Git folder. Docstrings are those of HEAD; --cases 0 asks for them alone. --folder keeps trees and packs for the next run.
 */
import { parseArgs } from "@std/cli/parse-args";
import { findChunks } from "../../src/context/find_chunks.ts";
import {
  type Baseline,
  BASELINES,
  createBaselines,
  createDefinitionBaseline,
} from "./localisation_baselines.ts";
import { maskDocstrings } from "./localisation_docstrings.ts";
import { listCases, type LocalisationCase } from "./localisation_history.ts";
import { type Figures, FIGURES_HEAD, figuresLine, Score } from "./localisation_score.ts";
import { packTree, prepareTree, type SearchedTree } from "./localisation_tree.ts";

export interface LocalisationOptions {
  readonly cases: number;
  readonly window: number;
  readonly folder: string;
  readonly baselines: boolean;
  /** See HistoryOptions. */
  readonly messageWords: number;
  readonly containing: string;
  /** How many docstrings to ask for; 0 for none. */
  readonly docstrings: number;
}

/** Figures by what was asked of whom: `files`, `files in 10 hits`, `definitions`, `rg`, … */
export type RepositoryReport = Readonly<Record<string, Figures>>;

/** Hits that are looked at: enough for ten different files. */
const HITS = 200;
const QUESTIONS = [
  "ctx files",
  "ctx files in 10 hits",
  "ctx definitions",
  ...BASELINES,
  "docstring → function",
  "docstring → function, bm25-chunks",
] as const;
type Scores = Map<string, Score>;

/** Runs all cases of one repository and adds them to `scores`. */
export async function localise(
  repository: string,
  options: LocalisationOptions,
  scores: Scores,
): Promise<void> {
  const cases = await listCases(repository, {
    mostCases: options.cases,
    window: options.window,
    messageWords: options.messageWords,
    containing: options.containing,
  });
  const folder = `${options.folder}/${repository.replaceAll(/[^\w.-]+/g, "_")}`;
  for (const [base, ofTree] of Map.groupBy(cases, (one) => one.base)) {
    const tree = await prepareTree(repository, base, folder);
    try {
      await scoreTree(tree, ofTree, options.baselines, scores);
    } finally {
      tree.reader.close();
    }
  }
  if (options.docstrings > 0) {
    await scoreDocstrings(repository, `${folder}/masked`, options, scores);
  }
}

async function scoreTree(
  tree: SearchedTree,
  cases: readonly LocalisationCase[],
  withBaselines: boolean,
  scores: Scores,
): Promise<void> {
  const baselines = withBaselines ? createBaselines(tree.root, tree.reader) : null;
  for (const { query, files, definitions } of cases) {
    const hits = ask(tree, query);
    const paths = hits.map(({ path }) => path);
    scoreOf(scores, "ctx files").add([...new Set(paths)], files);
    scoreOf(scores, "ctx files in 10 hits").add([...new Set(paths.slice(0, 10))], files);
    if (definitions.length > 0) {
      scoreOf(scores, "ctx definitions").add([...new Set(hits.map(({ id }) => id))], definitions);
    }
    for (const name of baselines === null ? [] : BASELINES) {
      scoreOf(scores, name).add(await baselines?.[name as Baseline](query) ?? [], files);
    }
  }
}

async function scoreDocstrings(
  repository: string,
  folder: string,
  { docstrings, baselines }: LocalisationOptions,
  scores: Scores,
): Promise<void> {
  // What an interrupted run left is masked already.
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const plain = await prepareTree(repository, "HEAD", folder);
  const paths = plain.reader.files().map(({ path }) => path);
  plain.reader.close();
  const cases = await maskDocstrings(plain.root, paths, docstrings);
  const masked = await packTree(plain.root);
  try {
    const baseline = baselines ? createDefinitionBaseline(plain.root, masked.reader) : null;
    for (const { query, definition } of cases) {
      const ids = ask(masked, query).map(({ id }) => id);
      scoreOf(scores, "docstring → function").add([...new Set(ids)], [definition]);
      if (baseline === null) continue;
      const others = (await baseline(query)).map(withoutOrdinal);
      scoreOf(scores, "docstring → function, bm25-chunks").add([...new Set(others)], [definition]);
    }
  } finally {
    masked.reader.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

function ask({ reader }: SearchedTree, query: string): { path: string; id: string }[] {
  const { chunks } = findChunks(reader, { query, limit: HITS, kind: "", admits: () => true });
  return chunks.map(({ file, id }) => ({ path: file.path, id: withoutOrdinal(id) }));
}

/** `@2` tells definitions of one name apart; history does not. */
function withoutOrdinal(id: string): string {
  return id.replace(/@\d+$/, "");
}

function scoreOf(scores: Scores, question: string): Score {
  const known = scores.get(question);
  if (known !== undefined) return known;
  const score = new Score();
  scores.set(question, score);
  return score;
}

function report(scores: Scores): RepositoryReport {
  return Object.fromEntries(QUESTIONS.flatMap((question) => {
    const score = scores.get(question);
    return score === undefined ? [] : [[question, score.figures]];
  }));
}

function print(name: string, figures: RepositoryReport): void {
  const lines = Object.entries(figures).map(([question, one]) => figuresLine(question, one));
  Deno.stdout.writeSync(new TextEncoder().encode(`\n${name}\n${FIGURES_HEAD}\n${lines.join("\n")}\n`));
}

async function main(): Promise<void> {
  const flags = parseArgs(Deno.args, {
    string: ["cases", "window", "folder", "json", "docstrings", "messages", "containing"],
    boolean: ["baselines"],
  });
  const given = typeof flags["folder"] === "string" ? flags["folder"] : null;
  const folder = given ?? Deno.makeTempDirSync({ prefix: "ctx-localisation-" });
  const options: LocalisationOptions = {
    cases: Number(flags["cases"] ?? 90),
    window: Number(flags["window"] ?? 300),
    folder,
    baselines: flags["baselines"] === true,
    messageWords: Number(flags["messages"] ?? 0),
    containing: String(flags["containing"] ?? ""),
    docstrings: Number(flags["docstrings"] ?? 0),
  };
  const all: Record<string, RepositoryReport> = {};
  const total: Scores = new Map();
  for (const repository of flags._.map(String)) {
    const scores: Scores = new Map();
    await localise(repository, options, scores);
    all[repository] = report(scores);
    print(repository, all[repository]);
    for (const [question, score] of scores) scoreOf(total, question).addAll(score);
  }
  all["all"] = report(total);
  if (flags._.length > 1) print("all", all["all"]);
  if (typeof flags["json"] === "string") {
    Deno.writeTextFileSync(
      flags["json"],
      JSON.stringify({ options: { ...options, folder: "" }, repositories: all }, null, 2),
    );
  }
  if (given === null) Deno.removeSync(folder, { recursive: true });
}

if (import.meta.main) await main();
