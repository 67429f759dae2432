/**
 * SHA-256, from the runtime's own Web Crypto. Not `node:crypto`: importing it costs 25 to 33 ms (Deno 2.9.6), and
 * the no-op path of every command has less than that in all.
 */

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Hex SHA-256 of `bytes`: 64 lower-case digits. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** Two lower-case digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}
