/** Estimate and bound against the real tokenizer. */
import { assert, assertEquals } from "@std/assert";
import { countTokens } from "gpt-tokenizer";
import { boundTokens, estimateTokens, sampleTokens, TokenTally } from "../../../src/disclosure/tokens.ts";
import { PYTHON } from "./sample_source.ts";

const ROOT = new URL("../../../", import.meta.url);

/** This project's own TypeScript and Markdown of at least 200 tokens, by path. */
function ownSources(): Map<string, string> {
  const texts = new Map<string, string>([["python sample", PYTHON]]);
  const visit = (folder: URL) => {
    for (const entry of Deno.readDirSync(folder)) {
      if (entry.isDirectory && !/^(_ctx|dist|coverage|node_modules|\..*)$/.test(entry.name)) {
        visit(new URL(`${entry.name}/`, folder));
      } else if (/\.(ts|md)$/.test(entry.name)) {
        const url = new URL(entry.name, folder);
        texts.set(url.pathname.slice(ROOT.pathname.length), Deno.readTextFileSync(url));
      }
    }
  };
  visit(ROOT);
  return texts;
}

Deno.test("nine in ten of this project's files are estimated within 15 %, none is off by 25 %", () => {
  const errors: number[] = [];
  for (const [path, text] of ownSources()) {
    const real = countTokens(text);
    if (real < 200) continue;
    const error = Math.abs(estimateTokens(text) / real - 1);
    assert(error < 0.25, `${path}: ${estimateTokens(text)} for ${real}`);
    errors.push(error);
  }
  assert(errors.length >= 20);
  const within = errors.filter((error) => error <= 0.15).length;
  assert(within >= 0.9 * errors.length, `${within} of ${errors.length}`);
});

Deno.test("the bound holds for every file and every stretch of 40 lines", () => {
  for (const [path, text] of ownSources()) {
    assert(boundTokens(text) >= countTokens(text), path);
    const lines = text.split("\n");
    for (let at = 0; at < lines.length; at += 40) {
      const part = lines.slice(at, at + 40).join("\n");
      assert(boundTokens(part) >= countTokens(part), `${path}:${at + 1}`);
    }
  }
});

Deno.test("the bound is no more than 1.4 times a source file's real cost", () => {
  assert(boundTokens(PYTHON) <= 1.4 * countTokens(PYTHON));
});

Deno.test("nothing costs nothing, anything costs something, and never more than its bytes", () => {
  assertEquals(estimateTokens(""), 0);
  assertEquals(boundTokens(""), 0);
  for (const text of ["a", " ", "\n", "é", "文", "\ud800", "\u{1f600}", "((", "\0"]) {
    const bytes = new TextEncoder().encode(text).length;
    assert(estimateTokens(text) >= 1, JSON.stringify(text));
    assert(boundTokens(text) >= countTokens(text), JSON.stringify(text));
    assert(boundTokens(text) <= bytes, JSON.stringify(text));
  }
});

Deno.test("a tally bounds the texts together below the sum of their bounds, and a clone goes its own way", () => {
  const tally = new TokenTally();
  tally.add(PYTHON.slice(0, 2000));
  const before = tally.bound;
  const copy = tally.clone();
  copy.add(PYTHON.slice(2000));
  assertEquals(tally.bound, before);
  assert(copy.bound > before);
  assert(copy.bound < before + boundTokens(PYTHON.slice(2000)));
});

Deno.test("a sampled count is the estimate for short texts, and near it for long ones", () => {
  assertEquals(sampleTokens(PYTHON.slice(0, 16_384)), estimateTokens(PYTHON.slice(0, 16_384)));
  const long = `${PYTHON}\n${"0x1f, 2, 3,\n".repeat(500)}`.repeat(9);
  assert(long.length > 60_000);
  const share = sampleTokens(long) / estimateTokens(long);
  assert(share > 0.85 && share < 1.15, String(share));
});
