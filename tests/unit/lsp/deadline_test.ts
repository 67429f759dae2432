/** Waiting with a limit, and finding out without waiting. */
import { assertEquals } from "@std/assert";
import { hasSettled, settlesWithin } from "../../../src/lsp/deadline.ts";

/** `value` through `depth` asynchronous calls. */
async function through<T>(depth: number, value: Promise<T>): Promise<T> {
  return depth === 0 ? await value : await through(depth - 1, value);
}

Deno.test("what is there already is seen through a few calls, and nothing is waited for", async () => {
  assertEquals(await hasSettled(through(6, Promise.resolve(1))), true);
  assertEquals(await hasSettled(through(6, Promise.reject(new Error("failed")))), true);
  assertEquals(await hasSettled(new Promise(() => {})), false);
});

Deno.test("a limit passes, or it does not", async () => {
  assertEquals(await settlesWithin(Promise.reject(new Error("failed")), 60_000), true);
  assertEquals(await settlesWithin(new Promise(() => {}), 1), false);
});
