/**
 * Ids survive edits: lines, comments and definitions put in or taken out elsewhere in a file leave the id of every
 * other definition as it was. Checked on the spec corpora of every language, where the code around an edit may itself
 * be anything that parses, and on some real files; tests/bench/id_stability.ts is the long form, on repositories.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import type { Definition } from "../../src/model/symbol.ts";
import { allLanguages, lexisOf } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { specCode } from "../bench/spec_code.ts";
import {
  applyEdit,
  idChange,
  idsOf,
  insertions,
  lineRemovals,
  removals,
  seams,
} from "../bench/stable_ids.ts";

for (const { name } of allLanguages().filter((one) => one.hasGrammar)) {
  Deno.test(`ids of ${name} survive what is put in and taken out elsewhere`, async () => {
    const outcome = await loadGrammar(name);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { grammar } = outcome;
    const read = (text: string): readonly Definition[] => outlineOf(grammar, text).definitions;
    const corpus = specCode(name).slice(0, -1).filter((text) =>
      text.endsWith("\n") &&
      outlineOf(grammar, text).errorLines.length === 0 && read(text).length > 0
    );
    assert(corpus.length >= 8, "a corpus to try this on");
    const inserted = insertions(name, lexisOf(name).lineComments[0] ?? "//");
    let tried = 0;
    const check = (base: number, seam: number, what: number): void => {
      const text = corpus[base % corpus.length] ?? "";
      const before = read(text);
      const places = seams(text, before);
      const piece = inserted[what % inserted.length] ?? "";
      const edit = { at: places[seam % places.length] ?? 0, length: 0, piece };
      const changed = applyEdit(text, edit);
      tried++;
      assertEquals(idChange(before, read(changed), edit), "", changed);
    };
    fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(), check), { seed: 20_261_122, numRuns: 60 });
    assert(tried >= 60);
  });
}

/** Real files of packages that the program uses, and its own. */
const REAL: readonly (readonly [string, string])[] = [
  ["c", "npm:tree-sitter-python@0.25.0/src/scanner.c"],
  ["c", "npm:tree-sitter-ruby@0.23.1/src/scanner.c"],
  ["cpp", "npm:tree-sitter-python@0.25.0/bindings/node/binding.cc"],
  ["javascript", "npm:tree-sitter-javascript@0.25.0/grammar.js"],
  ["typescript", "../../src/syntax/walk.ts"],
  ["typescript", "../../src/syntax/runtime.ts"],
];

Deno.test("ids in real files survive what is put in and taken out elsewhere", async () => {
  let tried = 0;
  for (const [language, specifier] of REAL) {
    const { default: text } = await import(specifier, { with: { type: "text" } }) as { default: string };
    const outcome = await loadGrammar(language);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { grammar } = outcome;
    const before = outlineOf(grammar, text);
    assertEquals(before.errorLines, []);
    const comment = lexisOf(language).lineComments[0] ?? "";
    const edits = [
      ...removals(text, before.definitions),
      ...lineRemovals(text, before.definitions, comment),
      ...seams(text, before.definitions).flatMap((at) =>
        insertions(language, comment).map((piece) => ({ at, length: 0, piece }))
      ),
    ];
    const step = Math.max(1, Math.ceil(edits.length / 12));
    for (const edit of edits.filter((_, index) => index % step === 0)) {
      const after = outlineOf(grammar, applyEdit(text, edit));
      assertEquals(
        idChange(before.definitions, after.definitions, edit),
        "",
        JSON.stringify([language, edit]),
      );
      tried++;
    }
  }
  assert(tried >= 60, `${tried}`);
});

Deno.test("taking a definition out leaves the ids of those with other names", async () => {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const { grammar } = outcome;
  for (const text of specCode("python")) {
    const before = outlineOf(grammar, text);
    if (before.errorLines.length > 0) continue;
    const tops = before.definitions.filter((one) =>
      one.parent === -1 && (one.kind === "class" || one.kind === "function")
    );
    for (const gone of tops) {
      const lineStart = text.lastIndexOf("\n", gone.span.start - 1) + 1;
      const lineEnd = text.indexOf("\n", gone.span.end);
      if (
        text.slice(lineStart, gone.span.start).trim() !== "" || lineEnd < 0 || lineStart !== gone.span.start
      ) continue;
      const changed = text.slice(0, lineStart) + text.slice(lineEnd + 1);
      const after = outlineOf(grammar, changed);
      if (after.errorLines.length > 0) continue;
      const kept = (list: readonly Definition[]): string[] =>
        idsOf(list.filter((one) => one.qualname.split(".")[0] !== gone.qualname));
      assertEquals(kept(after.definitions), kept(before.definitions), changed);
    }
  }
});
