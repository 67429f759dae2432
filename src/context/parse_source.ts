/**
 * One source file's text to its chunks, and what parsing it showed. Composes syntax and the rules of chunking; knows
 * nothing of words, packs and files.
 */
import { loadModule } from "../host/program.ts";
import type { Chunk } from "../model/chunk.ts";
import type { SourceText } from "../model/source.ts";
import type { Definition } from "../model/symbol.ts";
import { chunksOfDefinitions, chunksOfLines, chunksOfSections } from "../pack/chunks.ts";
import type { Grammar } from "../syntax/grammar.ts";
import { findLanguage } from "../syntax/languages.ts";
import { isUnsound, type Outline, readText } from "../syntax/reading.ts";
import { loadGrammar } from "../syntax/runtime.ts";
import { sectionsOf } from "../syntax/sections.ts";
import { fileSkeleton } from "../syntax/skeleton.ts";

/** What parsing one file showed, for telemetry. */
export interface ParseFacts {
  readonly functions: number;
  readonly classes: number;
  readonly skeletonBytes: number;
  readonly sourceBytes: number;
}

export interface Structure {
  readonly chunks: readonly Chunk[];
  /** Null when no grammar was used. */
  readonly definitions: readonly Definition[] | null;
  /** Where the text could not be parsed first; 0 where it could. */
  readonly errorLine: number;
  /** Why the language's grammar could not be used, "" when all is well. */
  readonly grammarFault: string;
  /** Parsing took more than source code of that length does. */
  readonly isCostly: boolean;
}

const PLAIN = { definitions: null, errorLine: 0, grammarFault: "", isCostly: false } as const;

/** The chunks of `text`, which is in the language `lang`. */
export async function structureOf(lang: string, text: string): Promise<Structure> {
  if (lang === "markdown") return { ...PLAIN, chunks: chunksOfSections(text, sectionsOf(text)) };
  if (findLanguage(lang)?.hasGrammar !== true) return { ...PLAIN, chunks: chunksOfLines(text) };
  const outcome = await loadGrammar(lang);
  if (!outcome.ok) return { ...PLAIN, chunks: chunksOfLines(text), grammarFault: outcome.reason };
  const outline = await outlineOf(outcome.grammar, text);
  return {
    chunks: chunksOfDefinitions(text, outline.definitions),
    definitions: outline.definitions,
    errorLine: outline.errorLines[0] ?? 0,
    grammarFault: "",
    isCostly: outline.isCostly,
  };
}

async function outlineOf(grammar: Grammar, text: string): Promise<Outline> {
  const reading = readText(grammar, text);
  if (!isUnsound(reading)) return reading;
  const { mendOutline } = await loadModule<typeof import("../syntax/mend_outline.ts")>(
    "src/syntax/mend_outline.ts",
  );
  return mendOutline(grammar, text, reading);
}

const CLASS_KINDS: ReadonlySet<string> = new Set(["class", "struct", "interface", "trait", "enum", "union"]);
const FUNCTION_KINDS: ReadonlySet<string> = new Set(["function", "method", "constructor"]);

/** What telemetry says of `source` with these `definitions`. */
export function factsOf(
  lang: string,
  source: SourceText,
  definitions: readonly Definition[],
): ParseFacts {
  const skeleton = fileSkeleton(lang, source.text, definitions);
  return {
    functions: definitions.filter((definition) => FUNCTION_KINDS.has(definition.kind)).length,
    classes: definitions.filter((definition) => CLASS_KINDS.has(definition.kind)).length,
    skeletonBytes: utf8Length(skeleton),
    sourceBytes: source.bytes.length,
  };
}

/** Bytes of `text` as UTF-8, without making them. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
