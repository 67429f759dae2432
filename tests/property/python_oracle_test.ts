/**
 * CPython's own parser as the judge, on a part of the standard library: every definition is found with its lines,
 * none is made up, and every skeleton is valid Python with the same interface. The whole library and other projects
 * are for tests/bench/definitions_oracle.ts.
 *
 * Where there is no python3, nothing outside this program can judge. The test then still asserts what can be told
 * from within: a skeleton of the spec corpus parses without errors and has the file's classes and their methods.
 */
import { assert, assertEquals } from "@std/assert";
import { findPythonLibrary, pythonFiles } from "../bench/corpus.ts";
import { compareWithPython } from "../bench/definitions_oracle.ts";
import { specCode } from "../bench/spec_code.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { fileSkeleton } from "../../src/syntax/skeleton.ts";

const FILES = 90;
const MAX_BYTES = 100_000;

Deno.test("definitions and skeletons of Python are those of CPython", async () => {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const { grammar } = outcome;
  const library = findPythonLibrary();
  if (library !== null) {
    const all = pythonFiles(library).map((path) => `${library}/${path}`).filter((path) =>
      Deno.statSync(path).size <= MAX_BYTES
    );
    const step = Math.max(1, Math.floor(all.length / FILES));
    const paths = all.filter((_, index) => index % step === 0);
    const result = await compareWithPython(paths, grammar, "python3", null);
    assertEquals(result.differences, []);
    assertEquals(result.skeletonFaults, []);
    assert(result.compared >= paths.length * 0.9, `${result.compared} of ${paths.length} files compared`);
    assert(result.matched > 500, `${result.matched} definitions compared`);
  }
  for (const text of specCode("python")) {
    const outline = outlineOf(grammar, text);
    if (outline.errorLines.length > 0) continue;
    const again = outlineOf(grammar, fileSkeleton("python", text, outline.definitions));
    assertEquals(again.errorLines, [], text);
    const shown = outline.definitions.filter((one) => ["class", "method"].includes(one.kind)).filter(
      (one) => {
        for (let at = one.parent; at >= 0; at = outline.definitions[at]?.parent ?? -1) {
          if (outline.definitions[at]?.kind !== "class") return false;
        }
        return true;
      },
    );
    const kept = new Set(again.definitions.map((one) => `${one.kind} ${one.qualname}@${one.ordinal}`));
    for (const one of shown) {
      assert(kept.has(`${one.kind} ${one.qualname}@${one.ordinal}`), `${one.qualname}: ${text}`);
    }
  }
});
