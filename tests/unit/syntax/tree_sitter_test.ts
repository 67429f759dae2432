/**
 * Every tree that is read through our own calls of web-tree-sitter's WebAssembly against the one that the package's own
 * JavaScript makes of the same text, node by node, for every grammar.
 */
import { assert, assertEquals } from "@std/assert";
import * as library from "web-tree-sitter";
import { specCode } from "../../bench/spec_code.ts";
import type { SyntaxCursor } from "../../../src/syntax/grammar.ts";
import { grammarVersions } from "../../../src/syntax/languages.ts";
import { loadSource } from "../../../src/syntax/runtime.ts";
import { type Language, READ_UNITS, TreeSitter } from "../../../src/syntax/tree_sitter.ts";

/** The package's memory, and what was in it at the beginning: one instance of the package is all that there is. */
const memory = new WebAssembly.Memory({ initial: 512, maximum: 32_768 });
await library.Parser.init({ wasmMemory: memory });
const clean = new Uint8Array(memory.buffer).slice();

/** Puts `bytes` into the package's memory, and nothing behind them. */
function setTheirMemory(bytes: Uint8Array): void {
  const all = new Uint8Array(memory.buffer);
  all.set(bytes);
  all.fill(0, bytes.length);
}

const readFrom = (text: string) => (index: number): string => text.slice(index, index + READ_UNITS);
const never = (): boolean => false;

/** With a `dylink.0` section for the old one, which the package does not know: the same numbers in a subsection. */
function modern(wasm: Uint8Array): Uint8Array {
  const size = wasm[9] ?? 0;
  if (wasm[8] !== 0 || new TextDecoder().decode(wasm.subarray(11, 18)) === "dylink.") return wasm;
  assertEquals([wasm[10], size < 0x80], [6, true]);
  const numbers = wasm.subarray(17, 10 + size - 1); // without the count of other libraries
  const section = [8, ...new TextEncoder().encode("dylink.0"), 1, numbers.length, ...numbers];
  return Uint8Array.from([
    ...wasm.subarray(0, 8),
    0,
    section.length,
    ...section,
    ...wasm.subarray(10 + size),
  ]);
}

interface Both {
  /** Gives both parsers memory in which nothing has been parsed, where that matters. */
  readonly freshen: () => void;
  /** Must be called: the package frees a parser that is forgotten at a time of its own, in a memory that was put back. */
  readonly end: () => void;
  readonly language: Language;
  readonly own: ReturnType<TreeSitter["makeParser"]>;
  readonly theirs: library.Parser;
  readonly theirLanguage: library.Language;
}

async function both(name: string, own = new TreeSitter()): Promise<Both> {
  const { wasm, needsFreshMemory } = await loadSource(name);
  setTheirMemory(clean);
  const language = own.loadLanguage(new WebAssembly.Module(wasm));
  const theirLanguage = await library.Language.load(modern(wasm));
  const parsers = { own: own.makeParser(language), theirs: new library.Parser().setLanguage(theirLanguage) };
  own.memory.save(own.calls);
  own.memory.restoreCleared();
  const loaded = needsFreshMemory ? new Uint8Array(memory.buffer).slice() : null;
  const freshen = (): void => {
    if (loaded === null) return;
    own.memory.restoreCleared();
    setTheirMemory(loaded);
  };
  return { freshen, end: () => parsers.theirs.delete(), language, ...parsers, theirLanguage };
}

type Nodes = Pick<
  SyntaxCursor,
  Exclude<keyof SyntaxCursor, "nodeHasError" | "delete">
>;

/** All that a cursor tells of where it stands. */
function tell(cursor: Nodes, hasError: boolean): string {
  const { nodeTypeId, nodeType, nodeIsNamed, nodeIsMissing, startIndex, endIndex } = cursor;
  const { currentFieldId, currentFieldName } = cursor;
  return [
    ...[nodeTypeId, nodeType, nodeIsNamed, nodeIsMissing, startIndex, endIndex],
    ...[currentFieldId, currentFieldName, hasError],
  ].join(" ");
}

/** Every node in source order, then the way back along the last children and their elder siblings. */
function* visit<C extends Nodes>(cursor: C, hasError: (cursor: C) => boolean): Generator<string> {
  yield tell(cursor, hasError(cursor));
  for (let depth = 0;;) {
    if (cursor.gotoFirstChild()) depth++;
    else {
      while (!cursor.gotoNextSibling()) {
        if (depth-- === 0 || !cursor.gotoParent()) {
          while (cursor.gotoLastChild()) {
            yield `last ${tell(cursor, hasError(cursor))}`;
            while (cursor.gotoPreviousSibling()) yield `previous ${tell(cursor, hasError(cursor))}`;
          }
          return;
        }
      }
    }
    yield tell(cursor, hasError(cursor));
  }
}

