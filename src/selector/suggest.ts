/**
 * What was probably meant by a selector that names nothing: did-you-mean. Pure over SymbolIndex; loaded only after
 * a miss. Suggestions are never acted upon.
 * Cost: one pass over the defined names with a filter of a few nanoseconds each, edit distance for the rest.
 */
import { levenshteinDistance } from "@std/text/levenshtein-distance";
import type { Chunk } from "../model/chunk.ts";
import { targetId } from "./resolve.ts";
import type { Selector, Target } from "./selector.ts";
import type { IndexedPath, SymbolIndex } from "./symbol_index.ts";

/** As many as a person reads. */
export const SUGGESTION_LIMIT = 5;

/** Near names whose files are looked into, and files for each: bounds the outlines that are decoded. */
const NAME_LIMIT = 12;
const FILES_PER_NAME = 6;

/** Longest word that is compared; edit distance is quadratic. */
const WORD_LIMIT = 256;

/** 0 is the same word; what differs by half of its letters is no suggestion, with the path counted a little more. */
const FAR = 0.5;
const TOO_FAR = 0.75;

interface Scored {
  readonly target: Target;
  /** 0 is the same, 1 has nothing in common. */
  readonly score: number;
}

interface Wanted {
  /** "" where the selector gives none. */
  readonly path: string;
  readonly qualname: string;
  readonly line: number;
}

/** At most `limit` targets that the selector's writer may have meant, the likeliest first. */
export function suggestTargets(
  selector: Selector,
  index: SymbolIndex,
  limit: number = SUGGESTION_LIMIT,
): Target[] {
  const wanted = wantedOf(selector);
  const file = wanted.path === "" ? null : index.file(wanted.path);
  const found: Scored[] = [];
  if (file !== null && wanted.line > 0) found.push(...nearLine(file, wanted.line, index));
  if (file !== null && wanted.qualname !== "") found.push(...nearInFile(file, wanted.qualname, index));
  if (file === null && wanted.path !== "") found.push(...nearPaths(wanted, index));
  if (wanted.qualname !== "") found.push(...nearSymbols(wanted, index));
  const best = new Map<string, Scored>();
  for (const one of found.toSorted((a, b) => a.score - b.score)) {
    const id = targetId(one.target);
    if (one.score < TOO_FAR && best.size < limit && !best.has(id)) best.set(id, one);
  }
  return [...best.values()].map((one) => one.target);
}

