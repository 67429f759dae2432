/**
 * A selector as it was typed to the one thing it names, as a row to print. Records the look-up in telemetry.
 * Invariant: what names nothing, or several things, is a value with the reason and the candidates, never a guess.
 */
import { CtxError } from "../model/error.ts";
import type { PackedFile, PackReader } from "../pack/reader.ts";
import { isFault, parseSelector } from "../selector/parse.ts";
import { type Miss, type Resolution, resolveSelector, targetId } from "../selector/resolve.ts";
import type { Selector, Target } from "../selector/selector.ts";
import type { SymbolIndex } from "../selector/symbol_index.ts";
import { segmentPaths } from "./ast_paths.ts";
import { type SymbolRow, symbolRow } from "./ast_symbols.ts";
import type { Session } from "./session.ts";
import { symbolIndexOf } from "./symbol_index.ts";
import { recordResolution } from "./trace.ts";
import { findPackOf } from "./vouched_pack.ts";

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
  const start = session.host.clock.monotonicMs();
  const selector = readSelector(fromCaller(session, text), text);
  const { reader, resolution } = await resolveFresh(session, selector);
  const matches = resolution.kind === "found"
    ? 1
    : resolution.kind === "missing"
    ? 0
    : resolution.candidates.length;
  recordResolution(session, text, matches, session.host.clock.monotonicMs() - start);
  if (resolution.kind === "found") return await found(session, reader, text, resolution);
  if (resolution.kind === "ambiguous") {
    const { candidates } = resolution;
    const message = `${text} names ${candidates.length} things`;
    return {
      kind: "none",
      reason: "ambiguous",
      message,
      candidates: await rows(session, reader, candidates),
    };
  }
  const { suggestTargets } = await import("../selector/suggest.ts");
  const candidates = await rows(session, reader, suggestTargets(selector, symbolIndexOf(reader)));
  return { kind: "none", reason: "unknown", message: missMessage(text, resolution.miss), candidates };
}

interface Resolved {
  readonly reader: PackReader;
  readonly resolution: Resolution;
}

/** An id or place is looked up in the pack as it stands when that knows its file; anything else needs every file. */
async function resolveFresh(session: Session, selector: Selector): Promise<Resolved> {
  const paths = selector.readings.flatMap((reading) => "path" in reading ? [reading.path] : []);
  const warned = session.warnings.length;
  const own = paths.length === 0 ? null : await findPackOf(session, [[...new Set(paths)]]);
  if (own !== null) {
    const resolution = resolveSelector(selector, symbolIndexOf(own));
    if (resolution.kind === "found") return { reader: own, resolution };
    session.closePack();
    session.warnings.splice(warned); // they were about an answer that is not given
  }
  const { openFreshPack } = await import("./fresh_pack.ts");
  const reader = await openFreshPack(session);
  return { reader, resolution: resolveFor(session, selector, symbolIndexOf(reader)) };
}

function readSelector(text: string, typed: string): Selector {
  const selector = parseSelector(text);
  if (!isFault(selector)) return selector;
  const message = `could not read the selector ${JSON.stringify(typed.slice(0, 200))}: ${selector.message}`;
  throw new CtxError(selector.fault === "outside" ? "path-outside" : "bad-value", message, {
    hint:
      "selectors: src/config.py#Config.load, sym://python/src.config#Config.load, Config.load, src/config.py:12",
  });
}

/** Absolute paths and those that begin with `./` or `../` become the segment's own; all else stays as typed. */
function fromCaller(session: Session, text: string): string {
  if (!/^(?:\/.|\.\.?\/)/s.test(text)) return text;
  const cut = /[#:]/.exec(text)?.index ?? text.length;
  const [path = ""] = segmentPaths(text.slice(0, cut), session.segment, session.callerFolder);
  return path + text.slice(cut);
}

/** In a subfolder, a path that the segment does not have is taken from there. */
function resolveFor(session: Session, selector: Selector, index: SymbolIndex): Resolution {
  const resolution = resolveSelector(selector, index);
  if (resolution.kind !== "missing" || session.callerFolder === "") return resolution;
  const below = parseSelector(`${session.callerFolder}/${selector.text}`);
  if (isFault(below) || selector.text.startsWith("sym://")) return resolution;
  const readings = below.readings.filter((reading) => reading.kind !== "name");
  const second = resolveSelector({ text: below.text, readings }, index);
  return second.kind === "missing" ? resolution : second;
}

async function found(
  session: Session,
  reader: PackReader,
  text: string,
  resolution: Resolution & { kind: "found" },
): Promise<Located> {
  const { target, others } = resolution;
  const file = reader.fileByPath(target.path);
  const [row] = await rows(session, reader, [target]);
  if (file === null || row === undefined) throw packBroken();
  if (others.length > 0) {
    const count = others.length + 1;
    session.warnings.push(
      `${text} is the first of ${count} definitions; also: ${others.map(targetId).join(", ")}`,
    );
  }
  return { kind: "found", target, file, row };
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
