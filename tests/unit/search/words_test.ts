/** How text and queries are cut into words. */
import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { identifierParts, stemOf } from "../../../src/model/words.ts";
import { WordFieldWriter } from "../../../src/search/word_fields.ts";
import {
  indexWords as indexShortText,
  matchExpression,
  pathExpression,
  queryWords,
} from "../../../src/search/words.ts";

const writer = new WordFieldWriter();

/** What the index gets of a text, as a short one and as a stretch of a file: both ways must agree. */
function indexWords(text: string): string {
  writer.useText(`x ${text} y`);
  writer.addStretches([{ start: 2, end: text.length + 2 }]);
  writer.addText(text);
  const { bytes, ends } = writer.take();
  const [asFile, asText] = [bytes.subarray(0, ends[0]), bytes.subarray(ends[0], ends[1])];
  const words = indexShortText(text);
  for (const one of [asFile, asText]) assertEquals(new TextDecoder().decode(one), words);
  return words;
}

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

Deno.test("the index gets stems of parts and, of several, the whole", () => {
  assertEquals(indexWords("def load_config(path: str):"), "def load config loadconfig path str");
  assertEquals(indexWords("loadConfig"), indexWords("load_config"));
  assertEquals(indexWords("_x = __ + 'a.b'"), "x a b");
  assertEquals(indexWords(""), "");
});

Deno.test("forms of one English word have one stem, names of different things do not", () => {
  const same = [
    ["parse", "parses", "parsed", "parsing"],
    ["query", "queries"],
    ["cookie", "cookies"],
    ["class", "classes"],
    ["cache", "caches", "cached", "caching"],
    ["set", "sets", "setting", "settings"],
    ["alias", "aliases"],
    ["string", "strings"],
  ];
  for (const forms of same) assertEquals(new Set(forms.map(stemOf)).size, 1, forms.join(" "));
  const different = [
    "parse",
    "parser",
    "string",
    "str",
    "need",
    "feed",
    "status",
    "this",
    "js",
    "http",
  ];
  assertEquals(new Set(different.map(stemOf)).size, different.length);
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
  assertEquals(queryWords("how do we load the configs").words, ["load", "config"]);
  assertEquals(queryWords("with").words, ["with"]);
  assertEquals(queryWords("fix python 3 bug").words, ["python"]);
  assertEquals(queryWords("x 3").words, ["x", "3"]);
  assertEquals(queryWords("").words, []);
  assertEquals(matchExpression(queryWords("?!").words), null);
});

Deno.test("a long name is asked for part by part, and what is longer than any name is not", () => {
  const name = "test_that_" + "it_holds_".repeat(8) + "always";
  assertEquals(queryWords(name).words, ["test", "hold", "alwai"]);
  assertEquals(queryWords(name).names, [name]);
  assertEquals(queryWords(`${"ab1".repeat(100)} config`).words, ["config"]);
});

Deno.test("names, paths and scope are known for what they are", () => {
  const query = queryWords("Config.from_file fails in src\\flask/config.py and setup.cfg, e.g. on Windows");
  assertEquals(query.names, ["from_file"]);
  assertEquals(query.paths, ["src/flask/config.py", "setup.cfg"]);
  assertEquals(queryWords("Flask").names, ["Flask"]);
  assertEquals(queryWords("[mypyc] Fix a leak").scope, ["mypyc"]);
  assertEquals(queryWords("fix(canvas): drop chords").scope, ["canva"]);
  assertEquals(queryWords("orm.session: flush twice").scope, ["orm", "session"]);
  assertEquals(queryWords("flush: twice").scope, ["flush"]);
  assertEquals(queryWords("flush twice").scope, []);
});

Deno.test("a word of the index is found by a query of it, whatever the text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
      const indexed = new Set(indexWords(text).split(" "));
      for (const word of queryWords(text).words) assert(indexed.has(word), word);
    }),
  );
});

Deno.test("underscores alone are no word", () => {
  assertEquals(queryWords("A _ __").words, ["a"]);
  assertEquals(queryWords("_").words, []);
});

Deno.test("a match expression quotes every word, and long queries are cut", () => {
  assertEquals(matchExpression(queryWords("NEAR(alfa* OR beta)").words), '"near" OR "alfa" OR "beta"');
  assertEquals(matchExpression(queryWords('xx" OR body:"yy').words), '"xx" OR "bodi" OR "yy"');
  assertEquals(pathExpression("con"), 'path : "con"');
  const long = Array.from({ length: 400 }, (_, index) => `word${"x".repeat(index % 40)}y${index}`).join(" ");
  assert(queryWords(long).words.length <= 40);
});

Deno.test("identifiers that share their hash are told apart, however many there are", () => {
  // 31 * first + second is the same for all three, and so is the hash of all that are made of them.
  const word = (index: number): string =>
    Array.from({ length: 8 }, (_, digit) => ["Bn", "CO", "D0"][Math.floor(index / 3 ** digit) % 3] ?? "")
      .join("");
  const words = Array.from({ length: 2_000 }, (_, index) => word(index));
  indexWords([...words, ...words.toReversed()].join(" "));
});
