/** `--path GLOB` and `--lang LANG`: which files an answer may come from. */
import { CtxError } from "../model/error.ts";
import { findLanguage } from "../syntax/languages.ts";

export interface FileFilter {
  admits(path: string, lang: string): boolean;
}

/** Longest glob that is compiled; longer ones are mistakes or attacks on the regular expression engine. */
const GLOB_LIMIT = 256;

/**
 * Filter by language name or alias and by glob, "" for any. Globs are those of `.gitignore` lines as far as people
 * expect: a glob without a slash matches the last component anywhere, a folder matches what is below it. Throws
 * CtxError `bad-value`.
 */
export async function createFileFilter(lang: string, glob: string): Promise<FileFilter> {
  const language = lang === "" ? "" : languageName(lang);
  const matches = glob === "" ? null : await compileGlob(glob);
  return {
    admits: (path, fileLang) =>
      (language === "" || fileLang === language) && (matches === null || matches(path)),
  };
}

function languageName(lang: string): string {
  const found = findLanguage(lang.toLowerCase());
  if (found === null) {
    throw new CtxError("bad-value", `--lang: no language ${JSON.stringify(lang)}`, {
      hint: "run ctx sync --json to see the languages of this repository",
    });
  }
  return found.name;
}

async function compileGlob(glob: string): Promise<(path: string) => boolean> {
  if (glob.length > GLOB_LIMIT || (glob.match(/\*/g) ?? []).length > 10) {
    throw new CtxError("bad-value", "--path: the glob is too long or has too many stars");
  }
  const { globToRegExp } = await import("@std/path/glob-to-regexp");
  const anchored = glob.replace(/^\.?\//, "").replace(/\/$/, "");
  const rooted = anchored.includes("/") ? anchored : `**/${anchored}`;
  const patterns = [rooted, `${rooted}/**`].map((pattern) =>
    globToRegExp(pattern, { extended: false, globstar: true })
  );
  return (path) => patterns.some((pattern) => pattern.test(path));
}
