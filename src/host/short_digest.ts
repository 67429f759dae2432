/**
 * SHA-256 on this thread, by a library: Web Crypto has another thread do it, and the way there and back takes several times
 * as long as a kilobyte. For whoever hashes thousands of short texts; nothing on the no-op path loads it.
 */
import { sha256 } from "@noble/hashes/sha2";
import { hexOf, sha256Hex } from "./digest.ts";

/** Up to this length the work takes less than the two changes of thread. */
const SHORT_BYTES = 1024;

/** As sha256Hex; at once where `bytes` are few. */
export function quickSha256Hex(bytes: Uint8Array<ArrayBuffer>): string | Promise<string> {
  return bytes.length <= SHORT_BYTES ? hexOf(sha256(bytes)) : sha256Hex(bytes);
}
