/**
 * Files and definitions without their bodies, sliced from text by stored offsets: no tree, no grammar, microseconds.
 * A Python skeleton is valid Python. Definitions inside function bodies are left out.
 * Invariant: linear in text and definitions, and every header appears as written, white space aside.
 */
import type { Definition, SymbolKind } from "../model/symbol.ts";
import { followLines } from "../model/line_index.ts";
import { findDocstring } from "./doc.ts";
import { endOfComment, foldLines, type Lexis } from "./lexis.ts";
import { lexisOf } from "./languages.ts";
import { sectionsOf } from "./sections.ts";

/** Kinds whose members a skeleton shows; everything else is shown as one header. */
const CONTAINERS: ReadonlySet<SymbolKind> = new Set<SymbolKind>([
  "class",
  "enum",
  "interface",
  "module",
  "namespace",
  "struct",
  "trait",
  "union",
]);

/** What stands for an elided body outside Python. */
const GAP = "…";
/** A definition without a body that is longer than this (a type, a prototype) is cut. */
const MAX_HEADER = 2000;

/**
 * The skeleton of a whole file, ending in a line end; "" for a text without definitions. Markdown gives its headings.
 * `definitions` must be those of this very `text`, as outlineOf lists them.
 */
export function fileSkeleton(lang: string, text: string, definitions: readonly Definition[]): string {
  if (lang === "markdown") return headings(text);
  const lexis = lexisOf(lang);
  const writer = new SkeletonWriter(text, definitions, lexis);
  if (lexis.blocks === "indent") writer.fileDocstring();
  return writer.write(0, definitions.length, -1);
}

/** The skeleton of `definitions[index]` and its members, indented as at the top of a file. */
export function definitionSkeleton(
  lang: string,
  text: string,
  definitions: readonly Definition[],
  index: number,
): string {
  const definition = definitions[index];
  if (definition === undefined) throw new RangeError(`no definition ${index} of ${definitions.length}`);
  let end = index + 1;
  while (end < definitions.length && (definitions[end]?.span.start ?? Infinity) < definition.span.end) end++;
  return new SkeletonWriter(text, definitions, lexisOf(lang)).write(index, end, definition.parent);
}

interface Opened {
  /** Index of the container; of a group, that of what it stands in. */
  readonly index: number;
  readonly close: string;
  /** Indentation of the line that opens a group (`impl T {`, `class << self`); -1 for a container. */
  readonly groupIndent: number;
}

class SkeletonWriter {
  readonly #text: string;
  readonly #definitions: readonly Definition[];
  readonly #lexis: Lexis;
  readonly #lines: string[] = [];
  /** The containers that are open, outermost first. */
  readonly #open: Opened[] = [];
  readonly #lineStartAt: (offset: number) => number;

  constructor(text: string, definitions: readonly Definition[], lexis: Lexis) {
    this.#text = text;
    this.#lineStartAt = followLines(text);
    this.#definitions = definitions;
    this.#lexis = lexis;
  }

