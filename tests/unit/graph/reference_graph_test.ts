import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import {
  decodeMarks,
  encodeMentions,
  encodeNames,
  isTelling,
  markOf,
  shapeOf,
} from "../../../src/graph/name_marks.ts";
import { type GraphFile, rankGraph } from "../../../src/graph/reference_graph.ts";

function file(defines: string[], mentions: string[]): GraphFile {
  return { defines: decodeMarks(encodeNames(defines)), mentions: decodeMarks(encodeNames(mentions)) };
}

Deno.test("marks are sorted, distinct, and survive being stored", () => {
  fc.assert(fc.property(fc.array(fc.stringMatching(/^[A-Za-z_]{0,12}$/)), (names) => {
    const expected = [...new Set(names.filter(isTelling).map(markOf))].sort((a, b) => a - b);
    assertEquals([...decodeMarks(encodeNames(names))], expected);
  }));
  assertEquals(decodeMarks(new Uint8Array([1, 0, 0, 9])), new Uint32Array([1]));
});

Deno.test("a text mentions each of its names once, wherever they stand", () => {
  const names = fc.array(fc.stringMatching(/^[A-Za-z_$é][A-Za-z0-9_$é]{0,12}$/), { maxLength: 30 });
  fc.assert(fc.property(names, fc.constantFrom(" ", ".", "(", "\n", "#"), (list, between) => {
    assertEquals(encodeMentions(list.join(between)), encodeNames(list));
  }));
  assertEquals(encodeMentions(""), new Uint8Array());
});

Deno.test("plain words, short and private names tell nothing", () => {
  const silent = ["", "i", "for", "path", "loads", "__init__", "_private_name", "aB"];
  assertEquals(silent.filter(isTelling), []);
  const telling = ["Path", "loadConfig", "load_config", "HTTPServer", "MAX_SIZE"];
  assertEquals(telling.filter(isTelling), telling);
  assertEquals(telling.map((name) => shapeOf(markOf(name))), ["capitalised", ...Array(4).fill("compound")]);
});

Deno.test("ranks add up to one, and what is mentioned more is worth more", () => {
  const files = [
    file(["config_loader"], []),
    file(["helper_one"], ["config_loader"]),
    file(["helper_two"], ["config_loader"]),
    file([], ["config_loader", "helper_one"]),
  ];
  const ranks = rankGraph(files);
  assertAlmostEquals(ranks.files.reduce((sum, rank) => sum + rank, 0), 1, 1e-9);
  const [loader = 0, one = 0, two = 0, user = 0] = ranks.files;
  assert(loader > one && one > two && two === user);
  assert(ranks.nameRank(0, markOf("config_loader")) > ranks.nameRank(1, markOf("helper_one")));
  assertEquals(ranks.nameRank(2, markOf("helper_two")), 0);
});

Deno.test("two files that mention each other alike are worth alike, whatever the order", () => {
  const pair = [file(["left_name"], ["right_name"]), file(["right_name"], ["left_name"])];
  const [a = 0, b = 0] = rankGraph(pair).files;
  assertAlmostEquals(a, 0.5, 1e-12);
  assertAlmostEquals(b, 0.5, 1e-12);
});

Deno.test("a walk that starts anew at one file favours what that file mentions", () => {
  const files = [
    file([], ["alpha_name"]),
    file([], ["gamma_name"]),
    file(["alpha_name"], []),
    file(["gamma_name"], []),
  ];
  const [start = 0, , alpha = 0, gamma = 0] = rankGraph(files, Float64Array.of(1, 0, 0, 0)).files;
  assert(alpha > 0.1 && gamma === 0);
  assert(alpha < start / 2, "what one file alone mentions, and nothing else, does not get all of its worth");
});

Deno.test("no files, and files without names, are no trouble", () => {
  assertEquals([...rankGraph([]).files], []);
  assertEquals([...rankGraph([file([], []), file([], [])]).files], [0.5, 0.5]);
});
