/**
 * Whether search finds a definition by its name: names and qualified names (`Session.save`) of a repository's own
 * definitions, drawn at random, are the queries; what is called so answers. Beside it, the plain bm25 order of the index.
 *   deno run -A tests/bench/exact_names.ts REPOSITORY… [--names 200] [--json FILE]   (folders; each gets its pack in _ctx)
 */
import { parseArgs } from "@std/cli/parse-args";
import { findChunks } from "../../src/context/find_chunks.ts";
import { SHOWN_KINDS } from "../../src/context/map_entries.ts";
import { openDatabase } from "../../src/host/database.ts";
import { createReader, type PackReader } from "../../src/pack/reader.ts";
import { type Chunk, chunkId } from "../../src/model/chunk.ts";
import { FIELD_WEIGHTS } from "../../src/search/rank.ts";
import { matchExpression, queryWords } from "../../src/search/words.ts";
import { runTask } from "../harness.ts";

const HITS = 10;
/** Shorter names, and those of operators and sections, nobody asks for. */
const NAME = /^[A-Za-z_]\w{2,}$/;

/** What is asked for, and the ids of all that are called so. */
type Questions = ReadonlyMap<string, ReadonlySet<string>>;

/** The names of what the repository defines, and those with what they belong to. */
function questionsOf(reader: PackReader): { names: Questions; qualified: Questions } {
  const names = new Map<string, Set<string>>();
  const qualified = new Map<string, Set<string>>();
  const add = (questions: Map<string, Set<string>>, question: string, id: string): void => {
    const ids = questions.get(question) ?? new Set();
    questions.set(question, ids.add(id));
  };
  for (const file of reader.files()) {
    const chunks = reader.chunksOf(file.id);
    for (const chunk of chunks.filter(({ kind, name }) => SHOWN_KINDS.has(kind) && NAME.test(name))) {
      const id = chunkId(file.path, chunk);
      add(names, chunk.name, id);
      const owner = ownerOf(chunk);
      if (owner !== "") add(qualified, `${owner}.${chunk.name}`, id);
    }
  }
  return { names, qualified };
}

function ownerOf({ qualname, name }: Chunk): string {
  const [last, owner = ""] = qualname.split(".").reverse();
  return last === name && NAME.test(owner) ? owner : "";
}

/** `count` of the questions, the same ones in every run. */
function draw(questions: Questions, count: number): string[] {
  let state = 1;
  const weighed = [...questions.keys()].sort().map((question) => {
    state = state * 48271 % 0x7fffffff; // MINSTD (Park and Miller)
    return { question, weight: state };
  });
  return weighed.sort((a, b) => a.weight - b.weight).slice(0, count).map(({ question }) => question);
}

/** The index's own order. */
function plainOrder(reader: PackReader, query: string): string[] {
  const expression = matchExpression(queryWords(query).words);
  if (expression === null) return [];
  const ids: string[] = [];
  for (const { fileId, unit } of reader.match(expression, FIELD_WEIGHTS)) {
    const path = reader.fileById(fileId)?.path ?? "";
    const chunk = unit === 0 ? undefined : reader.chunksOf(fileId)[unit - 1];
    ids.push(chunk === undefined ? path : chunkId(path, chunk));
    if (ids.length === HITS) break;
  }
  return ids;
}

export interface Score {
  readonly asked: number;
  readonly at1: number;
  readonly at10: number;
}

/** The share of `questions` whose first hit, or one of ten, is called so. */
export function scoreOf(
  asked: readonly string[],
  questions: Questions,
  find: (question: string) => readonly string[],
): Score {
  let [at1, at10] = [0, 0];
  for (const question of asked) {
    const ids = questions.get(question);
    const place = find(question).findIndex((id) => ids?.has(id));
    if (place === 0) at1++;
    if (place >= 0 && place < HITS) at10++;
  }
  return { asked: asked.length, at1: at1 / asked.length, at10: at10 / asked.length };
}

/** Both kinds of question of the repository at `root`, by ctx and by plain bm25. */
export function measureNames(root: string, count: number): Record<string, Score> {
  const reader = createReader(openDatabase(`${root}/_ctx/pack/pack.db`, "read"));
  const ctx = (query: string): string[] =>
    findChunks(reader, { query, limit: HITS, kind: "", admits: () => true }).chunks.map(({ id }) => id);
  try {
    const { names, qualified } = questionsOf(reader);
    const scores: Record<string, Score> = {};
    for (const [kind, questions] of [["name", names], ["qualified", qualified]] as const) {
      const asked = draw(questions, count);
      if (asked.length === 0) continue;
      scores[`${kind}, ctx`] = scoreOf(asked, questions, ctx);
      scores[`${kind}, bm25`] = scoreOf(asked, questions, (query) => plainOrder(reader, query));
    }
    return scores;
  } finally {
    reader.close();
  }
}

const tell = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

async function main(): Promise<void> {
  const { _: roots, json, names } = parseArgs(Deno.args, { string: ["json", "names", "_"] });
  if (roots.length === 0) {
    tell("usage: deno run -A tests/bench/exact_names.ts REPOSITORY… [--names 200] [--json FILE]");
    Deno.exit(2);
  }
  const outcomes: Record<string, Record<string, Score>> = {};
  tell(`${"repository".padEnd(24)} ${"query".padEnd(16)} asked    @1   @10`);
  for (const root of roots.map(String)) {
    const run = await runTask(["sync", "--quiet", "--segment", root]);
    if (run.status !== 0) throw new Error(run.stderr);
    const repository = root.replace(/\/+$/, "").replace(/.*\//, "");
    outcomes[repository] = measureNames(root, Number(names ?? 200));
    for (const [query, { asked, at1, at10 }] of Object.entries(outcomes[repository] ?? {})) {
      const row = [repository.slice(0, 24).padEnd(24), query.padEnd(16), String(asked).padStart(5)];
      tell([...row, at1.toFixed(3), at10.toFixed(3)].join(" "));
    }
  }
  if (typeof json === "string") Deno.writeTextFileSync(json, `${JSON.stringify(outcomes, null, 2)}\n`);
}

if (import.meta.main) await main();
