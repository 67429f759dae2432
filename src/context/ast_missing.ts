/** Why a PATH argument names no indexed file, and which ones may have been meant. Loaded only for that answer. */
import { HostError } from "../host/file_system.ts";
import type { PackReader } from "../pack/reader.ts";
import { barPath } from "../segment/admission.ts";
import { suggestTargets } from "../selector/suggest.ts";
import type { MissingPath } from "./ast_paths.ts";
import type { Session } from "./session.ts";
import { symbolIndexOf } from "./symbol_index.ts";

/** What is known of `paths`, which `operand` may mean and the pack does not hold. */
export function explainMissing(
  session: Session,
  reader: PackReader,
  operand: string,
  paths: readonly string[],
): MissingPath {
  for (const path of paths) {
    if (path === "" || exists(session, path)) {
      const kept = barPath(path, session.options.includeSecrets) ??
        reader.skipped().find((skipped) => skipped.path === path)?.reason;
      return { path: operand, reason: kept ?? "not-indexed", candidates: [] };
    }
  }
  const readings = paths.map((path) => ({ kind: "file" as const, path }));
  const targets = suggestTargets({ text: operand, readings }, symbolIndexOf(reader));
  return { path: operand, reason: "unknown", candidates: targets.map((target) => target.path) };
}

function exists(session: Session, path: string): boolean {
  try {
    return session.host.fs.lstat(path) !== null;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return false; // a file where a folder was named, a name too long, no permission: nothing there for us
  }
}
