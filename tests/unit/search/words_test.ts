/** How text and queries are cut into words. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { identifierParts } from "../../../src/model/words.ts";
import { indexWords, matchExpression, queryWords } from "../../../src/search/words.ts";

Deno.test("identifiers are cut at case, underscores and digits", () => {
  const cases: readonly [string, string][] = [
    ["load_config", "load config"],
    ["loadConfig", "load config"],
    ["HTTPServer", "http server"],
    ["parseURL", "parse url"],
    ["fooBAR", "foo bar"],
    ["utf8_sig", "utf 8 sig"],
    ["__init__", "init"],
    ["A", "a"],
    ["x1Y2", "x 1 y 2"],
    ["größe", "größe"],
    ["ÉcoleNormale", "école normale"],
    ["___", ""],
  ];
  for (const [identifier, parts] of cases) {
    assertEquals(identifierParts(identifier).join(" "), parts, identifier);
  }
});

Deno.test("the index gets parts and, of several, the whole", () => {
  assertEquals(indexWords("def load_config(path: str):"), "def load config loadconfig path str");
  assertEquals(indexWords("loadConfig"), indexWords("load_config"));
  assertEquals(indexWords("_x = __ + 'a.b'"), "x a b");
  assertEquals(indexWords(""), "");
});

Deno.test("the same identifier gives the same words again, in any text", () => {
  const name = fc.string({ unit: fc.constantFrom(..."aB_9é "), maxLength: 12 });
  fc.assert(
    fc.property(fc.array(name), (names) => {
      const one = names.map((each) => indexWords(each)).filter((words) => words !== "").join(" ");
      assertEquals(indexWords(names.join(" ")), one);
    }),
  );
});

Deno.test("a query loses its stop words, unless it has no others", () => {
  assertEquals(queryWords("how do we load the config").words, ["load", "config"]);
  assertEquals(queryWords("with").words, ["with"]);
  assertEquals(queryWords("").words, []);
  assertEquals(matchExpression(queryWords("?!")), null);
});

Deno.test("identifiers, paths and phrases are known for what they are", () => {
  const query = queryWords(
    'Config.from_file ignores "silent flag" in src\\flask/config.py and setup.cfg, e.g. `app run`',
  );
  assertEquals(query.identifiers, ["fromfile"]);
  assertEquals(query.paths, ["src/flask/config.py", "setup.cfg"]);
  assertEquals(query.phrases, [["silent", "flag"], ["app", "run"]]);
});

Deno.test("a word of the index is found by a query of it, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const indexed = new Set(indexWords(text).split(" "));
      for (const word of queryWords(text).words) assert(indexed.has(word), word);
    }),
  );
});

Deno.test("a match expression quotes every word, and long queries are cut", () => {
  assertEquals(matchExpression(queryWords("NEAR(a* OR b)")), '"near" OR "b"');
  const long = Array.from({ length: 400 }, (_, index) => `word${"x".repeat(index % 40)}y${index}`).join(" ");
  assert(queryWords(long).words.length <= 48);
});
