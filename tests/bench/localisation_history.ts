/**
 * Questions with known answers out of a repository's own history: the subject of a commit that fixed something asks,
 * the source files and definitions that it changed answer, and a tree from before it is what is searched. Reads Git
 * through its plumbing; writes nothing.
 */
import { findLanguage, languageOfPath } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";

export interface LocalisationCase {
  /** Commit whose tree is searched. */
  readonly base: string;
  readonly commit: string;
  readonly query: string;
  /** Source files that the commit changed and that `base` has. */
  readonly files: readonly string[];
  /** `path#qualname` of the innermost definitions that it changed and that `base` has; may be empty. */
  readonly definitions: readonly string[];
}

export interface HistoryOptions {
  readonly mostCases: number;
  /** First-parent commits between two searched trees; a case's tree is at most that many before it. */
  readonly window: number;
  /**
   * Ask with the commit's whole message, as an issue would be pasted, and only for messages of at least this many
   * words; 0: ask with the subject.
   */
  readonly messageWords: number;
  /** Only messages that hold this text; "" for all. */
  readonly containing: string;
}

const FIX = /\b(fix|fixes|fixed|fixing|bug|bugfix)\b/i;
/** Fixes of something else than the program. */
const NOT_THE_PROGRAM =
  /\b(typos?|spelling|lint|linter|flake8|ruff|isort|eslint|prettier|pre-commit|changelog|release notes?|merge|revert|CI|codespell|whitespace|docs?|documentation|docstrings?|readme|tests?)\b/i;
const BESIDE_THE_SOURCES =
  /(^|\/)(tests?|testing|testdata|test-data|__tests__|docs?|docs_src|examples?|benchmarks?|bench|typeshed|vendor|_vendor)\/|(^|\/)(test_[^/]*|conftest|setup|[^/]*_test)\.py$|\.(test|spec)\.\w+$/i;
/** Words of a subject that say that something was fixed, not what. */
const EMPTY_WORDS = new Set(
  "fix fixes fixed fixing bug bugfix the for and with when issue from not some that".split(" "),
);
const LEAST_WORDS = 3;
const MOST_FILES = 5;
const MOST_TREES = 12;

/** Cases of the repository whose Git folder (or work tree) is `repository`, newest first. */
export async function listCases(
  repository: string,
  options: HistoryOptions,
): Promise<LocalisationCase[]> {
  const git = (...args: string[]) => runGit(repository, args);
  const trunk = lines(await git("rev-list", "--first-parent", "HEAD"));
  const cases: LocalisationCase[] = [];
  const seen = new Set<string>();
  for (let tree = 1; tree <= MOST_TREES; tree++) {
    const base = trunk[tree * options.window];
    const tip = trunk[(tree - 1) * options.window];
    if (base === undefined || tip === undefined) break;
    const known = new Set(lines(await git("ls-tree", "-r", "--name-only", base)));
    for (const line of lines(await git("log", "--no-merges", "--format=%H%x09%s", `${base}..${tip}`))) {
      if (cases.length >= options.mostCases) return cases;
      const [commit = "", subject = ""] = line.split("\t", 2);
      const query = queryOf(subject);
      if (seen.has(commit) || query === null) continue;
      const changed = lines(
        await git("diff-tree", "--no-commit-id", "--name-only", "-r", "--diff-filter=AMDR", commit),
      ).filter((path) => isSource(path));
      const files = changed.filter((path) => known.has(path));
      if (files.length === 0 || changed.length > MOST_FILES) continue;
      const message = options.messageWords === 0
        ? query
        : messageOf(await git("show", "--no-patch", "--format=%B", commit), options.messageWords);
      if (message === null || !message.includes(options.containing)) continue;
      seen.add(commit);
      const definitions = await changedDefinitions(repository, base, commit, files);
      cases.push({ base, commit, query: message, files, definitions });
    }
  }
  return cases;
}

