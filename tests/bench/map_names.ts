/**
 * Whether `ctx map` begins with what a project's own authors show first: the names that stand as code in its
 * documentation, which nobody here wrote. Also for the names in the order of how many files mention them.
 *   deno run -A tests/bench/map_names.ts REPOSITORY… [--json FILE]     (folders; each gets its pack in _ctx)
 * nDCG of the first 60 entries: a name is worth log2(1 + its mentions as code), once, divided by log2(1 + its place).
 */
import { parseArgs } from "@std/cli/parse-args";

import { SHOWN_KINDS } from "../../src/context/map_entries.ts";
import { decodeMarks, isTelling, markOf } from "../../src/graph/name_marks.ts";
import { openDatabase } from "../../src/host/database.ts";
import { createReader, type PackReader } from "../../src/pack/reader.ts";
import { roleOf } from "../../src/search/role.ts";
import { runTask } from "../harness.ts";

const ENTRIES = 60;
const BUDGET = 20_000;
/** Projects whose documentation names fewer tell nothing. */
const LEAST_NAMES = 15;
/** Of one name in one document: a reference that lists every method a hundred times is still one document. */
const MOST_MENTIONS = 10;

const DOCUMENT = /\.(md|mdx|rst)$/;
/** Records of changes name what is rare. */
const RECORD = /change|history|news|release|whatsnew|migrat/i;
/** Fenced, quoted and indented code. */
const CODE = /```[\s\S]*?```|`[^`\n]+`|^(?: {4}|\t).*$/gm;

function* documentsBelow(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name.startsWith("_") || entry.name === "node_modules") continue;
    if (entry.isDirectory) yield* documentsBelow(path);
    else if (entry.isFile && DOCUMENT.test(entry.name) && !RECORD.test(entry.name)) yield path;
  }
}

/** How often each name stands as code in the documents below `root`. */
function documentedNames(root: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of documentsBelow(root)) {
    const code = (Deno.readTextFileSync(path).match(CODE) ?? []).join("\n");
    for (const [name, all] of Map.groupBy(code.match(/[A-Za-z_]\w+/g) ?? [], (word) => word)) {
      counts.set(name, (counts.get(name) ?? 0) + Math.min(all.length, MOST_MENTIONS));
    }
  }
  return counts;
}

/** The telling names that the sources define, by what they are worth; and by how many files mention them. */
function definedNames(
  reader: PackReader,
  counts: ReadonlyMap<string, number>,
): { worth: Map<string, number>; mostMentioned: string[] } {
  const names = new Set<string>();
  const mentions = new Map<number, number>();
  for (const file of reader.marks()) {
    // What the documentation mentions is what is asked for.
    const role = roleOf(file);
    if (role === "document") continue;
    for (const mark of decodeMarks(file.mentions)) mentions.set(mark, (mentions.get(mark) ?? 0) + 1);
    if (role !== "source") continue;
    for (const { kind, name } of reader.chunksOf(file.fileId)) {
      if (SHOWN_KINDS.has(kind) && isTelling(name)) names.add(name);
    }
  }
  const worth = new Map<string, number>();
  for (const name of names) {
    const count = counts.get(name) ?? 0;
    if (count > 0) worth.set(name, Math.log2(1 + count));
  }
  const mentioned = (name: string): number => mentions.get(markOf(name)) ?? 0;
  const mostMentioned = [...names].sort((a, b) => mentioned(b) - mentioned(a) || (a < b ? -1 : 1));
  return { worth, mostMentioned };
}

/** Of `names` in their order, against the best order that there is. */
export function gainOf(names: readonly string[], worth: ReadonlyMap<string, number>): number {
  const sumOf = (values: readonly number[]): number =>
    values.slice(0, ENTRIES).reduce((sum, value, place) => sum + value / Math.log2(2 + place), 0);
  const seen = new Set<string>();
  const given = names.map((name) => {
    const isNew = !seen.has(name);
    seen.add(name);
    return isNew ? worth.get(name) ?? 0 : 0;
  });
  return sumOf(given) / sumOf([...worth.values()].sort((a, b) => b - a));
}

interface Outcome {
  readonly repository: string;
  readonly names: number;
  readonly map: number;
  readonly most_mentioned: number;
}

async function measure(root: string): Promise<Outcome> {
  const run = await runTask(["map", "--segment", root, "--budget", String(BUDGET), "--json"]);
  if (run.status !== 0) throw new Error(run.stderr);
  const { entries } = JSON.parse(run.stdout) as { entries: { id: string }[] };
  const shown = entries.map(({ id }) => id.replace(/@\d+$/, "").split(/[#.]/).at(-1) ?? "");
  const reader = createReader(openDatabase(`${root}/_ctx/pack/pack.db`, "read"));
  try {
    const { worth, mostMentioned } = definedNames(reader, documentedNames(root));
    const [map = 0, most = 0] = [shown, mostMentioned].map((names) => gainOf(names, worth));
    return {
      repository: root.replace(/\/+$/, "").replace(/.*\//, ""),
      names: worth.size,
      map,
      most_mentioned: most,
    };
  } finally {
    reader.close();
  }
}

const tell = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

if (import.meta.main) {
  const { _: roots, json } = parseArgs(Deno.args, { string: ["json", "_"] });
  if (roots.length === 0) {
    tell("usage: deno run -A tests/bench/map_names.ts REPOSITORY… [--json FILE]");
    Deno.exit(2);
  }
  const outcomes: Outcome[] = [];
  tell("repository                     names   map  most mentioned");
  const row = ({ repository, names, map, most_mentioned: most }: Outcome): string =>
    `${repository.slice(0, 30).padEnd(30)} ${String(names).padStart(5)} ${map.toFixed(3)} ${most.toFixed(3)}`;
  for (const root of roots.map(String)) {
    const outcome = await measure(root);
    if (outcome.names < LEAST_NAMES) continue;
    outcomes.push(outcome);
    tell(row(outcome));
  }
  const mean = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
  const names = outcomes.reduce((sum, outcome) => sum + outcome.names, 0);
  tell(
    row({
      repository: "mean",
      names,
      map: mean(({ map }) => map),
      most_mentioned: mean((one) => one.most_mentioned),
    }),
  );
  if (typeof json === "string") Deno.writeTextFileSync(json, `${JSON.stringify(outcomes, null, 2)}\n`);
}