function compare({ freshen, own, theirs }: Both, text: string): number {
  freshen();
  const tree = own(readFrom(text), never);
  const other = theirs.parse((index) => text.slice(index, index + READ_UNITS));
  assert(tree !== null && other !== null);
  assertEquals(tree.hasError, other.rootNode.hasError);
  const [cursor, otherCursor] = [tree.walk(), other.walk()];
  const expected = visit(otherCursor, (at) => at.currentNode.hasError);
  let nodes = 0;
  for (const told of visit(cursor, (at) => at.nodeHasError)) {
    if (told !== expected.next().value) {
      throw new Error(`node ${nodes} of ${JSON.stringify(text.slice(0, 80))}: ${told}`);
    }
    nodes++;
  }
  assertEquals(expected.next().done, true);
  for (const one of [cursor, otherCursor, tree, other]) one.delete();
  return nodes;
}

Deno.test("a text of many buffers that makes the memory grow", async () => {
  const own = new TreeSitter();
  const pair = await both("python", own);
  const text = 'def f(a, b=1):\n    """Two."""\n    return [a, {b: "é😀"}]\n\n'.repeat(8000);
  const before = own.memory.memory.buffer.byteLength;
  assert(compare(pair, text) > 100_000);
  assert(own.memory.memory.buffer.byteLength > before);
  pair.end();
});

Deno.test("several grammars share one instance, and several cursors one tree", async () => {
  const own = new TreeSitter();
  const load = async (name: string): Promise<ReturnType<TreeSitter["makeParser"]>> =>
    own.makeParser(own.loadLanguage(new WebAssembly.Module((await loadSource(name)).wasm)));
  const [python, java, cpp] = [await load("python"), await load("java"), await load("cpp")];
  for (
    const [parse, text] of [[java, "class A { }\n"], [cpp, "class A { };\n"], [
      python,
      "class A: x\n",
    ]] as const
  ) {
    const tree = parse(readFrom(text), never);
    assertEquals(tree?.hasError, false, text);
    tree?.delete();
  }
  const tree = python(readFrom("class A:\n    def f(self): pass\nx = (\n"), never);
  assert(tree !== null);
  const [one, other] = [tree.walk(), tree.walk()];
  assert(one.gotoFirstChild() && one.gotoFirstChild() && one.gotoNextSibling());
  const there = tell(one, one.nodeHasError);
  assertEquals([one.nodeType, other.startIndex, other.nodeType], ["identifier", 0, other.nodeType]);
  // The one stands where it stood, whatever the other and its tree are asked.
  while (other.gotoFirstChild()) {
    assertEquals(tell(one, one.nodeHasError), there);
    assertEquals(tree.hasError, true);
    assertEquals(tell(one, one.nodeHasError), there);
  }
  assertEquals(one.nodeIsNamed, true); // so that it is the one that stands in the transfer buffer
  (await load("go"))(readFrom("package p\n"), never)?.delete();
  assertEquals(tell(one, one.nodeHasError), there);
  const third = tree.walk();
  other.delete();
  assertEquals(tell(one, one.nodeHasError), there);
  assert(one.gotoParent() && third.gotoFirstChild());
  assertEquals([one.startIndex, third.startIndex], [0, 0]);
  for (const each of [one, third, tree]) each.delete();
});

Deno.test("a parse that is told to end gives no tree", async () => {
  const library = new TreeSitter();
  const { wasm } = await loadSource("go");
  const parse = library.makeParser(library.loadLanguage(new WebAssembly.Module(wasm)));
  let asked = 0;
  const tree = parse(readFrom("package p\n" + "func F() {}\n".repeat(2000)), () => ++asked > 3);
  assertEquals([tree, asked], [null, 4]);
});

/** Last those whose functions are so large that V8 works on them for seconds, in whatever runs then. */
const LARGE: readonly string[] = ["kotlin", "swift"];
const NAMES = Object.keys(grammarVersions()).sort((a, b) => LARGE.indexOf(a) - LARGE.indexOf(b));

for (const name of NAMES) {
  Deno.test(`every node as the package tells it: ${name}`, async () => {
    const pair = await both(name);
    const { language, theirLanguage } = pair;
    assertEquals([language.abi, language.fields], [theirLanguage.abiVersion, [...theirLanguage.fields]]);
    const ids = Array.from(language.types.keys());
    assertEquals(language.types, ids.map((id) => theirLanguage.types[id]));
    assertEquals(
      ids.map((id) => language.nodeTypeIsNamed(id)),
      ids.map((id) => theirLanguage.nodeTypeIsNamed(id)),
    );
    let nodes = 0;
    const texts = specCode(name);
    for (const text of texts) nodes += compare(pair, text);
    const all = texts[texts.length - 1] ?? "";
    nodes += compare(pair, all.slice(0, all.length >> 1)); // cut off anywhere
    nodes += compare(pair, `é😀 ${all}`); // two-byte and four-byte characters before it
    assert(nodes > 1000, `${nodes} nodes`);
    pair.end();
  });
}
