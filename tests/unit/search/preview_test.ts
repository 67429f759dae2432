import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { wordsOf } from "../../../src/model/words.ts";
import { previewLine } from "../../../src/search/preview.ts";

Deno.test("the first line with the most different words of the query is shown, trimmed", () => {
  const text = "# load load load\r\n  def loadConfig(path):\n    config.load(path)\n";
  assertEquals(previewLine(text, ["load", "config"]), { line: 1, text: "def loadConfig(path):" });
});

Deno.test("no line is shown when none holds a word", () => {
  assertEquals(previewLine("a\nb\n", ["load"]), null);
  assertEquals(previewLine("", ["load"]), null);
});

Deno.test("no line is passed over that holds a word, however it is written", () => {
  const word = fc.constantFrom(
    "parse",
    "parties",
    "party",
    "running",
    "Kelvin",
    "\u212aelvin",
    "HTTPServer",
    "\u0130x",
    "s",
  );
  const line = fc.array(word, { maxLength: 4 }).map((words) => words.join(" "));
  const asked = fc.array(word, { maxLength: 3 }).map((words) => [...new Set(wordsOf(words.join(" ")))]);
  fc.assert(fc.property(fc.array(line, { maxLength: 6 }), asked, (lines, words) => {
    const held = lines.map((text) => new Set(wordsOf(text).filter((each) => words.includes(each))).size);
    const most = Math.max(0, ...held);
    const expected = most === 0
      ? null
      : { line: held.indexOf(most), text: lines[held.indexOf(most)]?.trim() };
    assertEquals(previewLine(lines.join("\n"), words), expected);
  }));
});
