import { assert, assertEquals } from "@std/assert";
import fc from "../property_seed.ts";
import { type Chunk, chunkId } from "../../src/model/chunk.ts";
import { isFault, parseSelector } from "../../src/selector/parse.ts";
import { resolveSelector, targetId } from "../../src/selector/resolve.ts";
import type { Target } from "../../src/selector/selector.ts";
import type { SymbolIndex } from "../../src/selector/symbol_index.ts";
import { suggestTargets } from "../../src/selector/suggest.ts";
import { uriOf } from "../../src/selector/uri.ts";
import { sampleIndex } from "../unit/selector/sample_index.ts";

const name = fc.constantFrom("a", "b", "c", "a.b", "#a", "b@2", "operator/", "é");
const outline = fc.array(fc.tuple(fc.nat(2), fc.constantFrom("class", "method", "function"), name), {
  maxLength: 8,
})
  .map((rows) => rows.map(([depth, kind, name]) => `${"  ".repeat(depth)}${kind} ${name}`).join("\n"));
const path = fc.tuple(
  fc.array(fc.constantFrom("a", "b", "a#b", "p:1"), { maxLength: 2 }),
  fc.constantFrom("a.py", "b.py", "__init__.py", "a", "a.py:1-2", "b#c.py", "a.ts", "a.tsx"),
).map(([folders, file]) => [...folders, file].join("/"));
const index = fc.dictionary(path, outline, { maxKeys: 6 }).map(sampleIndex);

function everyTarget(index: SymbolIndex): Target[] {
  return index.files().flatMap((file) => [
    { path: file.path, lang: file.lang, chunk: null, lines: null },
    ...index.chunksOf(file.path).map((chunk) => ({ path: file.path, lang: file.lang, chunk, lines: null })),
  ]);
}

function isSame(a: Target, b: Target): boolean {
  return a.path === b.path && a.chunk === b.chunk && a.lines === b.lines;
}

function resolve(text: string, index: SymbolIndex): ReturnType<typeof resolveSelector> | null {
  const selector = parseSelector(text);
  return isFault(selector) ? null : resolveSelector(selector, index);
}

Deno.test("every id resolves to its chunk, or is one of several that spell alike", () => {
  fc.assert(fc.property(index, (index) => {
    for (const target of everyTarget(index)) {
      const resolution = resolve(targetId(target), index);
      assert(resolution !== null && resolution.kind !== "missing", targetId(target));
      if (resolution.kind === "found") assert(isSame(resolution.target, target), targetId(target));
      else {
        const alike = resolution.candidates.filter((other) => targetId(other) === targetId(target));
        assertEquals(alike.length, resolution.candidates.length);
        assert(alike.some((other) => isSame(other, target)));
      }
    }
  }));
});

/** Which symbols a bare name means, found the slow way: by every text that may name each. */
function meantByName(name: string, index: SymbolIndex): Chunk[] {
  return index.files().flatMap((file) =>
    index.chunksOf(file.path).filter((chunk) => {
      for (let at = 0; at < chunk.qualname.length; at++) {
        if ((at === 0 || chunk.qualname[at - 1] === ".") && chunk.qualname.slice(at) === name) {
          return name.length >= chunk.name.length;
        }
      }
      return false;
    })
  );
}

Deno.test("a bare name finds all that it means and nothing else", () => {
  const bare = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("."));
  fc.assert(fc.property(index, bare, (index, text) => {
    const ids = everyTarget(index).map(targetId);
    if (ids.includes(text)) return; // an id comes first
    const resolution = resolve(text, index);
    assert(resolution !== null);
    const meant = meantByName(text, index);
    if (resolution.kind === "missing") assertEquals(meant, []);
    else if (resolution.kind === "found") assertEquals([resolution.target.chunk], meant);
    else {
      assert(meant.length > 1);
      assertEquals(new Set(resolution.candidates.map((one) => one.chunk)), new Set(meant));
    }
  }));
});

Deno.test("a place finds the innermost of all that span it", () => {
  fc.assert(
    fc.property(
      outline,
      fc.integer({ min: 1, max: 9 }),
      fc.option(fc.integer({ min: 1, max: 45 })),
      (text, line, column) => {
        const index = sampleIndex({ "m.py": text });
        const chunks = index.chunksOf("m.py");
        const at = (chunk: Chunk): boolean => {
          const { startLine, startColumn, endLine, endColumn } = chunk.range;
          if (column === null) return startLine <= line && line <= endLine;
          const place = line * 1000 + column;
          return startLine * 1000 + startColumn <= place && place < endLine * 1000 + endColumn;
        };
        const innermost = chunks.filter((chunk, at_) =>
          at(chunk) && !chunks.some((inner) => inner.parent === at_ && at(inner))
        );
        const resolution = resolve(`m.py:${line}${column === null ? "" : `:${column}`}`, index);
        assert(resolution !== null);
        const found = resolution.kind === "missing"
          ? []
          : resolution.kind === "found"
          ? [resolution.target.chunk]
          : resolution.candidates.map((one) => one.chunk);
        assertEquals(found, innermost);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("a symbol's URI never finds another symbol", () => {
  fc.assert(fc.property(index, (index) => {
    for (const { path, lang, chunk } of everyTarget(index)) {
      if (chunk === null || lang === "text") continue;
      const resolution = resolve(uriOf(path, lang, chunk.qualname, chunk.ordinal), index);
      assert(resolution !== null && resolution.kind !== "missing", chunkId(path, chunk));
      const found = resolution.kind === "found" ? [resolution.target] : resolution.candidates;
      assert(found.some((one) => one.path === path && one.chunk === chunk), chunkId(path, chunk));
      for (const other of found) assertEquals(other.chunk?.qualname, chunk.qualname);
    }
  }));
});

Deno.test("suggestions exist, are few and are never the answer", () => {
  const text = fc.oneof(
    path,
    fc.tuple(path, name).map(([path, name]) => `${path}#${name}x`),
    name.map((name) => `${name}y`),
  );
  fc.assert(fc.property(index, text, (index, text) => {
    const selector = parseSelector(text);
    if (isFault(selector) || resolveSelector(selector, index).kind !== "missing") return;
    const suggested = suggestTargets(selector, index);
    assert(suggested.length <= 5);
    const all = everyTarget(index);
    for (const target of suggested) assert(all.some((known) => isSame(known, target)), targetId(target));
    assertEquals(new Set(suggested.map(targetId)).size, suggested.length);
  }));
});
