/**
 * Which chunks a source file is made of. Pure: text and definitions in, chunks out; the words that stand for each
 * are src/pack/units.ts.
 */
import type { Chunk } from "../model/chunk.ts";
import { indexLines, type LineIndex } from "../model/line_index.ts";
import type { Span } from "../model/range.ts";
import type { Definition } from "../model/symbol.ts";

/** A Markdown section as the syntax layer finds it. */
export interface SectionSpan {
  readonly headingPath: string;
  readonly ordinal: number;
  readonly title: string;
  readonly span: Span;
}

/** Lines of one window of a text that has no structure; about a screen and a half. */
export const WINDOW_LINES = 60;

/** A text of at most this many lines is served whole rather than in windows. */
const WHOLE_FILE_LINES = 120;

/** The chunks of a file with definitions, in source order. */
export function chunksOfDefinitions(text: string, definitions: readonly Definition[]): Chunk[] {
  const lines = indexLines(text);
  return definitions.map((definition) => ({
    ...definition,
    range: lines.rangeOf(definition.span),
    nameRange: lines.rangeOf(definition.nameSpan),
  }));
}

/** The chunks of a Markdown file; a section's name is its title, on the first line of the section. */
export function chunksOfSections(text: string, sections: readonly SectionSpan[]): Chunk[] {
  const lines = indexLines(text);
  return sections.map((section) => {
    const line = lines.lineAt(section.span.start);
    const heading = text.slice(section.span.start, lines.endOf(line)).trimEnd();
    const nameSpan = { start: section.span.start, end: section.span.start + heading.length };
    return {
      kind: "section",
      name: section.title,
      qualname: section.headingPath,
      ordinal: section.ordinal,
      parent: -1,
      span: section.span,
      range: lines.rangeOf(section.span),
      nameSpan,
      nameRange: lines.rangeOf(nameSpan),
      body: { start: Math.min(lines.endOf(line), section.span.end), end: section.span.end },
      signature: heading.trimStart(),
      doc: "",
    };
  });
}

/** Windows of WINDOW_LINES lines over a text without structure; none when it is short enough to serve whole. */
export function chunksOfLines(text: string): Chunk[] {
  const lines = indexLines(text);
  if (lines.lineCount <= WHOLE_FILE_LINES) return [];
  const chunks: Chunk[] = [];
  for (let first = 1; first <= lines.lineCount; first += WINDOW_LINES) {
    chunks.push(chunkOfWindow(lines, first, Math.min(first + WINDOW_LINES - 1, lines.lineCount)));
  }
  return chunks;
}

/** The chunk of the lines `first` to `last`, 1-based and inclusive. */
export function chunkOfWindow(lines: LineIndex, first: number, last: number): Chunk {
  const span = { start: lines.startOf(first), end: lines.endOf(last) };
  return {
    kind: "lines",
    name: "",
    qualname: "",
    ordinal: 1,
    parent: -1,
    span,
    range: {
      startLine: first,
      startColumn: 1,
      endLine: last,
      endColumn: span.end - lines.startOf(last) + 1,
    },
    nameSpan: { start: span.start, end: span.start },
    nameRange: { startLine: first, startColumn: 1, endLine: first, endColumn: 1 },
    body: null,
    signature: "",
    doc: "",
  };
}
