import { assert, assertEquals, assertMatch } from "@std/assert";
import { findDocComment, findDocstring, MAX_DOC } from "../../../src/syntax/doc.ts";
import { lexisOf } from "../../../src/syntax/languages.ts";
import { outlineOf } from "../../outline_of.ts";
import { loadGrammar } from "../../../src/syntax/runtime.ts";

const python = lexisOf("python");
const line = (text: string): string | null => findDocstring(text, 0, python)?.line ?? null;

Deno.test("a docstring is a plain string that is a statement, as CPython has it", () => {
  assertEquals(line('"""One.\n\nTwo."""\n'), "One.");
  assertEquals(line('"""\n\n   Later.   \n"""'), "Later.");
  assertEquals(line("'single'"), "single");
  assertEquals(line('r"a\\n"'), "a\\n");
  assertEquals(line('u"text"  # comment'), "text");
  assertEquals(line('""" """'), "");
  for (
    const none of ['b"bytes"', 'f"{x}"', '"a" + "b"', '"a".join(x)', '"a", 1', "x", '"open', '"""open', ""]
  ) {
    assertEquals(line(none), null, none);
  }
});

Deno.test("a line end after a backslash is none, unless the string is raw", () => {
  assertEquals(line('"""\\\nFirst."""'), "First.");
  assertEquals(line('r"""a\\\nb"""'), "a");
});

Deno.test("a carriage return alone ends no line of the text, and never one of the answer", async () => {
  assertEquals(findDocComment("// one\rtwo\nDEF", 11, lexisOf("c")), "one two");
  for (
    const [name, code] of [["bash", 'A="x\ry"\n'], ["c", 'const char *a = "x\ry";\n'], [
      "python",
      'A = "x\ry"\n',
    ]]
  ) {
    const outcome = await loadGrammar(name ?? "");
    assert(outcome.ok);
    const signatures = outlineOf(outcome.grammar, code ?? "").definitions.map(({ signature }) => signature);
    assertEquals(signatures.length, 1, name);
    assertMatch(signatures[0] ?? "", /^[^\r\n]*"x y"$/, name);
  }
});

const before = (language: string, text: string): string =>
  findDocComment(text, text.indexOf("DEF"), lexisOf(language));

Deno.test("the comment right before a definition, by its first sentence", () => {
  assertEquals(before("go", "// Does it.\n// And more.\nDEF"), "Does it.");
  assertEquals(before("typescript", "/**\n * Does it.\n * @param a\n */\nDEF"), "Does it.");
  assertEquals(before("rust", "/// Does it.\nDEF"), "Does it.");
  assertEquals(before("bash", "# Does it.\nDEF"), "Does it.");
  assertEquals(before("go", "// Far away.\n\nDEF"), "");
  assertEquals(before("go", "x := 1 // of x\nDEF"), "");
  assertEquals(before("go", "DEF"), "");
  // However long: what stands in its middle is no summary.
  assertEquals(before("ruby", `# Does it.\n#\n${"# And more.\n".repeat(500)}DEF`), "Does it.");
  assertEquals(before("ruby", `# Does it.\n#\n${"# And more.\n".repeat(5000)}DEF`), "");
});

Deno.test("a doc is never longer than the bound", () => {
  assertEquals(before("go", `// ${"long ".repeat(200)}\nDEF`).length <= MAX_DOC, true);
});

Deno.test("a sentence of a comment goes on over its lines, to its end or the paragraph's", () => {
  const block = (...lines: string[]): string =>
    `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\nDEF`;
  const is = (language: string, text: string, expected: string): void =>
    assertEquals(before(language, text), expected, text);
  is(
    "java",
    block("Returns the value that the", "map holds. Never null."),
    "Returns the value that the map holds.",
  );
  is("java", block("Returns the value", "@param a the key"), "Returns the value");
  is("java", block("Returns the value", "", "More."), "Returns the value");
  is("java", block("Returns the value", "<p>More."), "Returns the value");
  is("typescript", block("Takes a list of", "- one", "- two"), "Takes a list of");
  is(
    "kotlin",
    block("Reads [a] bytes, e.g. from a", "file. Then stops."),
    "Reads [a] bytes, e.g. from a file.",
  );
  is(
    "go",
    "// Parse reads v1.2 of the\n// format (see RFC 9112). It fails.\nDEF",
    "Parse reads v1.2 of the format (see RFC 9112).",
  );
  is("rust", "/// Makes one\n/// # Errors\n/// Never.\nDEF", "Makes one");
  is("rust", "/// Makes one:\n/// ```\n/// f()\n/// ```\nDEF", "Makes one:");
  is(
    "csharp",
    '/// <summary>\n/// Wraps a <see cref="T:Foo.Bar" /> in\n/// a list.\n/// </summary>\nDEF',
    "Wraps a Foo.Bar in a list.",
  );
  is("ruby", "# What is it?  Nobody\n# knows.\nDEF", "What is it?");
  is("c", "/* Adds\n   two numbers */\nDEF", "Adds two numbers");
});

Deno.test("a megabyte of comment costs no more than its length", () => {
  // As squares these would take the test run past its own limit.
  for (const unit of [" ", "a. ", "- ", '<see cref="', "* ", ".) ", "e.g. ", "@a "]) {
    const line = unit.repeat(1_000_000 / unit.length);
    before("java", `// ${line}\nDEF`);
    before("java", `/* ${line.slice(0, 19_000)} */\nDEF`);
  }
});
