/**
 * Small Python projects with questions in their comments, beside the code that they are about.
 * A line that ends in `#? word -> line name` asks where `word` is defined (its last occurrence before the comment, or the
 * n-th with `word@n`). Several answers are separated by commas; `path:line name` is in another file, `path:module` a module
 * itself, and `nowhere` means that no place inside the project is expected.
 */
import { assertEquals } from "@std/assert";
import { bindModule } from "../../../src/resolution/python_binder.ts";
import type { PyModule } from "../../../src/resolution/python_scopes.ts";
import { copyTree } from "../../../src/resolution/python_tree.ts";
import { createPythonResolver } from "../../../src/resolution/resolve_python.ts";
import { loadGrammar } from "../../../src/syntax/runtime.ts";

export interface Asked {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
  readonly offset: number;
  readonly name: string;
  readonly expected: readonly string[];
}

/** The questions in the comments of `files`. */
export function* questionsIn(files: Readonly<Record<string, string>>): Generator<Asked> {
  for (const [path, text] of Object.entries(files)) {
    let start = 0;
    for (const [index, line] of text.split("\n").entries()) {
      const [, name = "", nth, answers = ""] = /#\? (\w+)(?:@(\d+))? -> (.+)$/.exec(line) ?? [];
      if (name !== "") {
        const code = line.slice(0, line.indexOf("#?"));
        const columns = [...code.matchAll(new RegExp(`\\b${name}\\b`, "g"))].map((match) => match.index);
        const column = nth === undefined ? columns.at(-1) : columns[Number(nth) - 1];
        if (column === undefined) throw new Error(`${path}:${index + 1} has no ${name}`);
        const expected = answers === "nowhere" ? [] : answers.split(",").map((part) => part.trim()).sort();
        yield { path, line: index + 1, column, offset: start + column, name, expected };
      }
      start += line.length + 1;
    }
  }
}

/** Asks our own resolver every question of the project; returns how many there were. */
export async function checkCase(files: Readonly<Record<string, string>>): Promise<number> {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const modules = new Map<string, PyModule>();
  for (const [path, text] of Object.entries(files)) {
    const tree = outcome.grammar.parse(text);
    if (tree === null) throw new Error(`cannot parse ${path}`);
    const cursor = tree.walk();
    modules.set(path, bindModule(path, text, copyTree(cursor)));
    cursor.delete();
    tree.delete();
  }
  const resolver = createPythonResolver({
    has: (path) => modules.has(path),
    hasFolder: (folder) => [...modules.keys()].some((path) => folder === "" || path.startsWith(`${folder}/`)),
    module: (path) => modules.get(path) ?? null,
  });
  let count = 0;
  for (const { path, line, offset, name, expected } of questionsIn(files)) {
    const places = resolver.resolve(path, offset).map((place) => describePlace(path, place, files));
    assertEquals(places.sort(), expected, `${path}:${line}: ${name}`);
    count++;
  }
  return count;
}

/** A place as the comments write it. */
export function describePlace(
  from: string,
  place: { path: string; start: number; end: number },
  files: Readonly<Record<string, string>>,
): string {
  if (place.start === place.end) return `${place.path}:module`;
  const text = files[place.path] ?? "";
  const where = place.path === from ? "" : `${place.path}:`;
  return `${where}${text.slice(0, place.start).split("\n").length} ${text.slice(place.start, place.end)}`;
}
