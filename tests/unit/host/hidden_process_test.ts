import { assert, assertEquals, assertRejects } from "@std/assert";
import { withoutProcess } from "../../../src/host/hidden_process.ts";

Deno.test("process is out of sight during the action and back after it", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "process");
  await withoutProcess(() => {
    assertEquals(Reflect.get(globalThis, "process"), undefined);
    return Promise.resolve();
  });
  assertEquals(Object.getOwnPropertyDescriptor(globalThis, "process"), before);
  assert(before !== undefined);
});

Deno.test("process is back after an action that fails", async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, "process");
  await assertRejects(() => withoutProcess(() => Promise.reject(new Error("no"))), Error, "no");
  assertEquals(Object.getOwnPropertyDescriptor(globalThis, "process"), before);
});
