import { assert, assertEquals } from "@std/assert";
import { isFault, parseSelector } from "../../../src/selector/parse.ts";
import { type Resolution, resolveSelector, targetId } from "../../../src/selector/resolve.ts";
import type { SymbolIndex } from "../../../src/selector/symbol_index.ts";
import { sampleIndex } from "./sample_index.ts";

const INDEX = sampleIndex({
  "src/config.py": [
    "class Config",
    "  method load",
    "    function inner",
    "  property name",
    "  property name",
    "function load",
    "variable first",
    "",
  ].join("\n"),
  "src/pkg/__init__.py": "function start",
  "src/pkg/other.py": "class Loader\n  method load",
  "config.py": "variable debug",
  "Makefile": "variable Config",
  "README.md": "section Install\n  section From source\nsection Config",
  "ui/app.ts": "class App\n  method #hidden\n  method run",
  "ui/app.tsx": "function View",
  "a#b.py": "function f",
  "c.c": "function go\nfunction only",
  "c.h": "function go",
});

function resolve(text: string, index: SymbolIndex = INDEX): Resolution {
  const selector = parseSelector(text);
  assert(!isFault(selector), `${text}: a fault`);
  return resolveSelector(selector, index);
}

/** The id found; "? a b" for ambiguity between a and b; "! reason" for a miss. */
function answer(text: string, index: SymbolIndex = INDEX): string {
  const resolution = resolve(text, index);
  if (resolution.kind === "missing") return `! ${resolution.miss.reason}`;
  if (resolution.kind === "found") return targetId(resolution.target);
  return `? ${resolution.candidates.map(targetId).join(" ")}`;
}

Deno.test("an id names exactly its chunk", () => {
  for (
    const id of [
      "src/config.py",
      "src/config.py#Config",
      "src/config.py#Config.load",
      "src/config.py#Config.load.inner",
      "src/config.py#Config.name",
      "src/config.py#Config.name@2",
      "src/config.py:2-4",
      "README.md#Install/From source",
      "ui/app.ts#App.#hidden",
      "a#b.py#f",
      "Makefile",
    ]
  ) assertEquals(answer(id), id);
});

Deno.test("an id without a suffix is the first definition, and tells of the others", () => {
  const resolution = resolve("src/config.py#Config.name");
  assert(resolution.kind === "found");
  assertEquals(resolution.target.chunk?.range.startLine, 4);
  assertEquals(resolution.others.map(targetId), ["src/config.py#Config.name@2"]);
  const second = resolve("src/config.py#Config.name@2");
  assert(second.kind === "found");
  assertEquals(second.others, []);
});

Deno.test("a bare name matches whole trailing components", () => {
  assertEquals(answer("Config.load"), "src/config.py#Config.load");
  assertEquals(answer("load.inner"), "src/config.py#Config.load.inner");
  assertEquals(answer("start"), "src/pkg/__init__.py#start");
  assertEquals(answer("onfig.load"), "! no-name");
  assertEquals(answer("Config.inner"), "! no-name");
  assertEquals(answer("App.#hidden"), "ui/app.ts#App.#hidden");
});

Deno.test("a name of several symbols gives them all, the least nested first", () => {
  assertEquals(answer("load"), "? src/config.py#load src/config.py#Config.load src/pkg/other.py#Loader.load");
  assertEquals(answer("Config.name"), "? src/config.py#Config.name src/config.py#Config.name@2");
  assertEquals(answer("Config"), "? Makefile#Config src/config.py#Config");
});

Deno.test("a section is meant where no symbol has the name", () => {
  assertEquals(answer("From source"), "README.md#Install/From source");
  assertEquals(answer("Install/From source"), "README.md#Install/From source");
  assertEquals(answer("Install"), "README.md#Install");
});

Deno.test("a file of the name comes before symbols of the name", () => {
  assertEquals(answer("Makefile", sampleIndex({ "Makefile": "", "a.py": "class Makefile" })), "Makefile");
});

