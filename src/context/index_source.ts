/**
 * One source file to what the pack keeps of it. Composes syntax and words; reads no file and writes nothing, so
 * that the same function runs in this process and in a worker.
 */
import type { Chunk } from "../model/chunk.ts";
import { encodeMentions, encodeNames } from "../graph/name_marks.ts";
import { isOpen } from "../model/nesting.ts";
import { indexLines } from "../model/line_index.ts";
import type { SkipReason, SourceText, WalkedFile } from "../model/source.ts";
import type { Definition } from "../model/symbol.ts";
import { encodeOutline } from "../pack/outline_codec.ts";
import { unitsOf } from "../pack/units.ts";
import { type IndexedFile, namesIn, NO_WORDS, type WordRows } from "../pack/writer.ts";
import { saysGenerated } from "../search/generated.ts";
import { WordFieldWriter } from "../search/word_fields.ts";
import { languageOfPath } from "../syntax/languages.ts";
import { factsOf, type ParseFacts, structureOf } from "./parse_source.ts";

export interface IndexedSource {
  readonly file: IndexedFile;
  /** Null when no grammar was used. */
  readonly parse: ParseFacts | null;
  /** Why the language's grammar could not be used, "" when all is well. */
  readonly grammarFault: string;
  /** See Structure. */
  readonly isCostly: boolean;
}

/** Kinds whose names tie files together; fields and variables share theirs with everything. */
const TYING_KINDS: ReadonlySet<string> = new Set([
  "class",
  "enum",
  "function",
  "interface",
  "macro",
  "method",
  "struct",
  "trait",
  "type",
]);

function marksOf(
  text: string,
  definitions: readonly Definition[],
): { defines: Uint8Array; mentions: Uint8Array } {
  const names = definitions.filter((definition) =>
    TYING_KINDS.has(definition.kind) && isOpen(definition, definitions)
  )
    .map(({ name }) => name);
  return { defines: encodeNames(names), mentions: encodeMentions(text) };
}

const fields = new WordFieldWriter();

function wordsOf({ path, text }: SourceText, chunks: readonly Chunk[]): WordRows {
  const units = unitsOf(text.length, chunks);
  fields.useText(text);
  fields.addText(path);
  for (const unit of units) {
    fields.addText(unit.name);
    fields.addText(unit.signature);
    fields.addText(unit.doc);
    fields.addStretches(unit.body);
  }
  return { units: Uint32Array.from(units, ({ unit }) => unit), ...fields.take() };
}

/** Indexes one decoded source file; `readMs`: wall clock just before its bytes were read. */
export async function indexSource(
  source: SourceText,
  sha256: string,
  readMs: number,
): Promise<IndexedSource> {
  const lang = languageOfPath(source.path);
  const structure = await structureOf(lang, source.text);
  const { chunks } = structure;
  const file: IndexedFile = {
    path: source.path,
    stamp: source.stamp,
    readMs,
    sha256,
    lang,
    encoding: source.encoding,
    lineCount: indexLines(source.text).lineCount,
    errorLine: structure.errorLine,
    symbolCount: structure.definitions?.length ?? 0,
    chunkCount: chunks.length + 1,
    isGenerated: saysGenerated(source.text),
    skip: "",
    outline: encodeOutline(chunks),
    names: namesIn(chunks),
    marks: structure.definitions === null ? null : marksOf(source.text, structure.definitions),
    words: wordsOf(source, chunks),
  };
  const parse = structure.definitions === null ? null : factsOf(lang, source, structure.definitions);
  return { file, parse, grammarFault: structure.grammarFault, isCostly: structure.isCostly };
}

/** The pack's memory of a file whose content kept it out, so that it is not read again until it changes. */
export function skippedFile(
  file: Pick<WalkedFile, "path" | "stamp">,
  reason: SkipReason,
  readMs: number,
): IndexedFile {
  return {
    path: file.path,
    stamp: file.stamp,
    readMs,
    sha256: "",
    lang: languageOfPath(file.path),
    encoding: "",
    lineCount: 0,
    errorLine: 0,
    symbolCount: 0,
    chunkCount: 0,
    isGenerated: false,
    skip: reason,
    outline: "",
    names: [],
    marks: null,
    words: NO_WORDS,
  };
}
