import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import { jsonLine } from "../../../src/cli/render/json_line.ts";

Deno.test("what cannot be seen is escaped", () => {
  assertEquals(
    jsonLine({ "k\x1b": "a\x7f\x9b\u202e\u200b\u2028\u{e0041}é😀\n" }),
    '{"k\\u001b":"a\\u007f\\u009b\\u202e\\u200b\\u2028\\udb40\\udc41é😀\\n"}\n',
  );
});

Deno.test("any value comes back as it was, from one line", () => {
  fc.assert(fc.property(fc.jsonValue({ stringUnit: "binary" }), (value) => {
    const line = jsonLine(value);
    assertEquals(line.indexOf("\n"), line.length - 1);
    assertEquals(JSON.parse(line), JSON.parse(JSON.stringify(value)));
  }));
});
