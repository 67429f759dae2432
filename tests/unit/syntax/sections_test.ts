/** Headings against CommonMark 0.31: §4.2 ATX, §4.3 setext, §4.5 fences, §4.6 HTML. */
import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { sectionsOf } from "../../../src/syntax/sections.ts";

const paths = (text: string): string[] =>
  sectionsOf(text).map((one) => one.ordinal > 1 ? `${one.headingPath}@${one.ordinal}` : one.headingPath);

Deno.test("heading paths follow the levels, and repeated ones are counted", () => {
  const text = "# A\n## B\n### C\n## B\n# D\n### E\n";
  assertEquals(paths(text), ["A", "A/B", "A/B/C", "A/B@2", "D", "D/E"]);
});

Deno.test("ATX headings", () => {
  assertEquals(paths("#A\n# B ##\n   # C\n    # D\n####### E\n#\n# F #g\n#\tH\n"), ["B", "C", "F #g", "H"]);
});

Deno.test("setext headings take the whole paragraph before them", () => {
  assertEquals(paths("One\ntwo\n===\n\n---\n\nThree\n---\n\n- item\n---\n"), ["One two", "One two/Three"]);
});

Deno.test("nothing in fences, comments and front matter is a heading", () => {
  assertEquals(paths("---\n# a\n---\n# b\n```sh\n# c\n```\n~~~\n# d\n```\n~~~\n<!--\n# e\n-->\n# f\n"), [
    "b",
    "f",
  ]);
  assertEquals(paths("````\n# a\n```\n# b\n````\n# c\n"), ["c"]);
});

Deno.test("titles are plain text", () => {
  assertEquals(paths("# **Bold** `code` [link](http://x/y) <a id=z></a>\\*  {#anchor}\n"), [
    "Bold code link *",
  ]);
});

Deno.test("each section runs to the next heading; before the first there is none", () => {
  const text = "\ufeffpreface\n\n# A\r\nx\n## B\ny";
  assertEquals(sectionsOf(text).map(({ span }) => text.slice(span.start, span.end)), [
    "# A\r\nx\n",
    "## B\ny",
  ]);
});

Deno.test("sections tile the text from the first heading on, whatever it is", () => {
  const lines = fc.array(
    fc.constantFrom("# a", "## b", "a", "---", "===", "```", "<!--", "-->", "", "- x", "    # y"),
  );
  fc.assert(fc.property(lines, (parts) => {
    const text = parts.join("\n");
    let end = sectionsOf(text)[0]?.span.start ?? text.length;
    for (const { span } of sectionsOf(text)) {
      assertEquals(span.start, end);
      end = span.end;
    }
    assertEquals(end, text.length);
  }));
});
