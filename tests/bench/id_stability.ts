/**
 * Whether edits elsewhere leave ids as they are, on real files: the long form of tests/property/id_stability_test.ts.
 *
 *   deno run -A tests/bench/id_stability.ts ROOT... [--lang go,rust] [--files 200] [--edits 20] [--seed 1]
 *
 * Of each language so many files without errors, each with so many edits: lines, comments and a definition put in, blank
 * lines, comments and whole definitions taken out. Prints files, edits and ids looked at, and what changed; exit status
 * 1 when anything did. An edit after which the file no longer parses says nothing and is counted apart.
 */
import { parseArgs } from "@std/cli/parse-args";
import { allLanguages, lexisOf } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { filesByLanguage, randomFrom } from "./real_files.ts";
import {
  applyEdit,
  idChange,
  insertions,
  lineRemovals,
  removals,
  seams,
  type TextEdit,
} from "./stable_ids.ts";

const MAX_BYTES = 100_000;

const args = parseArgs(Deno.args, { string: ["lang", "files", "edits", "seed"] });
const [mostFiles, edits] = [Number(args["files"] ?? 200), Number(args["edits"] ?? 20)];
const random = randomFrom(Number(args["seed"] ?? 1));
const wanted = args["lang"] === undefined ? null : String(args["lang"]).split(",");
const roots = filesByLanguage(args._.map(String), MAX_BYTES);
let changed = 0;

function pick<Item>(list: readonly Item[]): Item | undefined {
  return list[Math.floor(random() * list.length)];
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

for (
  const { name } of allLanguages().filter((one) => one.hasGrammar && wanted?.includes(one.name) !== false)
) {
  const paths = [...roots.get(name) ?? []].map((path) => ({ path, order: random() }))
    .sort((a, b) => a.order - b.order).map((one) => one.path);
  const comment = lexisOf(name).lineComments[0] ?? "";
  const pieces = insertions(name, comment === "" ? "//" : comment);
  let [files, tried, ids, broken] = [0, 0, 0, 0];
  for (const path of paths) {
    if (files === mostFiles) break;
    const outcome = await loadGrammar(name);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { grammar } = outcome;
    const text = Deno.readTextFileSync(path);
    const before = outlineOf(grammar, text);
    if (before.errorLines.length > 0 || before.definitions.length === 0 || !text.endsWith("\n")) continue;
    files++;
    const places = seams(text, before.definitions);
    const taken = [removals(text, before.definitions), lineRemovals(text, before.definitions, comment)];
    for (let i = 0; i < edits; i++) {
      const removal = i % 2 === 0 ? undefined : pick(taken[(i >> 1) % 2] ?? []);
      const edit: TextEdit = removal ??
        { at: pick(places) ?? text.length, length: 0, piece: pick(pieces) ?? "\n" };
      const after = outlineOf(grammar, applyEdit(text, edit));
      tried++;
      if (after.errorLines.length > 0) {
        broken++;
        continue;
      }
      ids += after.definitions.length;
      const change = idChange(before.definitions, after.definitions, edit);
      if (change === "") continue;
      changed++;
      const line = text.slice(0, edit.at).split("\n").length;
      const what = edit.piece === ""
        ? `${text.slice(edit.at, edit.at + edit.length).split("\n").length - 1} lines out`
        : JSON.stringify(edit.piece);
      print(`  ${path}:${line}: ${what}: ${change}`);
    }
  }
  if (files > 0) {
    print(
      `${name}: ${files} files, ${tried} edits, ${ids} ids; ${broken} edits after which it did not parse`,
    );
  }
}
print(changed === 0 ? "every id is what it was" : `${changed} edits changed an id`);
Deno.exit(changed === 0 ? 0 : 1);
