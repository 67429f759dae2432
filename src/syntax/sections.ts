/**
 * Markdown sections by heading path. Reads headings only (CommonMark 0.31 §4.2 ATX, §4.3 setext), outside fenced
 * code (§4.5), HTML comments (§4.6) and front matter. Does not render and does not look into lists or quotes.
 * Invariant: sections are in order and do not overlap; each runs from its heading to the next one of any level.
 */
import type { Span } from "../model/range.ts";
import { mostOutlineUnits, SECTION_UNITS } from "./outline_size.ts";

export interface Section {
  /** Titles of the enclosing headings and this one, joined by `/`: "Install/From source". */
  readonly headingPath: string;
  /** 1 for the first section of this path in the file, 2 for the second, … */
  readonly ordinal: number;
  readonly title: string;
  /** The heading and what follows it, up to the next heading; UTF-16 code units. */
  readonly span: Span;
}

interface Heading {
  readonly level: number;
  readonly title: string;
  readonly start: number;
}

/** The sections of a Markdown text; what stands before the first heading belongs to none. */
export function sectionsOf(text: string): readonly Section[] {
  const headings = findHeadings(text);
  const ordinals = new Map<string, number>();
  const open: Heading[] = [];
  const sections: Section[] = [];
  let left = mostOutlineUnits(text);
  for (const [i, heading] of headings.entries()) {
    while (open.length > 0 && (open[open.length - 1]?.level ?? 0) >= heading.level) open.pop();
    open.push(heading);
    const headingPath = open.map((one) => one.title).join("/");
    const ordinal = (ordinals.get(headingPath) ?? 0) + 1;
    ordinals.set(headingPath, ordinal);
    left -= headingPath.length + SECTION_UNITS;
    const isLast = left < 0 || i === headings.length - 1;
    const end = isLast ? text.length : headings[i + 1]?.start ?? text.length;
    sections.push({ headingPath, ordinal, title: heading.title, span: { start: heading.start, end } });
    if (isLast) break;
  }
  return sections;
}

const ATX = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
/** A longer title is cut: it is a paragraph above a rule, or made to keep the patterns below busy for hours. */
const MAX_TITLE = 400;
/** A line that cannot be (the end of) a paragraph, and so no setext heading's text. */
const NOT_PARAGRAPH = /^(?: {4}|\t| {0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t]|\|))/;

function findHeadings(text: string): Heading[] {
  const headings: Heading[] = [];
  let fence = "";
  let inComment = false;
  let inFrontMatter = false;
  let paragraph: { readonly start: number; readonly text: string } | null = null;
  let lineNumber = 0;
  for (let start = text.startsWith("\ufeff") ? 1 : 0; start < text.length; lineNumber++) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, newline < 0 ? text.length : newline).replace(/\r$/, "");
    const at = start;
    start = next;

    if (
      inFrontMatter ||
      (lineNumber === 0 && line === "---" && /^(?:---|\.\.\.)[ \t]*\r?$/m.test(text.slice(next)))
    ) {
      inFrontMatter = lineNumber === 0 || !/^(?:---|\.\.\.)[ \t]*$/.test(line);
      continue;
    }
    if (inComment) {
      inComment = !line.includes("-->");
      continue;
    }
    if (fence !== "") {
      const close = line.trim();
      if (close.length >= fence.length && close === (fence[0] ?? "").repeat(close.length)) fence = "";
      continue;
    }
    const opened = FENCE.exec(line)?.[1];
    if (opened !== undefined) {
      fence = opened;
      paragraph = null;
      continue;
    }
    if (/^ {0,3}<!--/.test(line)) {
      inComment = !line.includes("-->");
      paragraph = null;
      continue;
    }
    const atx = ATX.exec(line);
    if (atx !== null) {
      const title = plainTitle(atxText(line.slice(atx[0].length)));
      if (title !== "") headings.push({ level: atx[1]?.length ?? 1, title, start: at });
      paragraph = null;
      continue;
    }
    const underline = SETEXT.exec(line)?.[1];
    if (underline !== undefined && paragraph !== null) {
      const title = plainTitle(paragraph.text);
      if (title !== "") headings.push({ level: underline[0] === "=" ? 1 : 2, title, start: paragraph.start });
      paragraph = null;
      continue;
    }
    if (line.trim() === "") paragraph = null;
    else if (paragraph !== null) {
      if (paragraph.text.length < MAX_TITLE) {
        paragraph = { start: paragraph.start, text: `${paragraph.text} ${line}` };
      }
    } else if (!NOT_PARAGRAPH.test(line)) paragraph = { start: at, text: line };
  }
  return headings;
}

/** What follows an ATX heading's marks, without blanks around it and without closing marks; one look at each unit. */
function atxText(rest: string): string {
  const text = trimBlanks(rest);
  let end = text.length;
  while (text[end - 1] === "#") end--;
  const isClosed = end < text.length && (end === 0 || isBlank(text[end - 1]));
  return isClosed ? trimBlanks(text.slice(0, end)) : text;
}

function isBlank(unit: string | undefined): boolean {
  return unit === " " || unit === "\t";
}

function trimBlanks(text: string): string {
  let [start, end] = [0, text.length];
  while (isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

/** A heading's text without link targets, emphasis, code marks and inline HTML, on one line. */
function plainTitle(source: string): string {
  return (source.length > MAX_TITLE ? source.slice(0, MAX_TITLE).toWellFormed() : source)
    .replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/<\/?[A-Za-z][^<>]*>|<!--.*?-->/g, "")
    .replace(/[ \t]*\{#[\w-]+\}[ \t]*$/, "")
    .replace(/(?<!\\)(?:\*{1,3}|`+|~~)/g, "")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}
