import { assert, assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { type Focus, rankEntries } from "../../../src/context/map_entries.ts";
import { markOf } from "../../../src/graph/name_marks.ts";
import type { Ranks } from "../../../src/graph/reference_graph.ts";
import { type Chunk, chunkId } from "../../../src/model/chunk.ts";
import type { FileMarks, PackReader } from "../../../src/pack/reader.ts";

/** A file's worth and, for each function in it, what arrives by its name: small numbers, so that many are equal. */
interface Written {
  readonly rank: number;
  readonly arrived: readonly number[];
}

function chunkOf(name: string, index: number, parameter = ""): Chunk {
  const span = { start: index * 2, end: index * 2 + 1 };
  const range = { startLine: index + 1, startColumn: 1, endLine: index + 1, endColumn: 2 };
  const signature = `def ${name}(${parameter})`;
  const places = { span, range, nameSpan: span, nameRange: range, body: null };
  return { kind: "function", name, qualname: name, ordinal: 1, parent: -1, ...places, signature, doc: "" };
}

const nameOf = (index: number): string => `function_${index}`;

/** The entries for `files`, and which outlines were read for them. */
function entriesOf(files: readonly Written[], focus: Focus | null, parameterOf = pathOf, lang = "python") {
  const nothing = new Uint8Array();
  const marks = files.map((_, fileId): FileMarks => {
    return { fileId, path: pathOf(fileId), lang, isGenerated: false, defines: nothing, mentions: nothing };
  });
  const read = new Set<number>();
  const reader = {
    chunksOf: (fileId: number) => {
      read.add(fileId);
      return (files[fileId]?.arrived ?? []).map((_, index) =>
        chunkOf(nameOf(index), index, parameterOf(fileId))
      );
    },
  } as Partial<PackReader> as PackReader;
  const ranks: Ranks = {
    files: Float64Array.from(files, ({ rank }) => rank),
    most: Float64Array.from(files, ({ arrived }) => Math.max(0, ...arrived)),
    nameRank: (file, mark) => files[file]?.arrived.find((_, index) => markOf(nameOf(index)) === mark) ?? 0,
  };
  return { best: rankEntries(reader, marks, ranks, { admits: () => true, worth: () => 1, focus }), read };
}

const pathOf = (file: number): string => `f${String(file).padStart(3, "0")}.py`;

const small = fc.integer({ min: 0, max: 2 });
const written = fc.array(
  fc.record({ rank: fc.constantFrom(0, 0, 0, 1, 9), arrived: fc.array(small, { maxLength: 3 }) }),
  {
    minLength: 20,
    maxLength: 40,
  },
);

Deno.test("the best few are the first of all, ties by path, whatever the focus", () => {
  const focus = fc.option(fc.record({ file: fc.nat({ max: 39 }), named: fc.boolean() }), { nil: null });
  fc.assert(
    fc.property(written, focus, fc.nat({ max: 20 }), (files, focused, count) => {
      const path = pathOf(focused?.file ?? 0);
      const view: Focus | null = focused === null ? null : {
        holds: (each) => each === path,
        named: new Set(focused.named ? [chunkId(path, chunkOf(nameOf(1), 1))] : []),
      };
      const all = entriesOf(files, view).best(Infinity);
      assertEquals(all.length, files.reduce((sum, { arrived }) => sum + arrived.length, 0));
      const order = all.toSorted((a, b) =>
        b.rank - a.rank || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.place - b.place)
      );
      assertEquals(all, order);
      assertEquals(entriesOf(files, view).best(count), all.slice(0, count));
    }),
    { numRuns: 500 },
  );
});

Deno.test("outlines that can hold none of the best are not read", () => {
  const files = [...Array(100).keys()].map((index): Written => ({ rank: 0, arrived: [index] }));
  const { best, read } = entriesOf(files, null);
  assertEquals(best(1).map(({ path }) => path), [pathOf(99)]);
  assert(read.size < 20, `${read.size} outlines`);
  assertEquals(best(100).map(({ rank }) => rank), [...Array(100).keys()].reverse());
});

Deno.test("of entries that read the same the best is shown, and as many others as were asked for", () => {
  const files = [...Array(30).keys()].map((index): Written => ({ rank: 0, arrived: [index, 1] }));
  const alike = entriesOf(files, null, () => "").best;
  assertEquals(alike(9).map(({ path, rank }) => [path, rank]), [[pathOf(29), 29], [pathOf(0), 1]]);
  const inPairs = entriesOf(files, null, (file) => `${file >> 1}`).best(15);
  assertEquals(inPairs.map(({ rank }) => rank), [...Array(15).keys()].map((pair) => 29 - 2 * pair));
});

Deno.test("a function of C is shown once, whatever its declaration calls the parameters", () => {
  const files = [...Array(4).keys()].map((index): Written => ({ rank: 0, arrived: [index, 1] }));
  const shown = (lang: string): number => entriesOf(files, null, pathOf, lang).best(9).length;
  assertEquals([shown("python"), shown("c"), shown("cpp")], [8, 2, 2]);
});
