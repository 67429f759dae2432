import { assertEquals } from "@std/assert";
import { isDue, isTooLong, isTooLongBeside, isTooLongForTurn } from "../../../src/context/patience.ts";

const half = { files: 2_000, bytes: 30_000_000, bytesDone: 15_000_000, bytesCostly: 0 };

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

Deno.test("what is made to be slow is not waited for beyond the short wait, however near the end may seem", () => {
  const near = { ...half, bytesDone: 29_000_000, elapsedMs: 3_001 };
  assertEquals(isTooLong(near), false);
  assertEquals(isTooLong({ ...near, bytesCostly: 580_000 }), false); // a fiftieth of what is done
  assertEquals(isTooLong({ ...near, bytesCostly: 580_001 }), true);
  assertEquals(isTooLong({ ...near, bytesCostly: 580_001, elapsedMs: 3_000 }), false);
  // A single hard file in what is done so far says nothing of the rest.
  const early = { ...half, bytes: 5_000_000, bytesDone: 1_000_000, elapsedMs: 3_001 };
  assertEquals(isTooLong({ ...early, bytesCostly: 250_000 }), false);
  assertEquals(isTooLong({ ...early, bytesCostly: 250_001 }), true);
});

Deno.test("what is little is indexed whatever the time, also beside another process", () => {
  const always = (): boolean => true;
  const little = { files: 200, bytes: 999_999, bytesDone: 0, bytesCostly: 999_999, elapsedMs: 1e9 };
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
