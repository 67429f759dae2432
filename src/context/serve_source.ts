/**
 * Source text for answers, only as the pack knows it: offsets from the pack never cut other bytes than those they
 * were made from.
 */
import { sha256Hex } from "../host/digest.ts";
import { indexLines, type LineIndex } from "../model/line_index.ts";
import type { SkipReason } from "../model/source.ts";
import { staleness } from "../pack/plan.ts";
import type { PackedFile } from "../pack/rows.ts";
import { readSource } from "../segment/read.ts";
import type { Session } from "./session.ts";

export type ServedText =
  | { readonly ok: true; readonly text: string; readonly lines: LineIndex; readonly sizeBytes: number }
  /** `stale`: the file has other bytes than the pack was made from. */
  | { readonly ok: false; readonly reason: SkipReason | "stale" };

/** Reads the source texts of indexed files, each once; hashes only what its stamp does not prove. */
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
  const { text, bytes, stamp } = outcome.source;
  const stored = session.pack?.storedFile(file.path) ?? undefined;
  const isProved = staleness({ path: file.path, stamp }, stored) === null && stored?.sha256 === file.sha256;
  if (!isProved && await sha256Hex(bytes) !== file.sha256) return { ok: false, reason: "stale" };
  let lines: LineIndex | null = null;
  return {
    ok: true,
    text,
    get lines() {
      return lines ??= indexLines(text);
    },
    sizeBytes: bytes.length,
  };
}
