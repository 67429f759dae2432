/**
 * A file's chunks to one compact text and back; the only place that knows the stored form. Numbers are
 * differences to the row before, because that halves the outline's share of the pack.
 * Invariant: decode(encode(chunks)) equals chunks; text that encode did not make is refused, never misread.
 */
import type { Chunk } from "../model/chunk.ts";
import { SYMBOL_KINDS } from "../model/symbol.ts";
import { decodeNumbers, encodeNumbers } from "./number_text.ts";

/** The index is stored: a change here bumps SCHEMA_VERSION. */
const KINDS: readonly Chunk["kind"][] = [...SYMBOL_KINDS, "section", "lines"];
const KIND_INDEX: ReadonlyMap<string, number> = new Map(KINDS.map((kind, index) => [kind, index]));
const NUMBERS_PER_CHUNK = 15;
const TEXTS_PER_CHUNK = 4;

/** The stored form of `chunks`. */
export function encodeOutline(chunks: readonly Chunk[]): string {
  const numbers: number[] = [];
  const texts: string[] = [];
  let start = 0;
  let line = 1;
  for (const [index, chunk] of chunks.entries()) {
    numbers.push(
      KIND_INDEX.get(chunk.kind) ?? 0,
      chunk.parent < 0 ? 0 : index - chunk.parent,
      chunk.ordinal,
      chunk.span.start - start,
      chunk.span.end - chunk.span.start,
      chunk.range.startLine - line,
      chunk.range.startColumn,
      chunk.range.endLine - chunk.range.startLine,
      chunk.range.endColumn,
      chunk.nameSpan.start - chunk.span.start,
      chunk.nameSpan.end - chunk.nameSpan.start,
      chunk.nameRange.startLine - chunk.range.startLine,
      chunk.nameRange.startColumn,
      chunk.body === null ? -1 : chunk.body.start - chunk.span.start,
      chunk.body === null ? 0 : chunk.body.end - chunk.body.start,
    );
    const derived = qualifiedBy(chunks[chunk.parent], chunk.name);
    texts.push(
      chunk.name,
      chunk.qualname === derived ? "" : `=${chunk.qualname}`,
      chunk.signature,
      chunk.doc,
    );
    start = chunk.span.start;
    line = chunk.range.startLine;
  }
  return JSON.stringify([encodeNumbers(numbers), texts]);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** What a qualified name mostly is. A heading path is another one, and so is a method's that stands outside its type. */
function qualifiedBy(parent: Chunk | undefined, name: string): string {
  return parent === undefined ? name : `${parent.qualname}.${name}`;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null; // not JSON: the caller reports a damaged pack
  }
}

/** The chunks behind a stored form; null when it is not one. */
export function decodeOutline(data: string): Chunk[] | null {
  const parsed = parse(data);
  if (!Array.isArray(parsed)) return null;
  const [encoded, texts] = parsed as unknown[];
  const numbers = typeof encoded === "string" ? decodeNumbers(encoded) : null;
  if (numbers === null || !isTexts(texts)) return null;
  const count = numbers.length / NUMBERS_PER_CHUNK;
  if (texts.length !== count * TEXTS_PER_CHUNK) return null;

  const chunks: Chunk[] = [];
  let start = 0;
  let line = 1;
  for (let index = 0; index < count; index++) {
    const at = (field: number): number => numbers[index * NUMBERS_PER_CHUNK + field] ?? 0;
    const text = (field: number): string => texts[index * TEXTS_PER_CHUNK + field] ?? "";
    const kind = KINDS[at(0)];
    const parent = at(1) === 0 ? -1 : index - at(1);
    const own = text(1);
    if (kind === undefined || parent >= index || parent < -1 || (own !== "" && own[0] !== "=")) return null;
    start += at(3);
    line += at(5);
    const nameStart = start + at(9);
    const nameLine = line + at(11);
    chunks.push({
      kind,
      name: text(0),
      qualname: own === "" ? qualifiedBy(chunks[parent], text(0)) : own.slice(1),
      ordinal: at(2),
      parent,
      span: { start, end: start + at(4) },
      range: { startLine: line, startColumn: at(6), endLine: line + at(7), endColumn: at(8) },
      nameSpan: { start: nameStart, end: nameStart + at(10) },
      nameRange: {
        startLine: nameLine,
        startColumn: at(12),
        endLine: nameLine,
        endColumn: at(12) + at(10),
      },
      body: at(13) < 0 ? null : { start: start + at(13), end: start + at(13) + at(14) },
      signature: text(2),
      doc: text(3),
    });
  }
  return chunks;
}
