/** The bound against the real tokenizer on text that nobody writes: random, encoded, foreign, repeated. */
import { assert } from "@std/assert";
import fc from "../property_seed.ts";
import { countTokens } from "gpt-tokenizer";
import { boundTokens, estimateTokens } from "../../src/disclosure/tokens.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

function drawn(alphabet: string): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...alphabet), minLength: 200, maxLength: 800 });
}

function block(first: number, last: number): fc.Arbitrary<string> {
  const unit = fc.integer({ min: first, max: last }).map((code) => String.fromCodePoint(code));
  return fc.string({ unit, minLength: 100, maxLength: 400 });
}

const HOSTILE: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "base64": drawn(LOWER + UPPER + DIGITS + "+/"),
  "printable ASCII": drawn(MARKS + LOWER + UPPER + DIGITS + "  \n"),
  "pseudo-words": drawn(LOWER + "    "),
  "pseudo-identifiers": drawn(LOWER + UPPER + DIGITS + "__ "),
  "hexadecimal": drawn(DIGITS + "abcdef"),
  "upper case": drawn(UPPER + "  "),
  "letters without a space": drawn(LOWER),
  "punctuation": drawn(MARKS),
  "punctuation and blanks": drawn(MARKS + "    "),
  "white space": drawn(" \t\r\n"),
  "control characters": block(0, 31),
  "Latin-1": block(0x80, 0xff),
  "Greek": block(0x370, 0x3ff),
  "Cyrillic": block(0x400, 0x4ff),
  "Hebrew and Arabic": block(0x590, 0x6ff),
  "Indic": block(0x900, 0xdff),
  "symbols": block(0x2000, 0x2bff),
  "kana": block(0x3040, 0x30ff),
  "Han": block(0x4e00, 0x9fff),
  "Hangul": block(0xac00, 0xd7a3),
  "emoji": block(0x1f300, 0x1f8ff),
  "beyond the first plane": block(0x10000, 0x2ffff),
  "the first plane": block(0, 0xd7ff),
};

for (const [name, texts] of Object.entries(HOSTILE)) {
  Deno.test(`the bound holds for ${name}`, () => {
    fc.assert(
      fc.property(texts, (text) => {
        const bound = boundTokens(text);
        assert(bound >= countTokens(text), `${bound} < ${countTokens(text)}`);
        assert(bound >= estimateTokens(text));
      }),
      // The claim is statistical (tests/bench/tokens.ts gives the rate), so the draw is always the same.
      { numRuns: 100, seed: 1 },
    );
  });
}
