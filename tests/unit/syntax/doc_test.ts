import { assertEquals } from "@std/assert";
import { findDocComment, findDocstring, MAX_DOC } from "../../../src/syntax/doc.ts";
import { lexisOf } from "../../../src/syntax/languages.ts";

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

const before = (language: string, text: string): string =>
  findDocComment(text, text.indexOf("DEF"), lexisOf(language));

Deno.test("the comment right before a definition, by its first line", () => {
  assertEquals(before("go", "// Does it.\n// And more.\nDEF"), "Does it.");
  assertEquals(before("typescript", "/**\n * Does it.\n * @param a\n */\nDEF"), "Does it.");
  assertEquals(before("rust", "/// Does it.\nDEF"), "Does it.");
  assertEquals(before("bash", "# Does it.\nDEF"), "Does it.");
  assertEquals(before("go", "// Far away.\n\nDEF"), "");
  assertEquals(before("go", "x := 1 // of x\nDEF"), "");
  assertEquals(before("go", "DEF"), "");
});

Deno.test("a doc is never longer than the bound", () => {
  assertEquals(before("go", `// ${"long ".repeat(200)}\nDEF`).length <= MAX_DOC, true);
});
