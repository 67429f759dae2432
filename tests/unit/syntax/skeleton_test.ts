/** Skeletons as a reader would write them: each expectation is written by hand from the code above it. */
import { assertEquals } from "@std/assert";
import { outlineOf } from "../../outline_of.ts";
import { loadGrammar } from "../../../src/syntax/runtime.ts";
import { definitionSkeleton, fileSkeleton } from "../../../src/syntax/skeleton.ts";

async function skeletonOf(language: string, text: string): Promise<string[]> {
  const outcome = await loadGrammar(language);
  if (!outcome.ok) throw new Error(outcome.reason);
  return fileSkeleton(language, text, outlineOf(outcome.grammar, text).definitions).split("\n").slice(0, -1);
}

Deno.test("Python: decorators, defaults, annotations, bases and first docstring lines stay; bodies go", async () => {
  const text = `"""Module.

More."""
import os
LIMIT: int = 3
@cache
def f(a, /, b: int = 1, *args, c=(1, 2), **kw) -> "T":
    """Does it.

    At length."""
    def inner(): pass
    return inner
class A(Base, metaclass=M):
    x: int = 0
    async def m(self): await x
class Empty: pass
`;
  assertEquals(await skeletonOf("python", text), [
    '"""Module."""',
    "LIMIT: int = 3",
    "@cache",
    'def f(a, /, b: int = 1, *args, c=(1, 2), **kw) -> "T":',
    '    """Does it."""',
    "class A(Base, metaclass=M):",
    "    x: int = 0",
    "    async def m(self): ...",
    "class Empty: ...",
  ]);
});

Deno.test("Python: headers of several lines become one, comments in them go", async () => {
  const text = "class A:\n    def m(\n        self,\n        a=1,  # one\n    ):\n        return a\n";
  assertEquals(await skeletonOf("python", text), ["class A:", "    def m(self, a=1): ..."]);
});

Deno.test("braces: members of classes, groups around methods, the first comment line", async () => {
  assertEquals(
    await skeletonOf(
      "typescript",
      "/** Holds.\n * More. */\nexport class A<T> extends B {\n  x = 1;\n  f(a: T): void { g(); }\n}\nexport type C = string;\n",
    ),
    [
      "// Holds.",
      "export class A<T> extends B {",
      "    x = 1",
      "    f(a: T): void { … }",
      "}",
      "export type C = string;",
    ],
  );
  assertEquals(
    await skeletonOf("rust", "impl<T> Show for A<T> {\n    fn show(&self) -> u8 { 1 }\n}\nfn free() {}\n"),
    ["impl<T> Show for A<T> {", "    fn show(&self) -> u8 { … }", "}", "fn free() { … }"],
  );
  assertEquals(
    await skeletonOf("c", "typedef struct {\n  int x;\n} point;\nstruct pair { int a; };\n"),
    ["typedef struct {", "    int x;", "} point;", "struct pair {", "    int a;", "}"],
  );
});

Deno.test("words: blocks that end in `end`", async () => {
  assertEquals(
    await skeletonOf("ruby", "module M\n  class A < B\n    def f(x = 1)\n      x\n    end\n  end\nend\n"),
    ["module M", "    class A < B", "        def f(x = 1) … end", "    end", "end"],
  );
});

Deno.test("Markdown gives its headings; a text without definitions nothing", async () => {
  assertEquals(fileSkeleton("markdown", "intro\n# A\ntext\n## B\n", []), "# A\n## B\n");
  assertEquals(await skeletonOf("python", "print(1)\n"), []);
});

Deno.test("one definition, as at the top of a file", async () => {
  const text =
    "class A:\n    class B:\n        def f(self):\n            return 1\n        y = 2\n    z = 3\n";
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const { definitions } = outlineOf(outcome.grammar, text);
  const index = definitions.findIndex((one) => one.qualname === "A.B");
  assertEquals(
    definitionSkeleton("python", text, definitions, index),
    "class B:\n    def f(self): ...\n    y = 2\n",
  );
});
