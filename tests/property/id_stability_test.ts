/**
 * Ids survive edits: lines, comments and definitions put in or taken out elsewhere in a file leave the id of every
 * other definition as it was. Checked on the spec corpora of every language, where the code around an edit may itself
 * be anything that parses. The edit goes before or after a top-level definition, as an author's would.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import type { Definition } from "../../src/model/symbol.ts";
import { allLanguages, lexisOf } from "../../src/syntax/languages.ts";
import { outlineOf } from "../../src/syntax/outline.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { specCode } from "../bench/spec_code.ts";

/** A function of each language with a name of its own, as it stands at the top of a file. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  bash: "zz_inserted() {\n  :\n}\n",
  c: "int zz_inserted(void) {\n    return 0;\n}\n",
  cpp: "int zz_inserted() {\n    return 0;\n}\n",
  csharp: "class zz_inserted\n{\n}\n",
  go: "func zz_inserted() int {\n\treturn 0\n}\n",
  java: "class zz_inserted {\n}\n",
  javascript: "function zz_inserted() {\n  return 0;\n}\n",
  kotlin: "fun zz_inserted(): Int {\n    return 0\n}\n",
  lua: "function zz_inserted()\n  return 0\nend\n",
  php: "function zz_inserted() {\n    return 0;\n}\n",
  python: "def zz_inserted():\n    return 0\n",
  ruby: "def zz_inserted\n  0\nend\n",
  rust: "fn zz_inserted() -> i32 {\n    0\n}\n",
  scala: "class zz_inserted {\n}\n",
  swift: "func zz_inserted() -> Int {\n    return 0\n}\n",
  tsx: "function zz_inserted() {\n  return 0;\n}\n",
  typescript: "function zz_inserted() {\n  return 0;\n}\n",
};

function idsOf(definitions: readonly Definition[]): string[] {
  return definitions.map((one) => `${one.qualname}@${one.ordinal}`);
}

/** Offsets at which a definition begins at the start of a line, outside every other, and the end of the text. */
function seams(text: string, definitions: readonly Definition[]): number[] {
  const starts = new Set<number>([text.length]);
  let end = 0;
  for (const one of definitions) {
    if (one.parent !== -1) continue;
    const lineStart = text.lastIndexOf("\n", one.span.start - 1) + 1;
    if (lineStart >= end && lineStart === one.span.start) starts.add(lineStart);
    end = Math.max(end, one.span.end);
  }
  return [...starts];
}

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
    const comment = `${lexisOf(name).lineComments[0] ?? "//"} zz a comment\n`;
    const inserted = ["\n", "\n\n\n", comment, `\n${comment}\n`, `\n${FUNCTIONS[name] ?? ""}\n`];
    let tried = 0;
    const check = (base: number, seam: number, what: number): void => {
      const text = corpus[base % corpus.length] ?? "";
      const before = read(text);
      const places = seams(text, before);
      const at = places[seam % places.length] ?? 0;
      const piece = inserted[what % inserted.length] ?? "";
      const changed = text.slice(0, at) + piece + text.slice(at);
      const after = read(changed);
      const others = after.filter((one) => !one.qualname.split(".").includes("zz_inserted"));
      tried++;
      assertEquals(idsOf(others), idsOf(before), changed);
      // The same ids for the same definitions: each name stands where the edit has moved it.
      assertEquals(
        others.map((one) => one.nameSpan.start),
        before.map((one) => one.nameSpan.start + (one.nameSpan.start >= at ? piece.length : 0)),
        changed,
      );
    };
    fc.assert(fc.property(fc.nat(), fc.nat(), fc.nat(), check), { seed: 20_261_122, numRuns: 60 });
    assert(tried >= 60);
  });
}

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
