/** The cuts against o200k's own splitting pattern, run as a regular expression. */
import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { CONTRACTION, scanPieces } from "../../../src/disclosure/pieces.ts";
import { PYTHON } from "./sample_source.ts";

/** openai/tiktoken, tiktoken_ext/openai_public.py, o200k_base; JavaScript has no inline flags, hence both cases. */
const CONTRACTED = "(?:'[sStTdDmM]|'[rR][eE]|'[vV][eE]|'[lL][lL])?";
const UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
const LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
const O200K = new RegExp(
  [
    `[^\\r\\n\\p{L}\\p{N}]?${UPPER}*${LOWER}+${CONTRACTED}`,
    `[^\\r\\n\\p{L}\\p{N}]?${UPPER}+${LOWER}*${CONTRACTED}`,
    "\\p{N}{1,3}",
    " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*",
    "\\s*[\\r\\n]+",
    "\\s+(?!\\S)",
    "\\s+",
  ].join("|"),
  "gu",
);

function cut(text: string): string[] {
  const pieces: string[] = [];
  scanPieces(text, (pieceClass, start, end) => {
    // o200k keeps a contraction in the word's piece; it costs its own token all the same.
    if (pieceClass === CONTRACTION) pieces.push((pieces.pop() ?? "") + text.slice(start, end));
    else pieces.push(text.slice(start, end));
  });
  return pieces;
}

Deno.test("source is cut where o200k cuts it", () => {
  assertEquals(cut(PYTHON), PYTHON.match(O200K));
});

Deno.test("any printable ASCII is cut where o200k cuts it", () => {
  const unit = fc.constantFrom(..." \t\r\n/'\"_.,()[]{}=-+#$azAZstrevlSTREVL0159");
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      assertEquals(cut(text), text.match(O200K) ?? []);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("pieces cover any text, in order", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (text) => {
      assertEquals(cut(text).join(""), text);
    }),
  );
});
