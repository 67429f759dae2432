/** Numbers as text: there and back, the published examples, and nothing but what the encoder makes. */
import { assertEquals, assertThrows } from "@std/assert";
import fc from "../../property_seed.ts";
import { decodeNumbers, encodeNumbers } from "../../../src/pack/number_text.ts";

const numbers = fc.array(
  fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })),
);

Deno.test("decodeNumbers gives back what encodeNumbers was given", () => {
  fc.assert(
    fc.property(numbers, (list) => assertEquals(decodeNumbers(encodeNumbers(list)), list.map((n) => n + 0))),
  );
});

Deno.test("the text is that of source maps", () => {
  // From the examples of the format: 0, 1, -1, 15, 16, -16, 123.
  assertEquals(encodeNumbers([0, 1, -1, 15, 16, -16, 123]), "ACDegBhB2H");
});

Deno.test("any text is either refused or the one way to write its numbers", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."ABCDgh+/?9é"), maxLength: 12 });
  fc.assert(fc.property(texts, (text) => {
    const list = decodeNumbers(text);
    if (list !== null) assertEquals(encodeNumbers(list), text);
  }));
  for (const text of ["g", "?", "é", "gA", "B", "////////", "//////H"]) {
    assertEquals(decodeNumbers(text), null, text);
  }
});

Deno.test("what is no whole number below 2^31 is not encoded", () => {
  for (const number of [0.5, NaN, Infinity, 2 ** 31]) assertThrows(() => encodeNumbers([number]), RangeError);
});