/** The subject without ticket numbers; null when it names no bug or says too little. */
export function queryOf(subject: string): string | null {
  if (!FIX.test(subject) || NOT_THE_PROGRAM.test(subject)) return null;
  const query = subject
    .replace(/\(?(?:fixe?[sd]?|closes?|refs?|see|issue|bug|ticket|gh|PR)?:?\s*(?:#|gh-|bpo-)\d+\)?/gi, " ")
    .replace(/\s+/g, " ")
    .replace(/^[\s.:-]+|[\s.:-]+$/g, "");
  const words = new Set((query.match(/[A-Za-z_]{3,}/g) ?? []).map((word) => word.toLowerCase()));
  return words.difference(EMPTY_WORDS).size >= LEAST_WORDS ? query : null;
}

/** A message without its trailers and ticket numbers; null when it has fewer than `least` words. */
export function messageOf(message: string, least: number): string | null {
  const text = message
    .replace(
      /^(?:[A-Z][\w-]+-by|Change-Id|Reviewed-on|Co-authored-by|Fixes|Closes|Refs|References): .*$/gim,
      "",
    )
    .replace(/(?:#|gh-|bpo-)\d+/gi, " ")
    .trim();
  return (text.match(/\S+/g) ?? []).length >= least ? text : null;
}

/** Whether a fix of the program would change the file at `path`: code, and neither test nor example nor document. */
export function isSource(path: string): boolean {
  return findLanguage(languageOfPath(path))?.hasGrammar === true && !BESIDE_THE_SOURCES.test(path) &&
    /\.(py|ts|tsx|js|jsx|mjs|go|rs|java|c|cc|cpp|h|hpp|rb|php|cs)$/.test(path);
}

async function changedDefinitions(
  repository: string,
  base: string,
  commit: string,
  files: readonly string[],
): Promise<string[]> {
  const changed = new Set<string>();
  for (const path of files) {
    const diff = await runGit(repository, ["diff", "-U0", `${commit}^`, commit, "--", path]);
    const hunks = [...diff.matchAll(/^@@ -(\d+)(?:,(\d+))? /gm)];
    const before = await definitionsIn(repository, `${commit}^`, path);
    const known = new Set((await definitionsIn(repository, base, path)).map(({ qualname }) => qualname));
    for (const [, first = "0", count = "1"] of hunks) {
      // A pure insertion has no old lines: the line before it is where it happened.
      const from = Number(first);
      for (let line = from; line < from + Math.max(1, Number(count)); line++) {
        const innermost = before.filter((one) => one.first <= line && line <= one.last).at(-1);
        if (innermost !== undefined && known.has(innermost.qualname)) {
          changed.add(`${path}#${innermost.qualname}`);
        }
      }
    }
  }
  return [...changed];
}

interface Place {
  readonly qualname: string;
  readonly first: number;
  readonly last: number;
}

const CALLABLES = new Set(["class", "function", "method", "constructor", "interface", "struct", "trait"]);

async function definitionsIn(repository: string, commit: string, path: string): Promise<Place[]> {
  const text = await runGit(repository, ["show", `${commit}:${path}`], true);
  const outcome = await loadGrammar(languageOfPath(path));
  if (!outcome.ok) return [];
  const lineAt = (offset: number) => text.slice(0, offset).split("\n").length;
  return outlineOf(outcome.grammar, text).definitions
    .filter(({ kind }) => CALLABLES.has(kind))
    .map(({ qualname, span }) => ({ qualname, first: lineAt(span.start), last: lineAt(span.end) }));
}

/** What `git` prints; "" when it fails and `mayFail`. */
export async function runGit(repository: string, args: readonly string[], mayFail = false): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", repository, ...args],
    env: { GIT_OPTIONAL_LOCKS: "0" },
  }).output();
  if (success) return new TextDecoder().decode(stdout);
  if (mayFail) return "";
  throw new Error(`git ${args[0]} in ${repository}: ${new TextDecoder().decode(stderr).trim()}`);
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
