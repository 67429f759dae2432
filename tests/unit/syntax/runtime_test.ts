/**
 * A grammar that cannot be used costs its own language and no other. Each test breaks a real grammar in one way, and
 * afterwards a sound one still gives an outline.
 */
import { assert, assertEquals, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { ParseBudget } from "../../../src/syntax/bounded_parse.ts";
import type { GrammarSource } from "../../../src/syntax/grammar.ts";
import { outlineOf } from "../../outline_of.ts";
import { loadGrammar, loadGrammarFrom, loadSource } from "../../../src/syntax/runtime.ts";

type Bytes = Uint8Array<ArrayBuffer>;

async function digest(bytes: Bytes): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/** The Go grammar with other bytes, which are pinned, so that only what is in them is at fault. */
async function withBytes(bytes: Bytes): Promise<GrammarSource> {
  return { ...await loadSource("go"), sha256: await digest(bytes), wasm: bytes };
}

async function reasonOf(source: GrammarSource): Promise<string> {
  const outcome = await loadGrammarFrom("go", () => Promise.resolve(source));
  return outcome.ok ? "" : outcome.reason;
}

async function pythonStillWorks(): Promise<void> {
  const outcome = await loadGrammar("python");
  assert(outcome.ok);
  const outline = outlineOf(outcome.grammar, "class A:\n    def f(self): ...\n");
  assertEquals(outline.definitions.map((one) => one.qualname), ["A", "A.f"]);
}

Deno.test("a grammar that is missing", async () => {
  const gone = new Deno.errors.NotFound("tree-sitter-go.wasm is not there\nand more");
  assertEquals(await loadGrammarFrom("go", () => Promise.reject(gone)), {
    ok: false,
    reason: "go grammar: cannot be read: tree-sitter-go.wasm is not there",
  });
  await pythonStillWorks();
});

Deno.test("rules that are none", async () => {
  assertStringIncludes(await reasonOf({ ...await loadSource("go"), rules: [] }), "go");
  await pythonStillWorks();
});

Deno.test("a grammar that is not the pinned one", async () => {
  const bytes = (await loadSource("go")).wasm.slice();
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
  const reason = await reasonOf({ ...await loadSource("go"), wasm: bytes });
  assertEquals(reason, `go grammar: checksum ${(await digest(bytes)).slice(0, 12)}… is not the pinned one`);
  await pythonStillWorks();
});

Deno.test("a grammar that is cut off", async () => {
  const bytes = (await loadSource("go")).wasm;
  const reason = await reasonOf(await withBytes(bytes.slice(0, bytes.length >> 1)));
  assertStringIncludes(reason, "go grammar: is not WebAssembly that compiles: ");
  await pythonStillWorks();
});

/** The smallest module there is, and one that says it is a dynamic library. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const LIBRARY = Uint8Array.of(...EMPTY, 0, 15, 8, ...new TextEncoder().encode("dylink.0"), 1, 4, 0, 0, 0, 0);

Deno.test("WebAssembly that is no grammar", async () => {
  assertEquals(await reasonOf(await withBytes(EMPTY)), "go grammar: is not a dynamic library");
  assertEquals(await reasonOf(await withBytes(LIBRARY)), "go grammar: exports no language");
  await pythonStillWorks();
});

Deno.test("a grammar of another ABI", async () => {
  const sound = await loadGrammarFrom("go", () => loadSource("go"));
  assert(sound.ok);
  const bytes = (await loadSource("go")).wasm.slice();
  // TSLanguage (tree_sitter/parser.h) begins with its ABI version and its numbers of symbols and of aliases.
  const view = new DataView(bytes.buffer);
  const symbols = sound.grammar.rules.actions.length;
  const at = Array.from(bytes.keys()).filter((i) =>
    i + 12 <= bytes.length && (view.getUint32(i, true) === 14 || view.getUint32(i, true) === 15) &&
    view.getUint32(i + 4, true) + view.getUint32(i + 8, true) === symbols
  );
  assertEquals(at.length, 1, "one place looks like the head of TSLanguage");
  view.setUint32(at[0] ?? 0, 99, true);
  assertStringIncludes(await reasonOf(await withBytes(bytes)), "go grammar: ABI 99 is outside ");
  await pythonStillWorks();
  const again = await loadGrammarFrom("go", () => loadSource("go"));
  assert(again.ok, "the sound grammar of that language loads after the broken one");
});

Deno.test("rules that name what the grammar lacks are reported, and match nothing", async () => {
  const source = await loadSource("go");
  const rules = {
    ...source.rules as Record<string, unknown>,
    definitions: { no_such_node: { kind: "function", name: "no_such_field" } },
  };
  const outcome = await loadGrammarFrom("go", () => Promise.resolve({ ...source, rules }));
  assert(outcome.ok);
  assert(outcome.grammar.rules.unknown.includes("no_such_node"));
  assertEquals(outlineOf(outcome.grammar, "package p\nfunc F() {}\n").definitions, []);
});

Deno.test("a language without a grammar", async () => {
  assertEquals(await loadGrammar("cobol"), { ok: false, reason: "no grammar for cobol" });
});

Deno.test("a text that made the parser's memory large costs a new parser, and no answer", async () => {
  const before = await loadGrammar("csharp");
  assert(before.ok);
  const patient = new ParseBudget("x".repeat(2 ** 27)); // of time; the other bounds are by the text alone
  assertEquals(before.grammar.parse("a < ".repeat(50_000), patient), null);
  const after = await loadGrammar("csharp");
  assert(after.ok && after !== before);
  assertStrictEquals(await loadGrammar("csharp"), after);
  for (const { grammar } of [after, before]) {
    assertEquals(outlineOf(grammar, "class A { void F() { } }").definitions.map((one) => one.qualname), [
      "A",
      "A.F",
    ]);
  }
});