function wantedOf(selector: Selector): Wanted {
  const wanted = { path: "", qualname: "", line: 0 };
  for (const reading of selector.readings) {
    switch (reading.kind) {
      case "uri":
        return {
          path: reading.lang === "python" ? `${reading.module.replaceAll(".", "/")}.py` : reading.module,
          qualname: reading.qualname ?? "",
          line: 0,
        };
      case "symbol":
        // The path up to the first `#`, and the name without its ordinal.
        if (wanted.qualname === "" || reading.ordinal > 1) {
          wanted.path = reading.path;
          wanted.qualname = reading.qualname;
        }
        break;
      case "lines":
      case "place":
        wanted.path = reading.path;
        wanted.line = reading.kind === "lines" ? reading.startLine : reading.line;
        break;
      case "file":
        wanted.path = reading.path;
        break;
      case "name":
        // C++, Rust, PHP and Ruby write other separators than the dot of a qualified name.
        if (wanted.qualname === "" && wanted.line === 0) {
          wanted.qualname = reading.name.replace(/::|->|[#\\]/g, ".");
        }
    }
  }
  return wanted;
}

/** Case and `_` aside: `getUser`, `get_user` and `GetUser` are one word to people. */
function plain(word: string): string {
  return word.slice(0, WORD_LIMIT).toLowerCase().replace(/[_-]/g, "");
}

/** Share of the letters that differ; a little more than 0 for words that differ in case and `_` only. */
function difference(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [plain(a), plain(b)];
  return Math.min(1, (levenshteinDistance(x, y) + 0.25) / Math.max(1, x.length, y.length));
}

/** `wanted` is a dotted name; it is compared with as many trailing components of the chunk's name as it has. */
function nameScore(wanted: string, chunk: Chunk): number {
  const parts = wanted.split(".");
  if (chunk.kind === "section") {
    return Math.min(difference(wanted, chunk.name), difference(wanted, chunk.qualname));
  }
  const own = chunk.qualname.split(".");
  const whole = difference(wanted, own.slice(-parts.length).join("."));
  const last = parts.at(-1) ?? "";
  const lastOnly = difference(last, own.at(-1) ?? "") + (parts.length > 1 ? 0.15 : 0);
  return Math.min(whole, lastOnly, holdsWord(chunk.name, last) ? 0.4 : 1);
}

function holdsWord(name: string, word: string): boolean {
  return word.length >= 3 && plain(name).includes(plain(word));
}

function toTarget(file: IndexedPath, chunk: Chunk | null): Target {
  return { path: file.path, lang: file.lang, chunk, lines: null };
}

function nearInFile(file: IndexedPath, qualname: string, index: SymbolIndex): Scored[] {
  return index.chunksOf(file.path).filter((chunk) => chunk.kind !== "lines").map((chunk) => ({
    target: toTarget(file, chunk),
    score: nameScore(qualname, chunk) * 0.9, // the file was right
  })).filter((one) => one.score < FAR);
}

/** The symbol that ends last before the line, and the one that begins first after it. */
function nearLine(file: IndexedPath, line: number, index: SymbolIndex): Scored[] {
  const chunks = index.chunksOf(file.path).filter((chunk) => chunk.kind !== "lines");
  const before = chunks.findLast((chunk) => chunk.range.endLine <= line);
  const after = chunks.find((chunk) => chunk.range.startLine >= line);
  return [before, after].filter((chunk) => chunk !== undefined).map((chunk) => ({
    target: toTarget(file, chunk),
    score: Math.min(Math.abs(chunk.range.startLine - line), Math.abs(chunk.range.endLine - line)) / 1e6,
  }));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Files of a similar name, better ones of a similar path; a file is a poor answer to one who wants a symbol. */
function nearPaths(wanted: Wanted, index: SymbolIndex): Scored[] {
  const near = nearWords(baseName(wanted.path), index.files().map((file) => baseName(file.path)));
  const scores = new Map(near.map(({ word, score }) => [word, score]));
  return index.files().flatMap((file) => {
    const score = scores.get(baseName(file.path));
    if (score === undefined) return [];
    const whole = difference(wanted.path.slice(-WORD_LIMIT), file.path.slice(-WORD_LIMIT));
    const unlike = wanted.qualname === "" ? 0 : FAR;
    return [{ target: toTarget(file, null), score: 0.7 * score + 0.3 * whole + unlike }];
  });
}

function nearSymbols(wanted: Wanted, index: SymbolIndex): Scored[] {
  const last = wanted.qualname.slice(wanted.qualname.lastIndexOf(".") + 1);
  return nearWords(last, index.names()).flatMap(({ word }) =>
    index.pathsDefining(word).slice(0, FILES_PER_NAME).flatMap((path) => {
      const file = index.file(path);
      if (file === null) return [];
      const elsewhere = wanted.path === "" || wanted.path === path
        ? 0
        : 0.3 * difference(wanted.path.slice(-WORD_LIMIT), path.slice(-WORD_LIMIT));
      return index.chunksOf(path).filter((chunk) => chunk.kind !== "lines" && chunk.name === word).map((
        chunk,
      ) => ({
        target: toTarget(file, chunk),
        score: nameScore(wanted.qualname, chunk) + elsewhere,
      }));
    })
  );
}

/** The few of `words` nearest to `word`, the nearest first; `score` as of `difference`, 0.4 for words that hold it. */
export function nearWords(word: string, words: readonly string[]): { word: string; score: number }[] {
  const wanted = plain(word);
  const edits = wanted.length < 3 ? 1 : wanted.length < 6 ? 2 : Math.min(6, Math.floor(wanted.length / 2.5));
  const letters = lettersOf(wanted);
  const near: { word: string; score: number }[] = [];
  const seen = new Set<string>();
  for (const other of words) {
    if (other.length > WORD_LIMIT || other.length < wanted.length - edits) continue;
    const set = lettersOf(other);
    const missing = bitCount(letters & ~set);
    if (missing > edits) continue;
    const isShort = bitCount(set & ~letters) <= edits;
    if (!isShort && (missing > 0 || wanted.length < 3)) continue;
    const known = plain(other);
    const holds = missing === 0 && wanted.length >= 3 && known.includes(wanted);
    const isNear = isShort && Math.abs(known.length - wanted.length) <= edits &&
      levenshteinDistance(known, wanted) <= edits;
    if ((!isNear && !holds) || seen.has(other)) continue;
    seen.add(other);
    near.push({ word: other, score: Math.min(difference(word, other), holds ? 0.4 : 1) });
  }
  return near.toSorted((a, b) => a.score - b.score || a.word.length - b.word.length).slice(0, NAME_LIMIT);
}

/**
 * The set of a word's letters in 32 bits: a to z, digits, four classes for the rest, `_` and `-` left out. One edit
 * removes at most one member and adds at most one, so two sets bound the edit distance from below.
 */
function lettersOf(word: string): number {
  let set = 0;
  for (let i = 0; i < word.length; i++) {
    const unit = word.charCodeAt(i);
    const letter = (unit | 32) - 97;
    if (letter >= 0 && letter < 26 && unit < 128) set |= 1 << letter;
    else if (unit >= 48 && unit <= 57) set |= 1 << 26;
    else if (unit !== 95 && unit !== 45) set |= 1 << (27 + (unit & 3));
  }
  return set;
}

function bitCount(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x55555555);
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
