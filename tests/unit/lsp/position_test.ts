import { assertEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import {
  fromFileUri,
  fromProtocolRange,
  relativeTo,
  toFileUri,
  toProtocolPosition,
} from "../../../src/lsp/position.ts";

Deno.test("columns count UTF-16 units: tabs one, astral characters two, a byte-order mark one", () => {
  const text = "\ufeffimport os\r\n\tx = '😀é'; y\r\rlast";
  assertEquals(toProtocolPosition(text, 1, 2), { line: 0, character: 1 });
  assertEquals(toProtocolPosition(text, 2, 2), { line: 1, character: 1 });
  assertEquals(toProtocolPosition(text, 2, text.split("\r\n")[1]?.indexOf("y") ?? 0), {
    line: 1,
    character: 11,
  });
  assertEquals(toProtocolPosition(text, 3, 1), { line: 2, character: 0 });
  assertEquals(toProtocolPosition(text, 4, 5), { line: 3, character: 4 });
});

Deno.test("a place that is not in the text has no position", () => {
  const text = "ab\r\nc\n";
  assertEquals(toProtocolPosition(text, 1, 3), { line: 0, character: 2 });
  assertEquals(toProtocolPosition(text, 1, 4), null, "the line end is not part of the line");
  assertEquals(
    toProtocolPosition(text, 3, 1),
    { line: 2, character: 0 },
    "the empty line after the last line end",
  );
  assertEquals(toProtocolPosition(text, 4, 1), null);
  assertEquals(toProtocolPosition(text, 0, 1), null);
  assertEquals(toProtocolPosition(text, 1, 0), null);
  assertEquals(toProtocolPosition("", 1, 1), { line: 0, character: 0 });
});

Deno.test("ranges are one-based outside", () => {
  assertEquals(fromProtocolRange({ start: { line: 0, character: 4 }, end: { line: 2, character: 0 } }), {
    startLine: 1,
    startColumn: 5,
    endLine: 3,
    endColumn: 1,
  });
});

Deno.test("any path survives the way to a URI and back", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) =>
    !/[/\0\\]/.test(text) && text.isWellFormed() && !/^[A-Za-z]:/.test(text)
  );
  fc.assert(fc.property(fc.array(part, { minLength: 1 }), (parts) => {
    const path = `/${parts.join("/")}`;
    const uri = toFileUri(path);
    assertEquals(fromFileUri(uri), path);
    assertEquals(new URL(uri).protocol, "file:");
  }));
  assertEquals(toFileUri("/a b/ü#?%.py"), "file:///a%20b/%C3%BC%23%3F%25.py");
});

Deno.test("URIs as servers write them, and those that name no file", () => {
  assertEquals(fromFileUri("file:///tmp/a%2Bb%40c/x%20y.py"), "/tmp/a+b@c/x y.py");
  assertEquals(fromFileUri("file:///tmp/a+b@c.py"), "/tmp/a+b@c.py");
  assertEquals(fromFileUri("FILE://localhost/x"), "/x");
  for (
    const uri of ["untitled:x", "file://host/x", "file:///%zz", "file:///a%00b", "file:x", "", "file:///a?q"]
  ) {
    assertEquals(fromFileUri(uri), null, uri);
  }
});

Deno.test("inside or outside the segment", () => {
  assertEquals(relativeTo("/seg", "/seg/a/b.py"), "a/b.py");
  assertEquals(relativeTo("/", "/a.py"), "a.py");
  for (const path of ["/segment/a.py", "/seg", "/seg/../x", "/other", "/seg//x"]) {
    assertEquals(relativeTo("/seg", path), null, path);
  }
});