  fileDocstring(): void {
    const docstring = findDocstring(this.#text, firstToken(this.#text, this.#lexis), this.#lexis);
    if (docstring !== null && docstring.line !== "") this.#lines.push(docstringLiteral(docstring));
  }

  /** Writes definitions[from..to) whose topmost have the parent `root`. */
  write(from: number, to: number, root: number): string {
    const shown = new Set<number>([root]);
    let coveredTo = -1;
    let lastStart = -1;
    let lastEnd = 0;
    for (let index = from; index < to; index++) {
      const definition = this.#definitions[index];
      if (definition === undefined || !shown.has(definition.parent)) continue;
      while (this.#open.length > 0 && this.#open[this.#open.length - 1]?.index !== definition.parent) {
        this.#close();
      }
      if (this.#lexis.blocks !== "indent") this.#regroup(definition, lastEnd);
      lastEnd = Math.max(lastEnd, definition.span.start);
      const hasMember = this.#hasMember(index, to);
      if (this.#isContainer(definition, hasMember)) {
        shown.add(index);
        this.#container(definition, index, hasMember);
      } else if (definition.span.start >= coveredTo && definition.span.start !== lastStart) {
        if (isCallable(definition.kind) || definition.body !== null) this.#elided(definition);
        else {
          this.#whole(definition);
          coveredTo = definition.span.end;
        }
        lastStart = definition.span.start;
        lastEnd = Math.max(lastEnd, definition.span.end);
      }
    }
    while (this.#open.length > 0) this.#close();
    return this.#lines.length === 0 ? "" : `${this.#lines.join("\n")}\n`;
  }

  /**
   * Opens and closes groups: blocks that are no definition but say something of those in them, like `impl T {` or
   * `describe("x", () => {`. They are found by indentation between the definition before, ending at `from`, and
   * this one, so that ill-indented code loses its group lines and nothing else.
   */
  #regroup(definition: Definition, from: number): void {
    const parent = this.#definitions[definition.parent];
    const bodyStart = parent?.body?.start ?? 0;
    const start = Math.max(from, this.#text[bodyStart] === "{" ? bodyStart + 1 : bodyStart);
    const lineStart = this.#lineStartAt(definition.span.start);
    const indent = definition.span.start - lineStart;
    const top = this.#open[this.#open.length - 1];
    if (top !== undefined && top.groupIndent >= indent) this.#close();
    if (
      indent === 0 || lineStart <= start || this.#text.slice(lineStart, definition.span.start).trim() !== ""
    ) return;
    const opener = findOpener(this.#text.slice(start, lineStart), indent, this.#lexis);
    if (opener === null) return;
    const open = this.#open[this.#open.length - 1];
    if (open !== undefined && open.groupIndent >= 0) this.#close();
    this.#push([opener.line], "");
    const close = this.#lexis.blocks === "word" ? "end" : "}";
    this.#open.push({ index: definition.parent, close, groupIndent: opener.indent });
  }

  /** An object literal or type with members is shown like a class; without any, like every other value. */
  #isContainer(definition: Definition, hasMember: boolean): boolean {
    if (definition.body === null) return false;
    if (CONTAINERS.has(definition.kind)) return true;
    return hasMember && !isCallable(definition.kind) && definition.kind !== "property" &&
      this.#text[definition.body.start] === "{";
  }

  /** Members of a container are shown; the first of them, if any, directly follows it. */
  #hasMember(index: number, to: number): boolean {
    return index + 1 < to && this.#definitions[index + 1]?.parent === index;
  }

  #container(definition: Definition, index: number, hasMember: boolean): void {
    const header = this.#header(definition);
    if (this.#lexis.blocks === "indent") {
      const docstring = this.#docstring(definition);
      if (docstring === "" && !hasMember) {
        this.#push(header, " ...");
        return;
      }
      this.#push(header, "");
      this.#open.push({ index, close: "", groupIndent: -1 });
      if (docstring !== "") this.#push([docstring], "");
      return;
    }
    this.#comment(definition);
    const brace = this.#text[definition.body?.start ?? -1] === "{";
    const tail = this.#tail(definition);
    if (!hasMember) {
      this.#push(header, brace ? ` {${closing(tail)}` : tail === "" ? "" : `; ${tail}`);
      return;
    }
    this.#push(header, brace ? " {" : "");
    this.#open.push({ index, close: brace ? closing(tail) : tail, groupIndent: -1 });
  }

  #elided(definition: Definition): void {
    const header = this.#header(definition);
    if (this.#lexis.blocks === "indent") {
      const docstring = isCallable(definition.kind) ? this.#docstring(definition) : "";
      this.#push(header, docstring === "" ? " ..." : "");
      if (docstring !== "") this.#push([`    ${docstring}`], "");
      return;
    }
    this.#comment(definition);
    if (definition.body === null) {
      this.#push(header, "");
      return;
    }
    const tail = this.#tail(definition);
    const brace = this.#text[definition.body.start] === "{";
    this.#push(
      header,
      brace ? ` { ${GAP} ${closing(tail)}` : ` ${GAP}${tail === "" || tail === ";" ? tail : ` ${tail}`}`,
    );
  }

  #whole(definition: Definition): void {
    if (this.#lexis.blocks !== "indent") this.#comment(definition);
    this.#push(this.#header(definition), "");
  }

  /** Decorators and header, one element a logical line; a Python class or function always ends in a colon. */
  #header(definition: Definition): string[] {
    const end = definition.body?.start ?? Math.min(definition.span.end, definition.span.start + MAX_HEADER);
    const lines = foldLines(this.#text.slice(definition.span.start, end), this.#lexis);
    const last = lines.length - 1;
    const line = lines[last] ?? "";
    if (this.#lexis.blocks !== "indent") {
      if (definition.body === null && end < definition.span.end) lines[last] = `${line}${GAP}`;
    } else if ((isCallable(definition.kind) || definition.kind === "class") && !line.endsWith(":")) {
      lines[last] = `${line}:`;
    }
    return lines;
  }

  #docstring(definition: Definition): string {
    if (definition.doc === "" || definition.body === null) return "";
    const docstring = findDocstring(this.#text, definition.body.start, this.#lexis);
    return docstring === null ? "" : docstringLiteral(docstring);
  }

  #comment(definition: Definition): void {
    if (definition.doc === "") return;
    const token = this.#lexis.lineComments[0];
    const block = this.#lexis.blockComments[0];
    if (token !== undefined) this.#push([`${token} ${definition.doc}`], "");
    else if (block !== undefined) this.#push([`${block[0]} ${definition.doc} ${block[1]}`], "");
  }

  /** What stands between the body's end and the definition's: `end`, `;`, `)`. */
  #tail(definition: Definition): string {
    const from = definition.body?.end ?? definition.span.end;
    const tail = foldLines(this.#text.slice(from, definition.span.end), this.#lexis).join(" ");
    return tail.length <= 20 ? tail : "";
  }

  #push(lines: readonly string[], end: string): void {
    const indent = "    ".repeat(Math.min(this.#open.length, 100));
    lines.forEach((line, i) => this.#lines.push(`${indent}${line}${i === lines.length - 1 ? end : ""}`));
  }

  #close(): void {
    const closed = this.#open.pop();
    if (closed !== undefined && closed.close !== "") this.#push([closed.close], "");
  }
}

