/**
 * What others would answer: ripgrep by distinct words, BM25 on files, BM25 on chunks. They search the sources only
 * (no tests, no documents), which ctx is not told. Plain textbook versions, so that the comparison is about ranking.
 */
import { identifierParts, identifiersOf } from "../../src/model/words.ts";
import { type Chunk, chunkId } from "../../src/model/chunk.ts";
import type { PackReader } from "../../src/pack/reader.ts";
import { unitsOf } from "../../src/pack/units.ts";
import { isSource } from "./localisation_history.ts";

export const BASELINES = ["rg", "bm25-files", "bm25-chunks"] as const;
export type Baseline = typeof BASELINES[number];

/** Ranked answers to a query: paths, or ids of definitions. */
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

/** BM25 on chunks as above, over the sources of the tree at `root`, that answers with the ids of definitions. */
export function createDefinitionBaseline(root: string, reader: PackReader): Searcher {
  const definitions = new Bm25();
  for (const { path, chunk, words } of chunkDocuments(root, reader)) {
    if (chunk !== null) definitions.add(chunkId(path, chunk), words);
  }
  return (query) => Promise.resolve(definitions.search(queryWords(query)));
}

interface ChunkDocument {
  readonly path: string;
  /** Null for what stands outside of all definitions. */
  readonly chunk: Chunk | null;
  readonly words: readonly string[];
}

/** The chunks of all sources below `root`, each with the words of its own text and of its path. */
function* chunkDocuments(root: string, reader: PackReader): Iterable<ChunkDocument> {
  for (const { id, path } of reader.files()) {
    if (!isSource(path)) continue;
    const text = Deno.readTextFileSync(`${root}/${path}`);
    const pathWords = plainWords(path);
    const chunks = reader.chunksOf(id);
    for (const unit of unitsOf(text.length, chunks)) {
      const body = unit.body.map(({ start, end }) => text.slice(start, end)).join("\n");
      if (body !== "") {
        yield { path, chunk: chunks[unit.unit - 1] ?? null, words: [...pathWords, ...plainWords(body)] };
      }
    }
  }
}

/** The searchers over the sources of the tree at `root`. */
export function createBaselines(root: string, reader: PackReader): Readonly<Record<Baseline, Searcher>> {
  const files = new Bm25();
  const chunks = new Bm25();
  for (const { path } of reader.files().filter((file) => isSource(file.path))) {
    files.add(path, plainWords(Deno.readTextFileSync(`${root}/${path}`)));
  }
  for (const { path, words } of chunkDocuments(root, reader)) chunks.add(path, words);
  return {
    "rg": (query) => searchWithRipgrep(root, queryWords(query)),
    "bm25-files": (query) => Promise.resolve(files.search(queryWords(query))),
    "bm25-chunks": (query) => Promise.resolve(chunks.search(queryWords(query))),
  };
}

/** Okapi BM25, k1 = 1.2, b = 0.75; an answer, a path or an id, scores as the best of its documents. */
class Bm25 {
  readonly #answers: string[] = [];
  readonly #lengths: number[] = [];
  readonly #postings = new Map<string, Map<number, number>>();

  add(answer: string, words: readonly string[]): void {
    const document = this.#answers.push(answer) - 1;
    this.#lengths.push(words.length);
    for (const word of words) {
      let posting = this.#postings.get(word);
      if (posting === undefined) this.#postings.set(word, posting = new Map());
      posting.set(document, (posting.get(document) ?? 0) + 1);
    }
  }

  search(words: readonly string[]): string[] {
    const count = this.#answers.length;
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
    const best = new Map<string, number>();
    for (const [document, score] of scores) {
      const answer = this.#answers[document] ?? "";
      best.set(answer, Math.max(best.get(answer) ?? 0, score));
    }
    return ordered(best);
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
  return [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([answer]) => answer);
}
