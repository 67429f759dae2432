import { assertEquals } from "@std/assert";
import { isMeant, qualifiedNames } from "../../../src/search/qualified.ts";
import { queryWords } from "../../../src/search/words.ts";

const namesIn = (text: string): string[] => qualifiedNames(text).map(({ owner, name }) => `${owner} ${name}`);

Deno.test("a qualified name is told by what joins its parts, and its last two count", () => {
  const texts: Readonly<Record<string, string[]>> = {
    "Flask.route": ["Flask route"],
    "std::vector::push_back": ["vector push_back"],
    "Buffer#read and Buffer#read again": ["Buffer read"],
    "conn->close()": ["conn close"],
    "App\\Models\\User": ["Models User"],
    "a # comment -> and :: more": [],
    "a.b.C.d, E.f": ["C d", "E f"],
    "src/flask/app.py#Flask.route": ["Flask route"],
    "Größe.messen": ["Größe messen"],
    "The end. Then more": [],
    "version 1.2 and 3.x": [],
    "fix: nothing": [],
    "": [],
  };
  for (const [text, names] of Object.entries(texts)) assertEquals(namesIn(text), names, text);
  assertEquals(qualifiedNames("a.b c.d e.f g.h i.j k.l m.n o.p q.r s.t").length, 8);
});

Deno.test("what is meant lies in a definition of that name, or in such a file or folder", () => {
  const save = { owner: "Session", name: "save" };
  const meant: readonly (readonly [path: string, qualname: string, meant: boolean])[] = [
    ["a.py", "Session.save", true],
    ["a.py", "web.Session.save", true],
    ["a.py", "OldSession.save", false],
    ["a.py", "Session.save.inner", false],
    ["a.py", "save", false],
    ["Session.js", "save", true],
    ["lib/Session/index.js", "save", true],
    ["lib/Session/index.js", "Store.save", false],
    ["Session/deep/index.js", "save", false],
  ];
  for (const [path, qualname, expected] of meant) {
    assertEquals(isMeant(save, path, qualname), expected, `${path} ${qualname}`);
  }
});

Deno.test("a query is a name alone, a word alone, or more than that", () => {
  const queries: Readonly<Record<string, "name" | "word" | null>> = {
    "load_config": "name",
    "Flask": "name",
    " Flask.route() ": "name",
    "App\\Models\\User": "name",
    "md5": "name",
    "größe": "name",
    "timeout": "word",
    "how": "word",
    "two words": null,
    "fix: it": null,
    "": null,
  };
  for (const [query, alone] of Object.entries(queries)) assertEquals(queryWords(query).alone, alone, query);
});
