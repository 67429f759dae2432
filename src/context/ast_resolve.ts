/**
 * A selector as it was typed to the one thing it names, as a row to print.
 * Invariant: what names nothing, or several things, is a value with the reason and the candidates, never a guess.
 */
import { CtxError } from "../model/error.ts";
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import { type Miss, targetId } from "../selector/resolve.ts";
import type { SelectorFault, Target } from "../selector/selector.ts";
import { type SymbolRow, symbolRow } from "./ast_symbols.ts";
import { lookUp, suggestFor } from "./look_up.ts";
import type { Session } from "./session.ts";

export type Located =
  | { readonly kind: "found"; readonly target: Target; readonly file: PackedFile; readonly row: SymbolRow }
  | {
    readonly kind: "none";
    readonly reason: "ambiguous" | "unknown";
    /** What was found out, for people: "`load` names 3 things". */
    readonly message: string;
    /** Every meaning of an ambiguous selector; what was probably meant by an unknown one. Likeliest first. */
    readonly candidates: readonly SymbolRow[];
  };

/** Resolves `text` in the files as they are now. Throws CtxError `path-outside`, and `bad-value` for what is no selector. */
export async function resolveText(session: Session, text: string): Promise<Located> {
  const { reader, outcomes: [outcome] } = await lookUp(session, [text]);
  if (outcome === undefined) throw packBroken();
  switch (outcome.kind) {
    case "invalid":
      throw faultError(text, outcome.fault);
    case "found": {
      const { target } = outcome;
      const file = reader.fileByPath(target.path);
      const [row] = await rows(session, reader, [target]);
      if (file === null || row === undefined) throw packBroken();
      return { kind: "found", target, file, row };
    }
    case "ambiguous": {
      const { candidates } = outcome;
      const message = `${text} names ${candidates.length} things`;
      return {
        kind: "none",
        reason: "ambiguous",
        message,
        candidates: await rows(session, reader, candidates),
      };
    }
    case "missing": {
      const candidates = await rows(session, reader, await suggestFor(reader, outcome.selector));
      return { kind: "none", reason: "unknown", message: missMessage(text, outcome.miss), candidates };
    }
  }
}

function faultError(text: string, { fault, message }: SelectorFault): CtxError {
  const what = `could not read the selector ${JSON.stringify(text.slice(0, 200))}: ${message}`;
  if (fault === "outside") return new CtxError("path-outside", what);
  return new CtxError("bad-value", what, {
    hint:
      "selectors: src/config.py#Config.load, sym://python/src.config#Config.load, Config.load, src/config.py:12",
  });
}

function packBroken(): CtxError {
  return new CtxError("pack-unusable", "could not answer: the pack names a file that it does not hold");
}

async function rows(session: Session, reader: PackReader, targets: readonly Target[]): Promise<SymbolRow[]> {
  const result: SymbolRow[] = [];
  for (const target of targets) {
    const file = reader.fileByPath(target.path);
    if (file === null) throw packBroken();
    const { chunk } = target;
    result.push(
      chunk === null
        ? await plainRow(session, file, target)
        : symbolRow(file, chunk, reader.chunksOf(file.id)),
    );
  }
  return result;
}

/** A row for a whole file or for lines. Where the text cannot be read, the range ends before the next line. */
async function plainRow(session: Session, file: PackedFile, target: Target): Promise<SymbolRow> {
  const startLine = target.lines?.startLine ?? 1;
  const endLine = Math.min(target.lines?.endLine ?? file.lineCount, file.lineCount);
  const { sourceReader } = await import("./serve_source.ts");
  const served = await sourceReader(session)(file);
  const endColumn = served.ok ? served.lines.endOf(endLine) - served.lines.startOf(endLine) + 1 : null;
  const start = { startLine, startColumn: 1 };
  return {
    id: targetId(target),
    kind: target.lines === null ? "file" : "lines",
    name: "",
    qualname: "",
    path: file.path,
    lang: file.lang,
    range: {
      ...start,
      ...endColumn === null ? { endLine: endLine + 1, endColumn: 1 } : { endLine, endColumn },
    },
    nameRange: { ...start, endLine: startLine, endColumn: 1 },
    signature: "",
    doc: "",
    selector: "",
    depth: 0,
    outerKind: "",
  };
}

function missMessage(text: string, miss: Miss): string {
  switch (miss.reason) {
    case "no-symbol":
      return `${miss.path} has no symbol ${text.slice(text.indexOf("#") + 1)}`;
    case "no-line":
      return `${miss.path} has only ${miss.lineCount} lines`;
    case "no-symbol-there":
      return `no symbol spans ${text}`;
    case "no-file":
      return `no indexed file has the path in ${text}`;
    case "no-module":
      return `no indexed file is the module in ${text}`;
    case "no-name":
      return `nothing is named ${text}`;
  }
}
