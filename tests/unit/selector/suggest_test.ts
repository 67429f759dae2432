import { assert, assertEquals } from "@std/assert";
import { isFault, parseSelector } from "../../../src/selector/parse.ts";
import { targetId } from "../../../src/selector/resolve.ts";
import { nearWords, suggestTargets } from "../../../src/selector/suggest.ts";
import { sampleIndex } from "./sample_index.ts";

const INDEX = sampleIndex({
  "src/config.py":
    "class Config\n  method load\n  method save\nfunction get_user\n\n\nfunction parse_arguments",
  "src/server.py": "class Server\n  method load_config\n  method start",
  "docs/guide.md": "section Install\n  section From source",
  "web/app.ts": "class App\n  method render",
});

function suggestions(text: string): string[] {
  const selector = parseSelector(text);
  assert(!isFault(selector));
  return suggestTargets(selector, INDEX).map(targetId);
}

Deno.test("a typing error in a name leads to the name", () => {
  assertEquals(suggestions("Config.laod")[0], "src/config.py#Config.load");
  assertEquals(suggestions("Confg")[0], "src/config.py#Config");
  assertEquals(suggestions("Sever.start")[0], "src/server.py#Server.start");
});

Deno.test("case and underscores hardly count", () => {
  assertEquals(suggestions("getUser")[0], "src/config.py#get_user");
  assertEquals(suggestions("config")[0], "src/config.py#Config");
});

Deno.test("other languages' separators are understood, not obeyed", () => {
  assertEquals(suggestions("Config::load")[0], "src/config.py#Config.load");
});

Deno.test("a wrong symbol of a right file is looked for in that file first", () => {
  assertEquals(suggestions("src/config.py#load")[0], "src/config.py#Config.load");
  assertEquals(suggestions("src/config.py#Config.laod")[0], "src/config.py#Config.load");
  assertEquals(suggestions("sym://py/src.config#Config.lod")[0], "src/config.py#Config.load");
});

Deno.test("a right symbol of a wrong file is found where it is", () => {
  assertEquals(suggestions("config.py#Config.load")[0], "src/config.py#Config.load");
  assertEquals(suggestions("src/server.py#Config.load")[0], "src/config.py#Config.load");
});

Deno.test("a wrong path leads to paths", () => {
  assertEquals(suggestions("src/confg.py")[0], "src/config.py");
  assertEquals(suggestions("config.py")[0], "src/config.py");
  assertEquals(suggestions("lib/server.py:10-20")[0], "src/server.py");
});

Deno.test("a line without a symbol leads to its neighbours", () => {
  assertEquals(suggestions("src/config.py:6"), ["src/config.py#parse_arguments", "src/config.py#get_user"]);
});

Deno.test("a part of a name leads to the name", () => {
  assertEquals(suggestions("arguments")[0], "src/config.py#parse_arguments");
});

Deno.test("nothing alike gives nothing", () => {
  assertEquals(suggestions("zzzzqqqq"), []);
  assertEquals(suggestions("x"), []);
});

Deno.test("the letter filter loses no near word", () => {
  // Every word at one edit from "config_loader", by kind of edit, must pass.
  const word = "config_loader";
  const letters = "abcdefghijklmnopqrstuvwxyz0_$é";
  for (let at = 0; at <= word.length; at++) {
    for (const letter of letters) {
      const inserted = word.slice(0, at) + letter + word.slice(at);
      const replaced = word.slice(0, at) + letter + word.slice(at + 1);
      const removed = word.slice(0, at) + word.slice(at + 1);
      for (const other of [inserted, replaced, removed]) {
        assertEquals(nearWords(word, [other]).map((near) => near.word), [other], other);
      }
    }
  }
});
