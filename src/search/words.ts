/**
 * Text to the words of the full-text index, for the chunks and for the queries. Does not rank (src/search/rank.ts) and
 * does not touch the index. Invariant: word_fields.ts and queryWords cut alike, so a word copied from a chunk finds it;
 * a match expression holds quoted words only, whatever the query.
 */
import { withDots } from "../model/dotted_name.ts";
import { identifierParts, identifiersOf, stemOf } from "../model/words.ts";
import { type Frame, takeFrames } from "./frames.ts";
import { type QualifiedName, qualifiedNames } from "./qualified.ts";

/** A query, taken apart. Nothing repeats; everything is in the query's order. */
export interface QueryWords {
  /** What the index is asked for: stems and wholes. */
  readonly words: readonly string[];
  /** Names as typed that nobody writes in prose, or the whole query when it is one name: `load_config`, `Flask`. */
  readonly names: readonly string[];
  /** Names with what they belong to: `Flask.route`; any text with a dot in it may look like one. */
  readonly qualified: readonly QualifiedName[];
  /** What the query is where it is one identifier and nothing else: a name, or what English may have as a word too. */
  readonly alone: "name" | "word" | null;
  /** Paths and file names, `/`-separated, in lower case: `src/config.py`, `config.py`. */
  readonly paths: readonly string[];
  /** Stems of what stands before the subject, as in `[mypyc] …`, `fix(canvas): …` and `config: …`. */
  readonly scope: readonly string[];
  /** The calls of a stack trace, innermost first; their files are not among `paths`. */
  readonly frames: readonly Frame[];
}

/** English words that say nothing about code. */
const STOP_WORDS =
  ("a about above after again all also an and any are as at be because been before being below between both but by " +
    "can cannot could did do does doing don down during each few for from further had has have having he her here " +
    "how i if in into is isn it its itself just let like me more most my no nor not now of off on once only or other " +
    "our out over own please s same she should so some such t than that the their them then there these they this " +
    "those through to too under until up use used uses using very was way we were what when where which while who " +
    "why will with within without won would you your").split(" ");
/** What commits and issues say of every change; in code these words mean something else. */
const ACTION_WORDS = "fix fixes fixed fixing bug bugs issue issues".split(" ");
const EMPTY_WORDS = new Set([...STOP_WORDS, ...ACTION_WORDS]);

/** Beyond this many words the first ones of a long text say it all, and the index takes its time. */
const MOST_WORDS = 40;
/** What is longer is not written together as one word of the index; the names of tests are, part by part. */
const LONGEST_WORD = 64;
/** Longer words of a query are data, not names. */
const LONGEST_NAME = 256;

/** Takes `query` apart; it may be any text, from one word to a pasted traceback. */
export function queryWords(query: string): QueryWords {
  const { text, frames } = takeFrames(query.slice(0, MOST_UNITS));
  const parts = new Set<string>();
  const telling = new Set<string>();
  const names = new Set<string>();
  const identifiers = identifiersOf(text);
  for (const identifier of identifiers) {
    if (identifier.length > LONGEST_NAME) continue;
    const own = identifierParts(identifier);
    if (own.length === 0) continue; // underscores alone: the index has no word for them
    const single = own.length === 1;
    for (const part of own) {
      parts.add(stemOf(part));
      if (!EMPTY_WORDS.has(part) && !/^(?:[a-z]|[0-9]{1,2})$/.test(part)) telling.add(stemOf(part));
    }
    if (single && identifiers.length > 1) continue;
    names.add(identifier);
    if (!single && identifier.length <= LONGEST_WORD) telling.add(own.join(""));
  }
  return {
    words: [...telling.size > 0 ? telling : parts].slice(0, MOST_WORDS),
    names: [...names],
    qualified: qualifiedNames(text),
    alone: aloneIn(text),
    paths: pathsOf(text),
    scope: scopeOf(text),
    frames,
  };
}

/** A name, qualified or not, and perhaps the brackets of a call. */
const ALONE = /^\s*[\w\u0080-\uffff]+(?:\.[\w\u0080-\uffff]+)*(?:\(\))?\s*$/;

function aloneIn(text: string): QueryWords["alone"] {
  if (!ALONE.test(withDots(text))) return null;
  return /[^a-z\s]/.test(text) ? "name" : "word";
}

/** A query is a question, an error message or an issue; what is longer is a file. UTF-16 units. */
const MOST_UNITS = 20_000;

/** An FTS5 expression that finds every chunk with one of `words`; null when there is no word to look for. */
export function matchExpression(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.map(quoteWord).join(" OR ");
}

/** An FTS5 expression that finds every file with `word` in its path. */
export function pathExpression(word: string): string {
  return `path : ${quoteWord(word)}`;
}

function quoteWord(word: string): string {
  return `"${word.replaceAll('"', '""')}"`;
}

/** The words of a short text as the index has them, separated by blanks; word_fields.ts is for whole files. */
export function indexWords(text: string): string {
  return identifiersOf(text).map(indexedForms).filter((forms) => forms !== "").join(" ");
}

/**
 * The words of one identifier, separated by blanks: the stems of its parts, and the whole where it has several, written
 * together (`load_config` and `loadConfig` both give `load config loadconfig`).
 */
export function indexedForms(identifier: string): string {
  const parts = identifierParts(identifier);
  const stems = parts.map(stemOf).join(" ");
  return parts.length < 2 || identifier.length > LONGEST_WORD ? stems : `${stems} ${parts.join("")}`;
}

/** Names with a slash between them, or a name with an extension of letters: but not `Config.load()` or `e.g`. */
const PATH =
  /[\w.\-]+(?:[\\/][\w.\-]+)+|\b[\w\-]{2,}\.(?:[a-z]{1,2}|[a-z]{2}x|json|toml|yaml|yml|html|css|java|php|txt|rst|ini|cfg)\b(?!\()/g;

function pathsOf(query: string): readonly string[] {
  const found = new Set<string>();
  for (const [path] of query.matchAll(PATH)) {
    found.add(path.replaceAll("\\", "/").replace(/^[./]+/, "").toLowerCase());
  }
  found.delete("");
  return [...found];
}

/** `[scope] …`, `type(scope): …` and `scope: …` at the start, where the scope is one or a few names. */
const SCOPE = /^\s*(?:\[([\w .,/\-]{2,40})\]|\w{2,12}\(([\w .,/\-]{2,40})\)!?:|([\w./\-]{2,40}):\s)/;

function scopeOf(query: string): readonly string[] {
  const match = SCOPE.exec(query);
  const scope = match?.[1] ?? match?.[2] ?? match?.[3] ?? "";
  return [...new Set(identifiersOf(scope).flatMap(identifierParts))]
    .filter((part) => !EMPTY_WORDS.has(part)).map(stemOf);
}
