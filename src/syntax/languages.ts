/**
 * Which language a path is in, by name alone. Pure and cheap to import: loads no grammar and reads no file.
 * Invariant: every path has a language; "text" where nothing is known of it.
 */
import { GRAMMAR_LANGUAGES } from "./language_table.ts";
import { type Lexis, PLAIN_LEXIS } from "./lexis.ts";
import { PLAIN_LANGUAGES } from "./plain_languages.ts";

export interface Language {
  /** Lower case, as printed and as in `sym://<name>/…`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Whole base names, case as given. */
  readonly filenames: readonly string[];
  /** What an outline of this language depends on; "" without a grammar. A change invalidates this language only. */
  readonly grammarVersion: string;
  readonly hasGrammar: boolean;
}

const LANGUAGES: readonly Language[] = [
  ...GRAMMAR_LANGUAGES.map((one) => ({ ...one, hasGrammar: true })),
  ...PLAIN_LANGUAGES.map((one) => ({ ...one, grammarVersion: "", hasGrammar: false })),
];

const byName = new Map<string, Language>();
const byExtension = new Map<string, string>();
const byFilename = new Map<string, string>();
for (const language of LANGUAGES) {
  for (const name of [language.name, ...language.aliases]) if (!byName.has(name)) byName.set(name, language);
  for (const one of language.extensions) if (!byExtension.has(one)) byExtension.set(one, language.name);
  for (const one of language.filenames) if (!byFilename.has(one)) byFilename.set(one, language.name);
}
const lexes = new Map<string, Lexis>(GRAMMAR_LANGUAGES.map((one) => [one.name, one.lexis]));

/** The name of the language that `path`'s base name says it is in; "text" when it says nothing. */
export function languageOfPath(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  const known = byFilename.get(base);
  if (known !== undefined) return known;
  const dot = base.lastIndexOf(".");
  if (dot < 0) return base.startsWith("Dockerfile") ? "dockerfile" : "text";
  const extension = base.slice(dot + 1);
  return byExtension.get(extension) ?? byExtension.get(extension.toLowerCase()) ?? "text";
}

/** What languageOfPath goes by, as one text: another text may tell other languages. */
export function namingRules(): string {
  return JSON.stringify(LANGUAGES.map(({ name, extensions, filenames }) => [name, extensions, filenames]));
}

/** The language of this name or alias, in any case. */
export function findLanguage(nameOrAlias: string): Language | null {
  return byName.get(nameOrAlias.toLowerCase()) ?? null;
}

/** Every language, those with a grammar first. */
export function allLanguages(): readonly Language[] {
  return LANGUAGES;
}

/** Comment and string tokens of `language`; none for one without a grammar. */
export function lexisOf(language: string): Lexis {
  return lexes.get(language) ?? PLAIN_LEXIS;
}

/** The grammar version of every language that has a grammar. */
export function grammarVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(GRAMMAR_LANGUAGES.map((one) => [one.name, one.grammarVersion]));
}
