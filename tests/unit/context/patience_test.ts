import { assertEquals } from "@std/assert";
import { isDue, isTooLong, isTooLongBeside, isTooLongForTurn } from "../../../src/context/patience.ts";

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

Deno.test("what is little is indexed whatever the time, also beside another process", () => {
  const always = (): boolean => true;
  const little = { files: 200, bytes: 999_999, bytesDone: 0, elapsedMs: 1e9 };
  assertEquals(isDue(little, always), false);
  assertEquals(isDue({ ...little, files: 201 }, always), true);
  assertEquals(isDue({ ...little, bytes: 1_000_000 }, always), true);
  assertEquals(isDue({ ...little, files: 201 }, () => false), false);
});

Deno.test("another process that writes is waited for shortly, or longer for little work or the want of a pack", () => {
  const has = (): boolean => true;
  const hasNot = (): boolean => false;
  assertEquals(isTooLongBeside(half, 3_000, has), false);
  assertEquals(isTooLongBeside(half, 3_001, has), true);
  const little = { files: 1, bytes: 1 };
  assertEquals(isTooLongBeside(little, 30_000, has), false);
  assertEquals(isTooLongBeside(little, 30_001, has), true);
  assertEquals(isTooLongBeside(half, 60_000, hasNot), false);
  assertEquals(isTooLongBeside(half, 60_001, hasNot), true);
  assertEquals([isTooLongForTurn(900_000), isTooLongForTurn(900_001)], [false, true]);
});
