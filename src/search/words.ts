/**
 * Text to the words of the full-text index, for the chunks and for the queries. Does not rank (src/search/rank.ts) and
 * does not touch the index. Invariant: indexWords and queryWords cut alike, so a word copied from a chunk finds it;
 * a match expression holds quoted words only, whatever the query.
 */
import { identifierParts, identifiersOf } from "../model/words.ts";
import { IdentifierTable } from "./identifier_table.ts";

const table = new IdentifierTable(indexedForms);

/**
 * The words of `text` separated by blanks, in order: each identifier's parts, and the whole where it has several,
 * written together (`load_config` and `loadConfig` both give `load config loadconfig`).
 */
export function indexWords(text: string): string {
  return table.translate(text);
}

/** A query, taken apart. All words are in lower case and without repetitions, in the query's order. */
export interface QueryWords {
  /** What the index is asked for: parts and wholes, stop words left out unless nothing else is there. */
  readonly words: readonly string[];
  /** Identifiers that a human would not write in prose, as wholes: `load_config` and `loadConfig` are loadconfig. */
  readonly identifiers: readonly string[];
  /** Paths and file names as written, `/`-separated, in lower case: `src/config.py`, `config.py`. */
  readonly paths: readonly string[];
  /** What stood in double quotes or back quotes, as words. */
  readonly phrases: readonly (readonly string[])[];
}

/** English words that say nothing about code, and the words of a commit or an issue that say what is being done. */
const STOP_WORDS = new Set(
  ("a about above after again all also an and any are as at be because been before being below between both but by " +
    "can cannot could did do does doing don down during each few for from further get gets had has have having he " +
    "her here how i if in into is isn it its itself just let like me more most my no nor not now of off on once only " +
    "or other our out over own please s same see seems she should so some such t than that the their them then " +
    "there these they this those through to too under until up use used uses using very was way we were what when " +
    "where which while who why will with within without won would you your")
    .split(" "),
);

/** An FTS5 query of more terms is slow, and the words after the first ones of an issue's text add little. */
const MOST_WORDS = 48;
/** Longer words are data, not names. */
const LONGEST_WORD = 64;

/** Takes `query` apart; it may be any text, from one word to a pasted traceback. */
export function queryWords(query: string): QueryWords {
  const paths = pathsOf(query);
  const phrases = phrasesOf(query);
  const all = new Set<string>();
  const identifiers = new Set<string>();
  for (const identifier of identifiersOf(query)) {
    const parts = identifierParts(identifier);
    for (const part of parts) all.add(part);
    if (parts.length < 2) continue;
    const whole = parts.join("");
    all.add(whole);
    identifiers.add(whole);
  }
  const usable = [...all].filter((word) => word.length <= LONGEST_WORD);
  const telling = usable.filter((word) => !STOP_WORDS.has(word));
  return {
    words: (telling.length > 0 ? telling : usable).slice(0, MOST_WORDS),
    identifiers: [...identifiers],
    paths,
    phrases,
  };
}

/** An FTS5 expression that finds every chunk with one of the words; null when there is no word to look for. */
export function matchExpression(words: QueryWords): string | null {
  if (words.words.length === 0) return null;
  return words.words.map((word) => `"${word.replaceAll('"', '""')}"`).join(" OR ");
}

function indexedForms(identifier: string): string {
  const parts = identifierParts(identifier);
  const joined = parts.join(" ");
  return parts.length < 2 || identifier.length > LONGEST_WORD ? joined : `${joined} ${parts.join("")}`;
}

/** A slash between names, or a name with an extension of letters: but not `Config.load()` or `e.g`. */
function pathsOf(query: string): readonly string[] {
  const found = new Set<string>();
  for (
    const [path] of query.matchAll(
      /[\w.\-]*(?:[\\/][\w.\-]+)+|\b[\w\-]{2,}\.(?:[a-z]{1,2}|[a-z]{2}x|json|toml|yaml|yml|html|css|java|php|txt|rst|ini|cfg)\b(?!\()/g,
    )
  ) {
    found.add(path.replaceAll("\\", "/").replace(/^[./]+/, "").toLowerCase());
  }
  found.delete("");
  return [...found];
}

function phrasesOf(query: string): readonly (readonly string[])[] {
  const phrases: (readonly string[])[] = [];
  for (const [, quoted, ticked] of query.matchAll(/"([^"\n]{2,200})"|`([^`\n]{2,200})`/g)) {
    const words = identifiersOf(quoted ?? ticked ?? "").flatMap(identifierParts);
    if (words.length > 1) phrases.push(words);
  }
  return phrases;
}
