import { assert, assertEquals } from "@std/assert";
import { type Frame, isFrameOf, takeFrames } from "../../../src/search/frames.ts";
import { rankChunks, rankFiles } from "../../../src/search/rank.ts";
import { queryWords } from "../../../src/search/words.ts";

const PYTHON = `The server dies on start:

Traceback (most recent call last):
  File "/usr/lib/python3.11/site-packages/flask/app.py", line 1478, in __call__
    return self.wsgi_app(environ, start_response)
           ~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^
  File "C:\\Lib\\site-packages\\flask\\sessions.py", line 12, in open_session
  File "/usr/lib/python3.11/hmac.py", line 3, in Signer.new
    raise TypeError
TypeError: key must be bytes
`;

const NODE = `TypeError: x is not a function
    at Object.run (/home/me/proj/src/cli/run.ts:10:5)
    at async file:///home/me/proj/main.ts:3:1
    at com.google.gson.Gson.fromJson(Gson.java:932)
meet at noon: 12:30`;

function calls(frames: readonly Frame[]): [string, string][] {
  return frames.map(({ path, name }) => [path, name]);
}

Deno.test("a Python traceback: innermost first, what was said before its calls, no underlines", () => {
  const { frames, text } = takeFrames(PYTHON);
  assertEquals(calls(frames), [
    ["/usr/lib/python3.11/hmac.py", "new"],
    ["c:/lib/site-packages/flask/sessions.py", "open_session"],
    ["/usr/lib/python3.11/site-packages/flask/app.py", "__call__"],
  ]);
  const lines = text.split("\n").filter((line) => line.trim() !== "").map((line) => line.trim());
  assertEquals(lines, [
    "The server dies on start:",
    "TypeError: key must be bytes",
    "new raise TypeError",
    "open_session",
    "__call__ return self.wsgi_app(environ, start_response)",
  ]);
});

Deno.test("a trace of JavaScript or Java", () => {
  const { frames, text } = takeFrames(NODE);
  assertEquals(calls(frames), [
    ["/home/me/proj/src/cli/run.ts", "run"],
    ["/home/me/proj/main.ts", ""],
    ["gson.java", "fromJson"],
  ]);
  assert(text.startsWith("TypeError: x is not a function\nmeet at noon: 12:30\n"));
});

Deno.test("a text without frames comes back as it is", () => {
  for (
    const text of ["", "fix the parser", 'File "a.py" is missing', "look at config.ts:12 please\n  and here"]
  ) {
    assertEquals(takeFrames(text), { frames: [], text });
    assertEquals(queryWords(text).frames, []);
  }
});

Deno.test("a long line of anything takes no time to see through", () => {
  const text = `    at ${"a.".repeat(200)}\n`.repeat(40) + "    at ".repeat(2_000);
  assertEquals(takeFrames(text).frames, []);
});

Deno.test("a frame's file is found by its end, wherever the trace was made", () => {
  const frame = { path: "/usr/lib/python3.11/site-packages/flask/app.py", name: "run" };
  assert(isFrameOf("src/flask/app.py", frame));
  assert(isFrameOf("flask/app.py", frame));
  assert(!isFrameOf("src/other/app.py", frame));
  assert(!isFrameOf("app.py.txt", frame));
  assert(isFrameOf("src/main/java/gson/gson.java", { path: "gson.java", name: "" }));
});

Deno.test("the innermost file that is here comes first, and in it the function that was running", () => {
  const words = queryWords(PYTHON);
  const match = { unit: 1, bm25: 5, sizeClass: 9 };
  const files = ["src/flask/app.py", "src/flask/sessions.py", "src/flask/wrappers.py"].map((path) => ({
    path,
    role: "source" as const,
    matches: [match],
    definesName: false,
  }));
  const ranked = rankFiles(files, words, { files: 100, filesByPathWord: new Map() });
  assertEquals(ranked.map(({ file }) => file.path), [
    "src/flask/sessions.py",
    "src/flask/app.py",
    "src/flask/wrappers.py",
  ]);
  const chunks = ["save_session", "open_session"].map((name, index) => ({
    match,
    name,
    qualname: name,
    startLine: index + 1,
  }));
  assertEquals(rankChunks("src/flask/sessions.py", 1, chunks, words)[0]?.chunk.name, "open_session");
});
