/** What a command did not find, for people and for JSON: the path or selector, the reason, what may have been meant. */
import type { Session } from "../../context/session.ts";
import type { Invocation } from "../command.ts";
import { visibleName } from "./text.ts";

export interface Missing {
  readonly path: string;
  readonly reason: string;
  readonly candidates: readonly string[];
}

const REASONS: Readonly<Record<string, string>> = {
  "no-grammar": "its language has no grammar here",
  "not-indexed": "holds no indexed source file (ignored, or none of its files is text)",
  "stale": "has changed since the last sync",
  "unknown": "no such file or folder in the segment",
};

/** A line for stderr. */
export function missingNotice({ path, reason, candidates }: Missing): string {
  const why = REASONS[reason] ?? `left out of the pack (${reason})`;
  const also = candidates.length === 0 ? "" : `; did you mean ${candidates.map(visibleName).join(", ")}?`;
  return `${visibleName(path)}: ${why}${also}\n`;
}

export function missingJson({ path, reason, candidates }: Missing): Record<string, unknown> {
  return { path, reason, candidates };
}

/** Says `line` on stderr, unless the answer is JSON, which carries the same. */
export function announce(session: Session, invocation: Invocation, line: string): void {
  if (!invocation.has("json") && invocation.value("format") !== "json") session.notice(line);
}

/** A selector that names nothing or several things; several are listed on stdout, being the answer. */
export function unresolvedNotice(
  reason: "ambiguous" | "unknown",
  message: string,
  candidates: readonly { readonly id: string }[],
): string {
  const said = visibleName(message);
  if (reason === "ambiguous") return `${said}:\n`;
  const ids = candidates.map((row) => visibleName(row.id));
  return `${said}${ids.length === 0 ? "" : `; did you mean ${ids.join(", ")}?`}\n`;
}
