/** Files of repositories by language, and a repeatable choice among them, for what is tried on real sources. */
import { languageOfPath } from "../../src/syntax/languages.ts";

/** The regular files below `roots` of at most `maxBytes`, by language, in the order of their paths; no `.git`. */
export function filesByLanguage(roots: readonly string[], maxBytes: number): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const look = (folder: string): void => {
    for (const entry of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory && entry.name !== ".git") look(path);
      else if (entry.isFile && Deno.statSync(path).size <= maxBytes) {
        const language = languageOfPath(path);
        const list = found.get(language);
        if (list === undefined) found.set(language, [path]);
        else list.push(path);
      }
    }
  };
  for (const root of roots) look(root);
  return found;
}

/** A repeatable source of numbers in 0..1 (mulberry32, public domain, by Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
