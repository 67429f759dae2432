import { assertEquals } from "@std/assert";
import { sha256Hex } from "../../../src/host/digest.ts";
import { quickSha256Hex } from "../../../src/host/short_digest.ts";

async function webCrypto(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("short texts have the hash that Web Crypto gives them, at every length and for every byte", async () => {
  for (let length = 0; length < 1100; length++) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 131 + length * 17) % 256);
    const expected = await webCrypto(bytes);
    assertEquals(
      [await quickSha256Hex(bytes), await sha256Hex(bytes)],
      [expected, expected],
      `${length} bytes`,
    );
  }
});

Deno.test("a view into a larger buffer is hashed as the view", async () => {
  const bytes = new TextEncoder().encode("xxabcxx").subarray(2, 5);
  // FIPS 180-4's own example.
  assertEquals(
    await quickSha256Hex(bytes),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
