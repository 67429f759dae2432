/**
 * The form in which many files travel as one run of bytes: a length, a JSON index with each file's path and size, then
 * the contents. Knows nothing of compression, and leaves it to its user to check a digest of the whole. Invariant: what
 * `decodeArchive` returns lies at relative paths without `..`.
 */

export interface PackedFile {
  /** Relative, `/`-separated. */
  readonly path: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

interface IndexEntry {
  readonly path: string;
  readonly size: number;
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

export function concatenate(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The same files in the same order give the same bytes on every machine. */
export function encodeArchive(files: readonly PackedFile[]): Uint8Array<ArrayBuffer> {
  const index: IndexEntry[] = files.map(({ path, content }) => ({ path, size: content.length }));
  const head = new TextEncoder().encode(JSON.stringify(index));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, head.length, true);
  return concatenate([length, head, ...files.map(({ content }) => content)]);
}

/** Throws Error when a file would lie outside of its folder, or the bytes are not those of the index. */
export function decodeArchive(bytes: Uint8Array<ArrayBuffer>): PackedFile[] {
  const headLength = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = new TextDecoder().decode(bytes.subarray(4, 4 + headLength));
  const files: PackedFile[] = [];
  let at = 4 + headLength;
  for (const entry of JSON.parse(head) as IndexEntry[]) {
    const content = bytes.subarray(at, at + entry.size);
    at += entry.size;
    if (entry.path.startsWith("/") || entry.path.split("/").includes("..")) {
      throw new Error(`${entry.path} would lie outside`);
    }
    files.push({ path: entry.path, content });
  }
  if (at !== bytes.length) throw new Error("the index and the content do not agree");
  return files;
}
