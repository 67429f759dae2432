/** `get --mode raw` gives back the file's own bytes at the range that it states. */
import { assertEquals } from "@std/assert";
import { Fixture } from "../harness.ts";

const FILES = {
  "crlf.py": "class A:\r\n    def f(self):\r\n        return '\\r'\r\n\r\nclass B: pass",
  "astral.py": "# 😀 🏴‍☠️\ndef 𝔘nicode():\n    return '😀'  # 𝄞\n\n\ndef after():\n    return 1\n",
  "tabs.py": "class T:\n\tdef m(self):\n\t\tif 1:\n\t\t\treturn '\t'\n\x0c\n\tdef n(self): pass\n",
  "bom.py": "\ufeffdef first():\n    pass\n",
  "lone_cr.py": "def a():\r    pass\rdef b():\r    pass\r",
  "notes.md": "Setext\n======\n\ntext\n\n```\n# not a heading\n```\n\n## Last",
  "long.txt": Array.from({ length: 200 }, (_, index) => `line ${index} ☃`).join("\n"),
};

interface Shown {
  readonly id: string;
  readonly path: string;
  readonly text: string;
  readonly range: { start_line: number; start_column: number; end_line: number; end_column: number };
}

/** The stretch of `text` that a range names, by counting line ends anew: LF, CRLF and a lone CR. */
function cut(text: string, range: Shown["range"]): string {
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).join("").length + column - 1;
  return text.slice(offset(range.start_line, range.start_column), offset(range.end_line, range.end_column));
}

Deno.test("raw: text and range agree with the file for every chunk", async () => {
  using repo = new Fixture(FILES);
  const ids = [
    ...Object.keys(FILES),
    "crlf.py#A",
    "crlf.py#A.f",
    "crlf.py#B",
    // Python names are compared in NFKC (language reference 2.3), and so are ids.
    "astral.py#Unicode",
    "astral.py#after",
    "tabs.py#T.m",
    "tabs.py#T.n",
    "bom.py#first",
    "lone_cr.py#a",
    "lone_cr.py#b",
    "notes.md#Setext",
    "notes.md#Setext/Last",
    "long.txt:61-120",
    "long.txt:3-3",
  ];
  const answer = await repo.json(["get", "--mode", "raw", "--budget", "100000", ...ids]);
  const chunks: Shown[] = answer.chunks;
  assertEquals(chunks.map(({ id }) => id), ids);
  for (const { id, path, text, range } of chunks) {
    const whole = FILES[path as keyof typeof FILES];
    assertEquals(text, cut(whole, range), id);
    if (id === path) assertEquals(text, whole, id);
  }
  assertEquals(chunks.find(({ id }) => id === "crlf.py#A.f")?.text, "def f(self):\r\n        return '\\r'");
  assertEquals(chunks.find(({ id }) => id === "tabs.py#T.n")?.text, "def n(self): pass");
  assertEquals(chunks.find(({ id }) => id === "long.txt:3-3")?.text, "line 2 ☃\n");
});

Deno.test("raw: one chunk without --json is the file's bytes and nothing else", async () => {
  using repo = new Fixture(FILES);
  for (const path of ["crlf.py", "bom.py", "notes.md"]) {
    const run = await repo.ctx(["get", path, "--mode", "raw"]);
    assertEquals([run.status, run.stderr, run.stdout], [
      0,
      "",
      FILES[path as keyof typeof FILES].replace("\ufeff", ""),
    ], path);
  }
});

Deno.test("raw: a file in a declared encoding is decoded as declared", async () => {
  using repo = new Fixture({
    "latin.py": new Uint8Array([
      ...new TextEncoder().encode("# -*- coding: latin-1 -*-\ndef f():\n    return '"),
      0xe9,
      0x80,
      ...new TextEncoder().encode("'\n"),
    ]),
  });
  const answer = await repo.json(["get", "latin.py#f", "--mode", "raw"]);
  assertEquals(answer.chunks[0].text, "def f():\n    return 'é\x80'");
});
