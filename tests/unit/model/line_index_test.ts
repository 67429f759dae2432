import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { indexLines } from "../../../src/model/line_index.ts";
import { chunkId } from "../../../src/model/chunk.ts";
import { linesId, sectionId, symbolId } from "../../../src/model/id.ts";

/** Splits by the rule in words: after LF, after CRLF, after a CR that no LF follows. */
function linesOf(text: string): string[] {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  return text === "" ? [""] : lines;
}

const texts = fc.array(fc.constantFrom("\n", "\r\n", "\r", "a", "é", "😀", "\u2028", "\f"), { maxLength: 30 })
  .map((parts) => parts.join(""));

Deno.test("lines, offsets and ranges agree with splitting the text", () => {
  fc.assert(fc.property(texts, (text) => {
    const index = indexLines(text);
    const lines = linesOf(text);
    assertEquals(index.lineCount, lines.length);
    let offset = 0;
    for (const [number, line] of lines.entries()) {
      assertEquals([index.startOf(number + 1), index.endOf(number + 1)], [offset, offset + line.length]);
      for (let at = offset; at < offset + line.length; at++) assertEquals(index.lineAt(at), number + 1);
      offset += line.length;
    }
  }));
});

Deno.test("a range's end column is exclusive, in UTF-16 units", () => {
  const text = "x😀\ny";
  assertEquals(indexLines(text).rangeOf({ start: 1, end: 3 }), {
    startLine: 1,
    startColumn: 2,
    endLine: 1,
    endColumn: 4,
  });
  assertEquals(indexLines(text).rangeOf({ start: 0, end: 5 }), {
    startLine: 1,
    startColumn: 1,
    endLine: 2,
    endColumn: 2,
  });
});

Deno.test("ids are as the README says", () => {
  assertEquals(symbolId("src/config.py", "Config.load", 1), "src/config.py#Config.load");
  assertEquals(symbolId("src/config.py", "Config.load", 2), "src/config.py#Config.load@2");
  assertEquals(linesId("src/config.py", 10, 42), "src/config.py:10-42");
  assertEquals(sectionId("README.md", "Install/From source", 1), "README.md#Install/From source");
  const at = { startLine: 3, startColumn: 1, endLine: 9, endColumn: 1 };
  const span = { start: 0, end: 1 };
  const common = {
    name: "f",
    ordinal: 2,
    parent: -1,
    span,
    range: at,
    nameSpan: span,
    nameRange: at,
    body: null,
    signature: "",
    doc: "",
  };
  assertEquals(chunkId("a", { ...common, kind: "function", qualname: "f" }), "a#f@2");
  assertEquals(chunkId("a", { ...common, kind: "lines", qualname: "" }), "a:3-9");
});
