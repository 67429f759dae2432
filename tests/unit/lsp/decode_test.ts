import { assertEquals } from "@std/assert";
import { decodeHover, decodeLocations, decodePublished } from "../../../src/lsp/decode.ts";
import { announcesFileList, Readiness } from "../../../src/lsp/readiness.ts";

const range = (line: number, from: number, to: number): unknown => ({
  start: { line, character: from },
  end: { line, character: to },
});
const at = (line: number, from: number, to: number): unknown => ({
  startLine: line + 1,
  startColumn: from + 1,
  endLine: line + 1,
  endColumn: to + 1,
});

Deno.test("every legal shape of a definition result", () => {
  const one = { uri: "file:///a.py", range: range(1, 2, 3) };
  const link = {
    targetUri: "file:///b.py",
    targetRange: range(0, 0, 99),
    targetSelectionRange: range(4, 5, 6),
    originSelectionRange: range(9, 9, 9),
  };
  assertEquals(decodeLocations(null), []);
  assertEquals(decodeLocations([]), []);
  assertEquals(decodeLocations(one), [{ uri: "file:///a.py", range: at(1, 2, 3) } as never]);
  assertEquals(decodeLocations([one, link]), [
    { uri: "file:///a.py", range: at(1, 2, 3) },
    { uri: "file:///b.py", range: at(4, 5, 6) },
  ] as never);
});

Deno.test("a value of no legal shape is no answer, not an empty one", () => {
  const bad: unknown[] = [
    "x",
    7,
    {},
    [null],
    [{ uri: 1, range: range(0, 0, 0) }],
    { uri: "file:///a", range: { start: { line: -1, character: 0 }, end: { line: 0, character: 0 } } },
    { uri: "file:///a", range: range(0, 5, 2) },
    { uri: "file:///a", range: { start: { line: 0.5, character: 0 }, end: { line: 1, character: 0 } } },
    { targetUri: "file:///a", targetRange: range(0, 0, 1) },
  ];
  for (const value of bad) assertEquals(decodeLocations(value), null, JSON.stringify(value));
});

Deno.test("every legal shape of a hover", () => {
  assertEquals(decodeHover(null), "");
  assertEquals(decodeHover({ contents: "text" }), "text");
  assertEquals(decodeHover({ contents: { kind: "markdown", value: "**x**" } }), "**x**");
  assertEquals(decodeHover({ contents: { language: "python", value: "x: int" } }), "```python\nx: int\n```");
  assertEquals(decodeHover({ contents: ["a", { language: "py", value: "b" }] }), "a\n\n```py\nb\n```");
  assertEquals(decodeHover({ contents: 5 }), null);
  assertEquals(decodeHover({}), null);
});

Deno.test("diagnostics: severity, code and version are optional", () => {
  assertEquals(
    decodePublished({
      uri: "file:///a.py",
      version: 3,
      diagnostics: [{ range: range(0, 0, 1), message: "m", severity: 2, code: 7 }, {
        range: range(0, 0, 1),
        message: "n",
      }],
    }),
    {
      uri: "file:///a.py",
      version: 3,
      diagnostics: [
        { range: at(0, 0, 1) as never, severity: "warning", code: "7", message: "m" },
        { range: at(0, 0, 1) as never, severity: "error", code: "", message: "n" },
      ],
    },
  );
  assertEquals(decodePublished({ uri: "x", diagnostics: [] })?.version, null);
  assertEquals(decodePublished({ uri: "x", diagnostics: [{ message: "m" }] }), null);
  assertEquals(decodePublished({ uri: "x" }), null);
});

Deno.test("ready once, and only after initialize; empty means none only with the files listed", async () => {
  const readiness = new Readiness();
  assertEquals(readiness.sign("diagnostics"), false);
  readiness.initializeAnswered();
  assertEquals(readiness.emptyMeansNone, false);
  assertEquals(readiness.sign("definition"), true);
  assertEquals(readiness.sign("diagnostics"), false);
  assertEquals(readiness.readyVia, "definition");
  assertEquals(readiness.emptyMeansNone, false, "ready does not mean that all files are known");
  assertEquals(await readiness.whenListed(1), false);
  const waiting = readiness.whenListed(60_000);
  readiness.filesListed();
  assertEquals(await waiting, true);
  assertEquals(readiness.emptyMeansNone, true);
});

Deno.test("the words by which servers tell that they have listed their files", () => {
  for (const text of ["Found 1 source file", "Found 1790 source files", "No source files found."]) {
    assertEquals(announcesFileList(text), true, text);
  }
  for (const text of ["Searching for source files", "Found 3 files to analyze", "x Found 3 source files"]) {
    assertEquals(announcesFileList(text), false, text);
  }
});
