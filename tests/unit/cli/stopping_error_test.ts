/** What people are told of whatever stopped a command. */
import { assertEquals } from "@std/assert";
import { toCtxError } from "../../../src/cli/stopping_error.ts";

Deno.test("a module that could not be opened for want of descriptors is the machine's doing, not a bug", () => {
  const refused = new TypeError("Import 'file:///x.js' failed.\n    0: Too many open files (os error 24)");
  assertEquals(toCtxError(refused).code, "system");
  assertEquals(toCtxError(new TypeError("x is not a function")).code, "internal");
  assertEquals(toCtxError("thrown text").code, "internal");
});
