/**
 * Reads one source file: its bytes, its text and the stamp of those bytes, or the reason why it is not
 * one. Does not consult ignore rules (the walk does) and does not look for secrets in the text (secrets.ts does).
 * Invariant: nothing outside the segment is read, whatever `path` says and whatever happens to the tree meanwhile.
 */
import type { FileSystem } from "../host/file_system.ts";
import type { SkipReason, SourceText } from "../model/source.ts";
import { barPath, barSize, MAX_SOURCE_BYTES, stampOf } from "./admission.ts";
import { decodeSource, isUtf16 } from "./decode.ts";
import { isMinified } from "./minified.ts";
import { readInside } from "./read_inside.ts";

export type ReadOutcome =
  | { readonly ok: true; readonly source: SourceText }
  | { readonly ok: false; readonly reason: SkipReason };

/** Git's own measure of a binary file: a NUL in the first 8,000 bytes (xdiff-interface.c, `buffer_is_binary`). */
const BINARY_PROBE_BYTES = 8_000;

/** Reads the file at `path` (relative, `/`-separated) of the segment at `root`, which is normally ".". */
export function readSource(
  fs: FileSystem,
  root: string,
  path: string,
  options: { readonly includeSecrets: boolean },
): ReadOutcome {
  const barred = barPath(path, options.includeSecrets);
  if (barred !== null) return { ok: false, reason: barred };
  const read = readInside(fs, root, path, MAX_SOURCE_BYTES);
  if (!read.ok) return read;
  const { bytes, info } = read;
  const reason = read.truncated ? "too-large" : barSize(info);
  if (reason !== null) return { ok: false, reason };
  if (!isUtf16(bytes) && bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) {
    return { ok: false, reason: "binary" };
  }
  const decoded = decodeSource(path, bytes);
  if (decoded === null) return { ok: false, reason: "encoding" };
  if (isMinified(path, decoded.text)) return { ok: false, reason: "minified" };
  const { text, encoding } = decoded;
  return {
    ok: true,
    source: { path, bytes, text, encoding, stamp: stampOf(info) },
  };
}
