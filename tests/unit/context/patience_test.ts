import { assertEquals } from "@std/assert";
import { isTooLong } from "../../../src/context/patience.ts";

const half = { files: 2_000, bytes: 30_000_000, bytesDone: 15_000_000 };

Deno.test("nobody is answered from a part within the short wait, whatever the pace", () => {
  assertEquals(isTooLong({ ...half, files: 1e6, bytesDone: 0, elapsedMs: 3_000 }), false);
  assertEquals(isTooLong({ ...half, bytesDone: 0, elapsedMs: 3_001 }), true);
});

Deno.test("what will be done within the long wait is waited for, unless it is very many files", () => {
  assertEquals(isTooLong({ ...half, elapsedMs: 15_000 }), false);
  assertEquals(isTooLong({ ...half, elapsedMs: 15_001 }), true);
  assertEquals(isTooLong({ ...half, files: 20_001, elapsedMs: 3_001 }), true);
  assertEquals(isTooLong({ ...half, bytesDone: half.bytes, elapsedMs: 30_000 }), false);
  assertEquals(isTooLong({ ...half, bytesDone: half.bytes, elapsedMs: 30_001 }), true);
});
