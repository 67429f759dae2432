/**
 * What an outline costs, in names and in time, for texts that nobody would write. No time is measured: where a pattern
 * tries such a text from everywhere, these tests take minutes or hours.
 */
import { assert, assertEquals } from "@std/assert";
import { findDocComment, findDocstring } from "../../../src/syntax/doc.ts";
import { lexisOf } from "../../../src/syntax/languages.ts";
import { outlineOf } from "../../outline_of.ts";
import type { Outline } from "../../../src/syntax/reading.ts";
import { mostOutlineUnits } from "../../../src/syntax/outline_size.ts";
import { loadGrammar } from "../../../src/syntax/runtime.ts";
import { sectionsOf } from "../../../src/syntax/sections.ts";
import { fileSkeleton } from "../../../src/syntax/skeleton.ts";

async function outline(language: string, text: string): Promise<Outline> {
  const outcome = await loadGrammar(language);
  assert(outcome.ok);
  return outlineOf(outcome.grammar, text);
}

function unitsOf({ definitions }: Outline): number {
  return definitions.reduce(
    (sum, one) => sum + one.qualname.length + one.signature.length + one.doc.length,
    0,
  );
}

Deno.test("what a class repeats for each of its members is bounded, and the first members are there", async () => {
  const name = "A".repeat(1980);
  const text = `class ${name}:\n${" x = 1\n".repeat(4000)}`;
  const found = await outline("python", text);
  assert(unitsOf(found) <= mostOutlineUnits(text));
  assert(found.definitions.length > 200 && found.definitions.length < 4000);
  assertEquals(found.definitions[0]?.name, name);
  assertEquals(found.definitions[199]?.qualname, `${name}.x`);
});

Deno.test("names of one statement share its header: hundreds are all there, a hundred thousand are not", async () => {
  const few = await outline("c", `int ${"a,".repeat(299)}a;\n`);
  assertEquals(few.definitions.length, 300);
  const many = `int ${"a,".repeat(100_000)}a;\n`;
  assert(unitsOf(await outline("c", many)) <= mostOutlineUnits(many));
});

Deno.test("heading paths are bounded: the last section that fits holds the rest", () => {
  const outer = [1, 2, 3, 4, 5].map((level) => `${"#".repeat(level)} ${"t".repeat(395)}\n`).join("");
  const text = outer + "###### x\n".repeat(20_000);
  const sections = sectionsOf(text);
  assert(sections.length > 200 && sections.length < 5000);
  assertEquals(sections.at(-1)?.span.end, text.length);
  assert(sections.every((one, i) => i === 0 || one.span.start === sections[i - 1]?.span.end));
  assertEquals(sectionsOf("# x\n".repeat(900)).length, 900);
});

Deno.test("blanks inside of a default value are tried once", async () => {
  const value = " ".repeat(3900);
  const python = await outline("python", `def f(a="${value}b"): pass\n`.repeat(20));
  assertEquals(
    python.definitions.map(({ signature }) => signature.slice(0, 12)),
    Array(20).fill('def f(a="   '),
  );
  const ruby = await outline("ruby", `def f(a = "${value}b") = end\n`);
  assertEquals(ruby.definitions[0]?.name, "f");
  const folded = await outline("python", `def f(a="${" ".repeat(900)}b",\n\n  c=1 ):\n  pass\n`);
  assertEquals(folded.definitions[0]?.signature, `def f(a="${" ".repeat(900)}b", c=1)`);
});

Deno.test("blanks and backslashes inside of what is written about a definition are tried once", () => {
  const typescript = lexisOf("typescript");
  const comment = (text: string): string => findDocComment(text, text.length, typescript);
  assertEquals(comment(`/** a${" ".repeat(400_000)}b */\n`), ""); // longer than a comment that is looked at
  assertEquals(comment(`/** a${" ".repeat(19_000)}b **  */\n`), "a b");
  assertEquals(comment("/*** * A *b* c. * ***/\n"), "A *b* c.");
  const docstring = findDocstring(`r'''${"\\".repeat(400_000)}x'''\n`, 0, lexisOf("python"));
  assertEquals(docstring?.line.length, 300);
});

Deno.test("everything in one line: no look back from each definition to its start", async () => {
  const text = `class A {${"int x;".repeat(20_000)}}\n`;
  const found = await outline("java", text);
  const skeleton = fileSkeleton("java", text, found.definitions);
  assert(skeleton.startsWith("class A {\n    int x;\n    int x;\n"), skeleton.slice(0, 100));
  const commented = await outline("c", "/** a */int x;".repeat(5_000));
  assertEquals(commented.definitions[0]?.doc, "a");
});

Deno.test("there are not more definitions than anyone reads, in a tree and in what does not parse", async () => {
  const parsed = await outline("javascript", "var x;\n".repeat(60_000));
  const outcome = await loadGrammar("c");
  assert(outcome.ok);
  const damaged = outlineOf({ ...outcome.grammar, parse: () => null }, "int a(void) {\n}\n".repeat(20_000));
  assertEquals(damaged.isCostly, true);
  assertEquals(outlineOf(outcome.grammar, "int a(void) {\n}\n").isCostly, false);
  const [all, recovered] = [parsed.definitions.length, damaged.definitions.length];
  assert(all > 20_000 && all < 27_000 && recovered > 5000 && recovered < 7000, `${all}, ${recovered}`);
});

Deno.test("text that does not parse: no pattern runs to its end from every line", async () => {
  const classes = await outline("cpp", "class a\n".repeat(30_000));
  assertEquals(classes.errorLines.length > 0, true);
  const receiver = await outline("go", `package a\nfunc (${"a".repeat(100_000)}(\nfunc f() {\n`);
  assert(receiver.errorLines.length > 0);
  const star = await outline("javascript", `function${" ".repeat(200_000)}1\nfunction g() {\n`);
  assert(star.definitions.some(({ name }) => name === "g"));
  const ends = await outline("typescript", `a b c )${"\n".repeat(200_000)}function g() {}\n`);
  assert(ends.definitions.some(({ name }) => name === "g"));
});
