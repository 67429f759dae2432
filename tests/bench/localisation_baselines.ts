/**
 * What others would answer: ripgrep by distinct words, BM25 on files, BM25 on chunks. They search the sources only
 * (no tests, no documents), which ctx is not told. Plain textbook versions, so that the comparison is about ranking.
 */
import { identifierParts, identifiersOf } from "../../src/model/words.ts";
import type { PackReader } from "../../src/pack/reader.ts";
import { unitsOf } from "../../src/pack/units.ts";
import { isSource } from "./localisation_history.ts";

export const BASELINES = ["rg", "bm25-files", "bm25-chunks"] as const;
export type Baseline = typeof BASELINES[number];

/** Ranked paths for a query. */
export type Searcher = (query: string) => Promise<readonly string[]>;

/** The plain splitting that the baselines get: parts and wholes, no stems. */
function plainWords(text: string): string[] {
  return identifiersOf(text).flatMap((identifier) => {
    const parts = identifierParts(identifier);
    return parts.length > 1 ? [...parts, parts.join("")] : [...parts];
  });
}

const STOP_WORDS = new Set(
  ("a about after all also an and are as at be because been before but by can could did do does for from get had " +
    "has have how if in into is it its like no not of on only or other should so some than that the their then " +
    "there they this to up use used was were what when where which while who why will with without would you")
    .split(" "),
);

function queryWords(query: string): string[] {
  const words = [...new Set(plainWords(query))];
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/** The searchers over the sources of the tree at `root`. */
export function createBaselines(root: string, reader: PackReader): Readonly<Record<Baseline, Searcher>> {
  const paths = reader.files().map(({ path }) => path).filter(isSource);
  const files = new Bm25();
  const chunks = new Bm25();
  for (const path of paths) {
    const file = reader.fileByPath(path);
    if (file === null) continue;
    const text = Deno.readTextFileSync(`${root}/${path}`);
    files.add(path, plainWords(text));
    const pathWords = plainWords(path);
    for (const unit of unitsOf(text.length, reader.chunksOf(file.id))) {
      const body = unit.body.map(({ start, end }) => text.slice(start, end)).join("\n");
      if (body !== "") chunks.add(path, [...pathWords, ...plainWords(body)]);
    }
  }
  return {
    "rg": (query) => searchWithRipgrep(root, queryWords(query)),
    "bm25-files": (query) => Promise.resolve(files.search(queryWords(query))),
    "bm25-chunks": (query) => Promise.resolve(chunks.search(queryWords(query))),
  };
}

/** Okapi BM25, k1 = 1.2, b = 0.75; a path scores as the best of its documents. */
class Bm25 {
  readonly #paths: string[] = [];
  readonly #lengths: number[] = [];
  readonly #postings = new Map<string, Map<number, number>>();

  add(path: string, words: readonly string[]): void {
    const document = this.#paths.push(path) - 1;
    this.#lengths.push(words.length);
    for (const word of words) {
      let posting = this.#postings.get(word);
      if (posting === undefined) this.#postings.set(word, posting = new Map());
      posting.set(document, (posting.get(document) ?? 0) + 1);
    }
  }

  search(words: readonly string[]): string[] {
    const count = this.#paths.length;
    const average = this.#lengths.reduce((sum, length) => sum + length, 0) / count;
    const scores = new Map<number, number>();
    for (const word of words) {
      const posting = this.#postings.get(word);
      if (posting === undefined) continue;
      const weight = Math.log(1 + (count - posting.size + 0.5) / (posting.size + 0.5));
      for (const [document, frequency] of posting) {
        const norm = 1.2 * (0.25 + 0.75 * (this.#lengths[document] ?? 0) / average);
        const gain = weight * frequency * 2.2 / (frequency + norm);
        scores.set(document, (scores.get(document) ?? 0) + gain);
      }
    }
    const byPath = new Map<string, number>();
    for (const [document, score] of scores) {
      const path = this.#paths[document] ?? "";
      byPath.set(path, Math.max(byPath.get(path) ?? 0, score));
    }
    return ordered(byPath);
  }
}

/** Files by how many of the words they hold, then by how many lines do. */
async function searchWithRipgrep(root: string, words: readonly string[]): Promise<string[]> {
  const scores = new Map<string, number>();
  for (const word of words) {
    const { stdout } = await new Deno.Command("rg", {
      args: ["--count", "--ignore-case", "--fixed-strings", "--no-ignore", "--", word, "."],
      cwd: root,
      stderr: "null",
    }).output();
    for (const line of new TextDecoder().decode(stdout).split("\n")) {
      const at = line.lastIndexOf(":");
      const path = line.slice(0, at).replace(/^\.\//, "");
      if (at < 0 || !isSource(path)) continue;
      scores.set(path, (scores.get(path) ?? 0) + 1 + Math.min(Number(line.slice(at + 1)), 999) / 1e6);
    }
  }
  return ordered(scores);
}

function ordered(scores: ReadonlyMap<string, number>): string[] {
  return [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([path]) => path);
}
