/** What an `lsp` command asks about: a place in a file, given as `path:line:column`, or a symbol by a selector. */
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import { segmentPaths } from "./ast_paths.ts";
import { type Located, resolveText } from "./ast_resolve.ts";
import { openFreshPack } from "./fresh_pack.ts";
import type { Session } from "./session.ts";

export interface LspPlace {
  readonly file: PackedFile;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

/** The operand names no place, or several things. */
export type Unplaced = Located & { readonly kind: "none" };

export type PlaceOutcome =
  | { readonly kind: "place"; readonly place: LspPlace; readonly reader: PackReader }
  | Unplaced;

/** Reads `text`, with the pack brought up to date first; throws CtxError as resolveText does. */
export async function findPlace(session: Session, text: string): Promise<PlaceOutcome> {
  const [, path = "", line = "", column = ""] = /^(.+):(\d{1,9}):(\d{1,9})$/.exec(text) ?? [];
  const paths = path === "" ? [] : segmentPaths(path, session.segment, session.callerFolder);
  for (const one of paths) session.wanted.add(one);
  const first = await openFreshPack(session);
  if (path !== "") {
    const file = paths.map((one) => first.fileByPath(one)).find((found) => found !== null);
    if (file !== undefined && file !== null) {
      return { kind: "place", place: { file, line: Number(line), column: Number(column) }, reader: first };
    }
  }
  const located = await resolveText(session, text);
  if (located.kind === "none") return located;
  const { startLine, startColumn } = located.row.nameRange;
  const place = { file: located.file, line: startLine, column: startColumn };
  return { kind: "place", place, reader: await openFreshPack(session) };
}