Deno.test("a place is the innermost symbol that spans it", () => {
  assertEquals(answer("src/config.py:1"), "src/config.py#Config");
  assertEquals(answer("src/config.py:2"), "src/config.py#Config.load");
  assertEquals(answer("src/config.py:3"), "src/config.py#Config.load.inner");
  assertEquals(answer("src/config.py:3:1"), "src/config.py#Config.load");
  assertEquals(answer("src/config.py:3:5"), "src/config.py#Config.load.inner");
  assertEquals(answer("src/config.py:5"), "src/config.py#Config.name@2");
  assertEquals(answer("src/config.py:8"), "! no-symbol-there");
  assertEquals(answer("src/config.py:9"), "! no-line");
  assertEquals(answer("src/nope.py:9"), "! no-file");
  assertEquals(answer("README.md:2"), "README.md#Install/From source");
});

Deno.test("a URI names by module and qualified name", () => {
  assertEquals(answer("sym://python/src.config#Config.load"), "src/config.py#Config.load");
  assertEquals(answer("sym://python/src.config/Config.load"), "src/config.py#Config.load");
  assertEquals(answer("sym://py/src.config#Config.name@2"), "src/config.py#Config.name@2");
  assertEquals(answer("sym://py/src.pkg"), "src/pkg/__init__.py");
  assertEquals(answer("sym://py/pkg#start"), "src/pkg/__init__.py#start");
  assertEquals(answer("sym://py/pkg.other#Loader"), "src/pkg/other.py#Loader");
  assertEquals(answer("sym://py/other#load"), "! no-name");
  assertEquals(answer("sym://py/nope#load"), "! no-module");
  assertEquals(answer("sym://ts/ui/app#App.run"), "ui/app.ts#App.run");
  assertEquals(answer("sym://ts/app/App.run"), "ui/app.ts#App.run");
  assertEquals(answer("sym://ts/ui/app#View"), "ui/app.tsx#View");
  assertEquals(answer("sym://ts/ui/app"), "? ui/app.ts ui/app.tsx");
});

Deno.test("a whole module shuts out the tails of others", () => {
  assertEquals(answer("sym://py/config"), "config.py");
  assertEquals(answer("sym://py/config#debug"), "config.py#debug");
  assertEquals(answer("sym://py/config#Config"), "! no-name");
});

Deno.test("two files of one module are told apart by what they define, or not at all", () => {
  assertEquals(answer("sym://c/c#only"), "c.c#only");
  assertEquals(answer("sym://c/c#go"), "? c.c#go c.h#go");
});

Deno.test("ids that spell alike are ambiguous", () => {
  const index = sampleIndex({
    "a": "function b.py#f",
    "a#b.py": "function f",
    "x.py:1-2": "",
    "x.py": "\n\n",
  });
  assertEquals(answer("a#b.py#f", index), "? a#b.py#f a#b.py#f");
  assertEquals(answer("x.py:1-2", index), "? x.py:1-2 x.py:1-2");
});

Deno.test("lines past the end are missing, an end past the end is not", () => {
  assertEquals(answer("config.py:1-1"), "config.py:1-1");
  assertEquals(answer("config.py:1-900"), "config.py:1-900");
  assertEquals(answer("config.py:2-900"), "! no-line");
});

Deno.test("names like built-in properties are names", () => {
  assertEquals(answer("constructor"), "! no-name");
  assertEquals(answer("__proto__"), "! no-name");
  assertEquals(answer("sym://constructor/a#b"), "! no-module");
});

Deno.test("a name may be written as its language has it, and is never found by less than all of it", () => {
  const spelled: Readonly<Record<string, string>> = {
    "Loader::load": "src/pkg/other.py#Loader.load",
    "Loader#load": "src/pkg/other.py#Loader.load",
    "Loader->load()": "src/pkg/other.py#Loader.load",
    "\\Loader\\load": "src/pkg/other.py#Loader.load",
    "::Config::load::inner": "src/config.py#Config.load.inner",
    "start()": "src/pkg/__init__.py#start",
    // What is there as it is written comes before what could be meant.
    "ui/app.ts#App.#hidden": "ui/app.ts#App.#hidden",
    "pkg::Loader::load": "! no-name",
    "other.py#Loader.load": "! no-file",
    "::": "! no-name",
  };
  for (const [text, id] of Object.entries(spelled)) assertEquals(answer(text), id, text);
});
