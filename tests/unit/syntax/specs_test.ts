/**
 * Runs tests/specs/syntax/<language>.txt: each case is a line `=== title`, code, `---`, and the expected outline, one
 * line a definition: `kind qualname[@n] firstLine-lastLine`, then optionally ` ~ signature` and ` ~ doc`; a last line
 * `errors 3 7` where the code is broken. Drop a file in, get its tests.
 */
import { assertEquals } from "@std/assert";
import { indexLines } from "../../../src/model/line_index.ts";
import { outlineOf } from "../../outline_of.ts";
import type { Outline } from "../../../src/syntax/reading.ts";
import { loadGrammar } from "../../../src/syntax/runtime.ts";

interface Case {
  readonly title: string;
  readonly code: string;
  readonly expected: readonly string[];
}

const specs = new URL("../../specs/syntax/", import.meta.url);

function parseSpec(text: string): Case[] {
  return text.split(/^=== /m).slice(1).map((part) => {
    const titleEnd = part.indexOf("\n");
    const ruler = part.lastIndexOf("\n---\n");
    return {
      title: part.slice(0, titleEnd),
      code: part.slice(titleEnd + 1, ruler + 1),
      expected: part.slice(ruler + 5).trim().split("\n").map((line) => line.trimEnd()).filter((line) =>
        line !== ""
      ),
    };
  });
}

/** The outline in the expectation's form, with as many columns on each line as the expectation has. */
function render(outline: Outline, code: string, expected: readonly string[]): string[] {
  const index = indexLines(code);
  const lines = outline.definitions.map((one, i) => {
    const lineOfEnd = index.lineAt(Math.max(one.span.start, one.span.end - 1));
    const ordinal = one.ordinal > 1 ? `@${one.ordinal}` : "";
    const line = `${one.kind} ${one.qualname}${ordinal} ${index.lineAt(one.span.start)}-${lineOfEnd}`;
    const columns = (expected[i] ?? "").match(/ ~(?= |$)/g)?.length ?? 0;
    return [line, one.signature, one.doc].slice(0, 1 + columns).join(" ~ ").trimEnd();
  });
  if (outline.errorLines.length > 0) lines.push(`errors ${outline.errorLines.join(" ")}`);
  return lines;
}

for (const entry of [...Deno.readDirSync(specs)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  const language = entry.name.replace(/\.txt$/, "");
  Deno.test(`syntax spec: ${language}`, async (t) => {
    const outcome = await loadGrammar(language);
    if (!outcome.ok) throw new Error(outcome.reason);
    assertEquals(outcome.grammar.rules.unknown, [], "names in the rules that the grammar lacks");
    for (const one of parseSpec(Deno.readTextFileSync(new URL(entry.name, specs)))) {
      await t.step(one.title, () => {
        const outline = outlineOf(outcome.grammar, one.code);
        assertEquals(render(outline, one.code, one.expected), [...one.expected]);
        for (const definition of outline.definitions) {
          const parent = outline.definitions[definition.parent];
          const { start, end } = parent?.span ?? { start: 0, end: one.code.length };
          assertEquals(
            start <= definition.span.start && definition.span.end <= end,
            true,
            "inside its parent",
          );
        }
      });
    }
  });
}
