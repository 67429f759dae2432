/** What the self-extracting form says of itself in its first lines (packaging/stub.sh). */
import type { Effort } from "../../packaging/compress.ts";

/** How hard `executable` was compressed; null where it is not the self-extracting form. */
export function effortOf(executable: string): Effort | null {
  using file = Deno.openSync(executable);
  const head = new Uint8Array(1024);
  const text = new TextDecoder().decode(head.subarray(0, file.readSync(head) ?? 0));
  const word = text.startsWith("#!/bin/sh\n") ? /^# Compressed: (\w+)$/m.exec(text)?.[1] : undefined;
  return word === "small" || word === "fast" ? word : null;
}
