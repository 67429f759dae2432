import { assertEquals } from "@std/assert";
import { discloseChunk } from "../../../src/disclosure/disclose.ts";
import { indexLines } from "../../../src/model/line_index.ts";

function excerptOf(fileText: string, needle: string): string | undefined {
  const start = fileText.indexOf(needle);
  const chunk = {
    id: "a.py#f",
    path: "a.py",
    kind: "method",
    fileText,
    lines: indexLines(fileText),
    span: { start, end: fileText.length },
    body: null,
    doc: "",
    skeleton: () => "",
  } as const;
  return discloseChunk(chunk, "excerpt", "", 1000)?.text;
}

Deno.test("an excerpt's first line keeps its indentation, so that the lines stand as in the file", () => {
  assertEquals(excerptOf("class A:\n    def f():\n        pass\n", "def f"), "    def f():\n        pass\n");
  assertEquals(excerptOf("x = 1; def f():\n    pass\n", "def f"), "def f():\n    pass\n");
});
