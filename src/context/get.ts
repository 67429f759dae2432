/** `ctx get`: ids in, texts out, within a token budget. */
import type { DisclosureMode } from "../model/chunk.ts";
import type { LineIndex } from "../model/line_index.ts";
import { CtxError } from "../model/error.ts";
import type { Definition, SymbolKind } from "../model/symbol.ts";
import { fillBudget } from "../disclosure/budget.ts";
import type { Disclosable, Disclosed } from "../disclosure/disclose.ts";
import { sampleTokens } from "../disclosure/tokens.ts";
import type { PackReader } from "../pack/reader.ts";
import type { PackedFile } from "../pack/rows.ts";
import { targetId } from "../selector/resolve.ts";
import type { Target } from "../selector/selector.ts";
import { definitionSkeleton, fileSkeleton } from "../syntax/skeleton.ts";
import { findLanguage } from "../syntax/languages.ts";
import { type LookUp, lookUp, suggestFor } from "./look_up.ts";
import { type ServedText, sourceReader } from "./serve_source.ts";
import type { Session } from "./session.ts";
import { recordFileRead } from "./trace.ts";

export interface GetRequest {
  readonly ids: readonly string[];
  readonly mode: DisclosureMode;
  readonly budget: number;
  readonly query: string;
  /** What is printed around each chunk for people; its cost counts. */
  readonly frame: (chunk: { readonly id: string; readonly kind: string }) => string;
}

export interface MissingId {
  readonly id: string;
  /** `unknown`, `ambiguous`, `invalid`, `budget`, or why the file could not be read. */
  readonly reason: string;
  /** Ids that may have been meant. */
  readonly candidates: readonly string[];
  /** With `budget`: the budget that would show it. */
  readonly costTokens?: number;
}

export interface GetAnswer {
  readonly usedTokens: number;
  readonly stopReason: "complete" | "budget";
  readonly chunks: readonly Disclosed[];
  readonly missing: readonly MissingId[];
  readonly bytesRead: number;
  /** What reading the same files whole would have cost. */
  readonly wholeFileTokens: number;
}

interface Found {
  readonly target: Target;
  readonly file: PackedFile;
  readonly served: ServedText & { readonly ok: true };
}

/** Serves the chunks behind `request.ids`, in that order. */
export async function getChunks(session: Session, request: GetRequest): Promise<GetAnswer> {
  const { reader, outcomes } = await lookUp(session, request.ids);
  const readText = sourceReader(session);
  const missing: MissingId[] = [];
  const found: Found[] = [];
  for (const [index, lookup] of outcomes.entries()) {
    const outcome = await serveTarget(reader, readText, request.ids[index] ?? "", lookup);
    if ("reason" in outcome) missing.push(outcome);
    else found.push(outcome);
  }
  const start = session.host.clock.monotonicMs();
  const answer = fillBudget({
    chunks: found.map((item) => disclosable(reader, item)),
    mode: request.mode,
    budget: request.budget,
    query: request.query,
    frame: request.frame,
  });
  for (const { id, costTokens } of answer.leftOut) {
    missing.push({ id, reason: "budget", candidates: [], costTokens });
  }
  const perFile = (session.host.clock.monotonicMs() - start) / Math.max(1, answer.disclosed.length);
  let bytesRead = 0;
  for (const { path, text } of answer.disclosed) {
    const bytes = new TextEncoder().encode(text).length;
    bytesRead += bytes;
    recordFileRead(session.recorder, path, request.mode, bytes, perFile);
  }
  const shown = new Set(answer.disclosed.map(({ path }) => path));
  const whole = new Map(
    found.filter(({ file }) => shown.has(file.path)).map(({ file, served }) => [file.path, served]),
  );
  const wholeFileTokens = [...whole.values()].reduce((sum, { text }) => sum + sampleTokens(text), 0);
  const { usedTokens, stopReason, disclosed: chunks } = answer;
  return { usedTokens, stopReason, chunks, missing, bytesRead, wholeFileTokens };
}

async function serveTarget(
  reader: PackReader,
  readText: (file: PackedFile) => Promise<ServedText>,
  id: string,
  lookup: LookUp,
): Promise<Found | MissingId> {
  switch (lookup.kind) {
    case "invalid":
      return { id, reason: "invalid", candidates: [] };
    case "ambiguous":
      return { id, reason: "ambiguous", candidates: lookup.candidates.map(targetId) };
    case "missing":
      return { id, reason: "unknown", candidates: (await suggestFor(reader, lookup.selector)).map(targetId) };
  }
  const { target } = lookup;
  const file = reader.fileByPath(target.path);
  if (file === null) {
    throw new CtxError("pack-unusable", "could not answer: the pack names a file that it does not hold");
  }
  const served = await readText(file);
  return served.ok ? { target, file, served } : { id, reason: served.reason, candidates: [] };
}

function disclosable(reader: PackReader, { target, file, served }: Found): Disclosable {
  const { text, lines } = served;
  const { chunk } = target;
  const common = { id: targetId(target), path: file.path, fileText: text, lines };
  const definitions = definitionsOf(reader, file);
  if (chunk !== null) {
    const index = reader.chunksOf(file.id).indexOf(chunk);
    return {
      ...common,
      kind: chunk.kind,
      span: chunk.span,
      body: chunk.body,
      doc: chunk.doc,
      skeleton: () =>
        definitions === null ? chunk.signature : definitionSkeleton(file.lang, text, definitions, index),
    };
  }
  if (target.lines !== null) {
    const span = { start: lines.startOf(target.lines.startLine), end: lines.endOf(target.lines.endLine) };
    // A stretch of lines has no skeleton of its own: its text is the least that says anything.
    return {
      ...common,
      kind: "lines",
      span,
      body: null,
      doc: "",
      skeleton: () => text.slice(span.start, span.end),
    };
  }
  const span = { start: 0, end: text.length };
  const skeleton = (): string =>
    definitions === null
      ? outlineText(reader, file, text, lines)
      : fileSkeleton(file.lang, text, definitions);
  return { ...common, kind: "file", span, body: null, doc: "", skeleton };
}

function definitionsOf(reader: PackReader, file: PackedFile): Definition[] | null {
  if (findLanguage(file.lang)?.hasGrammar !== true) return null;
  return reader.chunksOf(file.id).filter((chunk) => chunk.kind !== "lines" && chunk.kind !== "section")
    .map((chunk) => ({ ...chunk, kind: chunk.kind as SymbolKind }));
}

/** What stands for the skeleton of a file without definitions: its headings, or its first lines. */
function outlineText(reader: PackReader, file: PackedFile, text: string, lines: LineIndex): string {
  const headings = reader.chunksOf(file.id).filter((chunk) => chunk.kind === "section").map((chunk) =>
    chunk.signature
  );
  return headings.length > 0 ? `${headings.join("\n")}\n` : text.slice(0, lines.endOf(OUTLINE_LINES));
}

const OUTLINE_LINES = 5;
