import { assertEquals } from "@std/assert";
import { byteSize, clip, grouped, paint, visibleName, visibleText } from "../../../src/cli/render/text.ts";
import { renderTable } from "../../../src/cli/render/table.ts";
import { createProgress } from "../../../src/cli/render/progress.ts";

Deno.test("a name shows every control and bidi character, on one line", () => {
  assertEquals(
    visibleName("a\x1b[31m\n\t\r\x00b\x9b\u202ec\u2066\u2028"),
    "a\\x1b[31m\\n\\t\\r\\x00b\\x9b\\u{202e}c\\u{2066}\\u{2028}",
  );
  assertEquals(visibleName("naïve-名前-😀.py"), "naïve-名前-😀.py");
});

Deno.test("file text keeps tabs and line ends, and shows the rest", () => {
  assertEquals(visibleText("a\tb\r\nc\x1b]0;x\x07\u200f"), "a\tb\nc\\x1b]0;x\\x07\\u{200f}");
});

Deno.test("numbers and sizes as people read them", () => {
  assertEquals([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
  assertEquals([0, 999, 1000, 31_500_000, 5e15].map(byteSize), [
    "0 B",
    "999 B",
    "1.0 kB",
    "31.5 MB",
    "5000.0 TB",
  ]);
});

Deno.test("clip says when something is lost; paint is silent without colour", () => {
  assertEquals([clip("abc", 3), clip("abcd", 3), clip("abcd", 0)], ["abc", "ab…", "…"]);
  assertEquals([paint(true, "red", "x"), paint(false, "red", "x"), paint(true, "red", "")], [
    "\x1b[31mx\x1b[0m",
    "x",
    "",
  ]);
});

Deno.test("a table is aligned by display width and fits the terminal", () => {
  const columns = [{ title: "name" }, { title: "n", align: "right" }] as const;
  assertEquals(renderTable(columns, [["日本", "5"], ["a", "10"]], 80), "name   n\n日本   5\na     10\n");
  assertEquals(renderTable(columns, [["a long name", "5"]], 8), "name   …\na long …\n");
});

Deno.test("progress shows only on a terminal, only when work is long, and leaves nothing behind", () => {
  let now = 0;
  let shown = "";
  const clock = { now: () => new Date(0), monotonicMs: () => now, pause: () => {} };
  const terminal = {
    out: () => true,
    err: (text: string) => {
      shown += text;
    },
    outIsTerminal: true,
    errIsTerminal: true,
    columns: 80,
  };
  const progress = createProgress(terminal, clock, true);
  progress.update(1, 4);
  assertEquals(shown, "");
  now = 1000;
  progress.update(2, 4);
  assertEquals(shown, `\r\x1b[Kindexing ${"█".repeat(12)}${"░".repeat(12)} 2/4`);
  progress.end();
  assertEquals(shown.endsWith("\r\x1b[K"), true);
  shown = "";
  for (
    const silent of [
      createProgress(terminal, clock, false),
      createProgress({ ...terminal, errIsTerminal: false }, clock, true),
    ]
  ) {
    now += 1000;
    silent.update(1, 2);
    silent.end();
  }
  assertEquals(shown, "");
});

Deno.test("letters that nobody sees are shown: zero-width ones in names, tag characters everywhere", () => {
  assertEquals(visibleName("a\u200bb\u{e0041}.py"), "a\\u{200b}b\\u{e0041}.py");
  assertEquals(visibleText("a\u{e0041}b\u200d"), "a\\u{e0041}b\u200d");
});
