/** The real, pinned pyright with the rights and the environment that it is shipped with. */
import { assert, assertEquals } from "@std/assert";
import { exists, question, withSegment } from "./warm_harness.ts";

const FILES = {
  "a.py": "from b import Thing as T, helper\n\nt = T()\nt.method(helper)\n",
  "b.py":
    'class Base:\n    def method(self, f):\n        "doc of method"\n\nclass Thing(Base):\n    pass\n\ndef helper(): ...\n',
  "marks.py": "\ufeffimport b\r\n\tx = '😀'; b.helper()\r\n",
  "broken.py": "def f(:\n    return undefined_name\n",
  "sitecustomize.py": "open('owned', 'w').write('1')\n",
  "json.py": "open('owned', 'w').write('1')\n",
};

Deno.test("definition, references, hover and diagnostics; changes on disk are seen at once", async () => {
  await withSegment({ rules: null, files: FILES }, async (segment) => {
    const client = segment.client();
    const ask = async (overrides: Parameters<typeof question>[0]): Promise<unknown> => {
      const { answer } = await client.ask(question({ timeoutMs: 60_000, ...overrides }));
      return answer.kind === "targets"
        ? answer.targets.map(({ path, range }) => `${path}:${range.startLine}:${range.startColumn}`)
        : answer;
    };
    assertEquals(
      await ask({ line: 4, column: 3 }),
      ["b.py:2:9"],
      "a method, through an alias and a base class",
    );
    assertEquals(await ask({ line: 4, column: 10 }), ["b.py:8:5"]);
    assertEquals(
      await ask({ path: "marks.py", line: 2, column: 14 }),
      ["b.py:8:5"],
      "UTF-16 columns, CRLF, a mark",
    );
    assertEquals(await ask({ path: "b.py", line: 3, column: 9 }), [], "a string has no definition");
    assertEquals(await ask({ path: "b.py", line: 2, column: 9, method: "references" }), [
      "a.py:4:3",
      "b.py:2:9",
    ]);

    const hover = await ask({ line: 4, column: 3, method: "hover" }) as { contents: string };
    assert(hover.contents.includes("doc of method"), hover.contents);
    const diagnostics = await ask({ path: "broken.py", method: "diagnostics" }) as {
      findings: { severity: string }[];
    };
    assert(diagnostics.findings.some(({ severity }) => severity === "error"));

    Deno.writeTextFileSync(`${segment.root}/b.py`, `\n\n${FILES["b.py"]}`);
    assertEquals(await ask({ line: 4, column: 3 }), ["b.py:4:9"]);
    Deno.writeTextFileSync(`${segment.root}/c.py`, "from b import Thing\nThing().method(1)\n");
    assertEquals(
      await ask({ path: "c.py", line: 2, column: 10 }),
      ["b.py:4:9"],
      "a file that was not there before",
    );
    Deno.writeTextFileSync(`${segment.root}/broken.py`, "x = 1\n");
    assertEquals(await ask({ path: "broken.py", method: "diagnostics" }), {
      kind: "diagnostics",
      findings: [],
    });
    Deno.removeSync(`${segment.root}/b.py`);
    assertEquals(await ask({ line: 4, column: 10 }), []);
    assert(!exists(`${segment.root}/owned`), "no module of the segment was run");
  });
});

Deno.test("killed while pyright is starting or busy, nothing is left", async () => {
  for (const delayMs of [60, 250, 900]) {
    await withSegment({ rules: null, files: FILES }, async (segment) => {
      const asked = segment.client().ask(question({ timeoutMs: delayMs, line: 4, column: 3 }));
      await asked;
      const pid = segment.client().findPid();
      if (pid !== null) Deno.kill(pid, "SIGKILL");
    });
  }
});
