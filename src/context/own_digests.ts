/**
 * The executable's files as few digests: one for each name at the top of the program's folder, over every path and
 * content below it. One for each of pyright's thousands of stubs would be 270 kB that do not compress. Packaging makes
 * the list (packaging/program_files.ts), doctor_files.ts compares with it.
 */
import { sha256Hex } from "../host/digest.ts";

/** A file by its path from the program's folder, `/`-separated, and the SHA-256 of its content in hex. */
export interface FileDigest {
  readonly path: string;
  readonly sha256: string;
}

/** SHA-256 in hex by name, for `files` in any order. */
export async function digestsByName(files: readonly FileDigest[]): Promise<Record<string, string>> {
  const lines = new Map<string, string[]>();
  for (const { path, sha256 } of files) {
    const [name = ""] = path.split("/");
    const below = lines.get(name) ?? [];
    // A name with a newline in it cannot pass for two files: JSON has none.
    below.push(JSON.stringify([path, sha256]));
    lines.set(name, below);
  }
  const digests: Record<string, string> = {};
  for (const name of [...lines.keys()].sort()) {
    const text = (lines.get(name) ?? []).sort().join("\n");
    digests[name] = await sha256Hex(new TextEncoder().encode(text));
  }
  return digests;
}
