import { assertEquals, assertThrows } from "@std/assert";
import { segmentPaths } from "../../../src/context/ast_paths.ts";
import { CtxError } from "../../../src/model/error.ts";

Deno.test("paths are the segment's first, then the caller's", () => {
  assertEquals(segmentPaths("a/b.py", "/repo", ""), ["a/b.py"]);
  assertEquals(segmentPaths("b.py", "/repo", "a"), ["b.py", "a/b.py"]);
  assertEquals(segmentPaths("./b.py", "/repo", "a/c"), ["a/c/b.py"]);
  assertEquals(segmentPaths("../b.py", "/repo", "a/c"), ["a/b.py"]);
  assertEquals(segmentPaths(".", "/repo", "a"), ["a"]);
  assertEquals(segmentPaths("..", "/repo", "a"), [""]);
  assertEquals(segmentPaths(".hidden", "/repo", ""), [".hidden"]);
  assertEquals(segmentPaths("..x/y", "/repo", ""), ["..x/y"]);
});

Deno.test("absolute paths lose the segment; blank, dotted and doubled parts fold", () => {
  assertEquals(segmentPaths("/repo/a.py", "/repo", "sub"), ["a.py"]);
  assertEquals(segmentPaths("/repo", "/repo", "sub"), [""]);
  assertEquals(segmentPaths("/repo/", "/repo", ""), [""]);
  assertEquals(segmentPaths("/a.py", "/", ""), ["a.py"]);
  assertEquals(segmentPaths("a//./b/../c.py/", "/repo", ""), ["a/c.py"]);
});

Deno.test("what leads out of the segment, or is no path, is refused", () => {
  for (const path of ["..", "../x", "a/../../x", "/etc", "/repository/a.py", "/repo/../x", "./../x"]) {
    const error = assertThrows(() => segmentPaths(path, "/repo", ""), CtxError);
    assertEquals(error.code, "path-outside", path);
  }
  assertEquals(assertThrows(() => segmentPaths("../../x", "/repo", "a"), CtxError).code, "path-outside");
  for (const path of ["", "a\0b"]) {
    assertEquals(assertThrows(() => segmentPaths(path, "/repo", ""), CtxError).code, "bad-value", path);
  }
});
