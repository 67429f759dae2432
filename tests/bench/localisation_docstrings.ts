/**
 * The other question: does the first line of a docstring find its function, when that docstring is not there? The
 * tree is copied without the docstrings that are asked for, and packed again.
 */
import { languageOfPath } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { isSource } from "./localisation_history.ts";

export interface DocstringCase {
  readonly query: string;
  /** `path#qualname` */
  readonly definition: string;
  readonly path: string;
}

const LEAST_WORDS = 4;
const CALLABLE = new Set(["function", "method"]);

/**
 * Blanks `most` docstrings below `root`, evenly spread over those that say something, and tells which. Docstrings
 * that several definitions share are left alone: they have no right answer.
 */
export async function maskDocstrings(
  root: string,
  paths: readonly string[],
  most: number,
): Promise<DocstringCase[]> {
  const found: (DocstringCase & { readonly start: number; readonly end: number })[] = [];
  for (const path of paths.filter((one) => isSource(one) && one.endsWith(".py"))) {
    const text = Deno.readTextFileSync(`${root}/${path}`);
    const outcome = await loadGrammar(languageOfPath(path));
    if (!outcome.ok) continue;
    for (const { kind, doc, body, qualname } of outlineOf(outcome.grammar, text).definitions) {
      if (!CALLABLE.has(kind) || body === null || (doc.match(/[A-Za-z]{2,}/g) ?? []).length < LEAST_WORDS) {
        continue;
      }
      const quoted = /[rRuU]?("""|''')[^]*?\1/.exec(text.slice(body.start, body.end));
      if (quoted === null || !quoted[0].includes(doc.slice(0, 20))) continue;
      const start = body.start + quoted.index;
      found.push({
        query: doc,
        path,
        definition: `${path}#${qualname}`,
        start,
        end: start + quoted[0].length,
      });
    }
  }
  const counts = Map.groupBy(found, ({ query }) => query);
  const single = found.filter(({ query }) => counts.get(query)?.length === 1);
  const step = Math.max(1, single.length / most);
  const chosen = Array.from(
    { length: Math.min(most, single.length) },
    (_, index) => single[Math.floor(index * step)],
  )
    .filter((one) => one !== undefined);
  for (const [path, cases] of Map.groupBy(chosen, (one) => one.path)) {
    let text = Deno.readTextFileSync(`${root}/${path}`);
    for (const { start, end } of cases.toSorted((a, b) => b.start - a.start)) {
      text = `${text.slice(0, start)}""${text.slice(end)}`;
    }
    Deno.writeTextFileSync(`${root}/${path}`, text);
  }
  return chosen.map(({ query, path, definition }) => ({ query, path, definition }));
}
