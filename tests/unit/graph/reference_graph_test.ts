import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import {
  decodeMarks,
  encodeMentions,
  encodeNames,
  isTelling,
  markOf,
} from "../../../src/graph/name_marks.ts";
import { type GraphFile, rankGraph } from "../../../src/graph/reference_graph.ts";

function file(defines: string[], mentions: string[], family = "python"): GraphFile {
  return { defines: decodeMarks(encodeNames(defines)), mentions: decodeMarks(encodeNames(mentions)), family };
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
  assert(alpha > 0.05 && gamma === 0);
  assert(alpha < start / 2, "what one file alone mentions, and nothing else, does not get all of its worth");
});

Deno.test("of two that define a name, the one that is known for others is meant", () => {
  const files = [
    file(["Context", "make_context"], []),
    file(["Context"], []),
    file([], ["Context", "make_context"]),
    file([], ["Context"]),
  ];
  const ranks = rankGraph(files);
  const [known, unknown] = [0, 1].map((index) => ranks.nameRank(index, markOf("Context")));
  assert((known ?? 0) > 1.05 * (unknown ?? 0), `${known} ${unknown}`);
  const apart = rankGraph([file(["Context"], []), file([], ["Context"], "ruby"), file([], ["Context"])]);
  assertEquals([apart.nameRank(0, markOf("Context")), apart.files[1]], [1, apart.files[2]]);
});

Deno.test("no files, and files without names, are no trouble", () => {
  assertEquals([...rankGraph([]).files], []);
  assertEquals([...rankGraph([file([], []), file([], [])]).files], [0.5, 0.5]);
});

interface PlainEdge {
  readonly from: number;
  readonly to: number;
  readonly mark: number;
  readonly weight: number;
}

/** The same by the words of its description, with maps and no care for speed. */
function rankPlainly(
  files: readonly GraphFile[],
  restart: readonly number[],
): { ranks: number[]; by: Map<string, number> } {
  const definers = (mark: number): number[] =>
    [...files.keys()].filter((file) => files[file]?.defines.includes(mark) === true);
  const edges: PlainEdge[] = [];
  for (const [from, { mentions, family }] of files.entries()) {
    for (const mark of mentions) {
      const those = definers(mark);
      if (those.length > 50) continue;
      for (const to of those) {
        if (to !== from && files[to]?.family === family) {
          edges.push({ from, to, mark, weight: 1 / those.length });
        }
      }
    }
  }
  const all = restart.reduce((sum, one) => sum + one, 0);
  const base = restart.map((one) => one / all);
  const ranks = walkPlainly(edges, base);
  const by = new Map<string, number>();
  for (const { from, to, mark } of edges) {
    const square = (file: number): number => (ranks[file] ?? 0) ** 2;
    const share = square(to) / definers(mark).reduce((sum, file) => sum + square(file), 0);
    by.set(`${to} ${mark}`, (by.get(`${to} ${mark}`) ?? 0) + (base[from] ?? 0) * share);
  }
  const total = [...by.values()].reduce((sum, one) => sum + one, 0);
  for (const [key, one] of by) by.set(key, one / total);
  return { ranks, by };
}

function handedOut(edges: readonly PlainEdge[], file: number): number {
  return edges.filter(({ from }) => from === file).reduce((sum, { weight }) => sum + weight, 3);
}

function walkPlainly(edges: readonly PlainEdge[], base: readonly number[]): number[] {
  let ranks = [...base];
  for (let round = 0; round < 20; round++) {
    const next = base.map((_, file) =>
      edges.filter(({ to }) => to === file)
        .reduce(
          (sum, { from, weight }) => sum + 0.85 * (ranks[from] ?? 0) * weight / handedOut(edges, from),
          0,
        )
    );
    const kept = next.reduce((sum, one) => sum + one, 0);
    ranks = next.map((one, file) => one + (1 - kept) * (base[file] ?? 0));
  }
  return ranks;
}

Deno.test("ranks are what the description says, with names that share their upper bits too", () => {
  const marks = fc.uniqueArray(fc.constantFrom(0, 1, 2, 255, 256, 0x7fffff, 0x800000, 0xffffff), {
    maxLength: 6,
  })
    .map((list) => Uint32Array.from(list).sort());
  const files = fc.array(
    fc.record({ defines: marks, mentions: marks, family: fc.constantFrom("c", "c", "ruby") }),
    { minLength: 1, maxLength: 15 },
  );
  fc.assert(fc.property(files, fc.integer({ min: 1, max: 9 }), (list, first) => {
    const restart = list.map((_, file) => file === 0 ? first : 1);
    const plain = rankPlainly(list, restart);
    const ranks = rankGraph(list, Float64Array.from(restart));
    for (const [file, { defines }] of list.entries()) {
      assertAlmostEquals(ranks.files[file] ?? -1, plain.ranks[file] ?? 0, 1e-12);
      const arriving = [...defines].map((mark) => {
        assertAlmostEquals(ranks.nameRank(file, mark), plain.by.get(`${file} ${mark}`) ?? 0, 1e-12);
        return ranks.nameRank(file, mark);
      });
      assertEquals(ranks.most[file], Math.max(0, ...arriving));
      assertEquals(ranks.nameRank(file, 3), 0);
    }
  }));
});