/** A group line longer than this says more than a skeleton wants to. */
const MAX_OPENER = 160;
/** `do` with its block parameters, or `class << self`: what opens a block in languages that close it by a word. */
const WORD_OPENER = /\bdo(?:\s*\|[^|]*\|)?$|^class\s*<</;

/** The last line of `between` that opens a block less indented than `indent`, with what it continues; or null. */
function findOpener(between: string, indent: number, lexis: Lexis): { line: string; indent: number } | null {
  const lines = between.split("\n");
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i]?.trim() ?? "";
    const depth = (lines[i]?.length ?? 0) - (lines[i]?.trimStart().length ?? 0);
    if (line === "" || depth >= indent || lexis.lineComments.some((token) => line.startsWith(token))) {
      continue;
    }
    const opens = lexis.blocks === "word" ? WORD_OPENER.test(line) : line.endsWith("{");
    if (!opens) return null;
    let first = i;
    // A brace on its own line, or after a `where` clause, belongs to the lines before it.
    while (first > 0 && /^(?:\{|where\b|\)|[\w:]+: )/.test(lines[first]?.trim() ?? "") && i - first < 5) {
      first--;
    }
    const folded = foldLines(lines.slice(first, i + 1).join("\n"), lexis).join(" ");
    return folded.length <= MAX_OPENER ? { line: folded, indent: depth } : null;
  }
  return null;
}

function isCallable(kind: SymbolKind): boolean {
  return kind === "function" || kind === "method" || kind === "constructor";
}

/** One-line literal of a docstring's first line that reads back as that line. */
function docstringLiteral(
  docstring: { readonly prefix: string; readonly quote: string; readonly line: string },
): string {
  let line = docstring.line;
  if (line.endsWith("…") && /\\[^\\]{0,40}$/.test(line)) line = `${line.slice(0, line.lastIndexOf("\\"))}…`;
  if (line.endsWith(docstring.quote[0] ?? "") || /(?<!\\)(?:\\\\)*\\$/.test(line)) line += " ";
  return `${docstring.prefix}${docstring.quote}${line}${docstring.quote}`;
}

/** Offset of the first token of a file: past a byte order mark, blank lines and comments. */
function firstToken(text: string, lexis: Lexis): number {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    const end = endOfComment(text, at, lexis);
    if (end === at) return at;
    at = end;
  }
}

function headings(text: string): string {
  return sectionsOf(text).map((section) => {
    const line = /^[^\r\n]*/.exec(text.slice(section.span.start, section.span.end))?.[0] ?? "";
    return `${line}\n`;
  }).join("");
}

/** The brace that closes a body, with what follows it: `};`, `} point;`. */
function closing(tail: string): string {
  return /^\w/.test(tail) ? `} ${tail}` : `}${tail}`;
}
