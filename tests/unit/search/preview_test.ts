import { assertEquals } from "@std/assert";
import { previewLine } from "../../../src/search/preview.ts";

Deno.test("the first line with the most different words of the query is shown, trimmed", () => {
  const text = "# load load load\r\n  def loadConfig(path):\n    config.load(path)\n";
  assertEquals(previewLine(text, ["load", "config"]), { line: 1, text: "def loadConfig(path):" });
});

Deno.test("no line is shown when none holds a word", () => {
  assertEquals(previewLine("a\nb\n", ["load"]), null);
  assertEquals(previewLine("", ["load"]), null);
});
