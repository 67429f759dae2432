/**
 * Source text for answers, only as the pack knows it: offsets from the pack never cut other bytes than those they
 * were made from.
 */
import { sha256Hex } from "../host/digest.ts";
import { indexLines, type LineIndex } from "../model/line_index.ts";
import type { SkipReason } from "../model/source.ts";
import type { PackedFile } from "../pack/reader.ts";
import { readSource } from "../segment/read.ts";
import type { Session } from "./session.ts";

export type ServedText =
  | { readonly ok: true; readonly text: string; readonly lines: LineIndex; readonly sizeBytes: number }
  /** `stale`: the file has other bytes than the pack was made from. */
  | { readonly ok: false; readonly reason: SkipReason | "stale" };

/** Reads the source texts of indexed files, each once. */
export function sourceReader(session: Session): (file: PackedFile) => Promise<ServedText> {
  const known = new Map<string, Promise<ServedText>>();
  return (file) => {
    const served = known.get(file.path) ?? serve(session, file);
    known.set(file.path, served);
    return served;
  };
}

async function serve(session: Session, file: PackedFile): Promise<ServedText> {
  const { includeSecrets } = session.options;
  const outcome = readSource(session.host.fs, ".", file.path, { includeSecrets });
  if (!outcome.ok) return outcome;
  const { text, bytes } = outcome.source;
  if (await sha256Hex(bytes) !== file.sha256) return { ok: false, reason: "stale" };
  return { ok: true, text, lines: indexLines(text), sizeBytes: bytes.length };
}
