/**
 * The one place where positions and names change between ctx and LSP. Outside: 1-based lines and columns, absolute
 * paths. At the protocol: 0-based, file URIs. Both count UTF-16 code units and end lines at LF, CRLF and CR, so a tab or
 * a byte-order mark is one column and an astral character two.
 */
import { indexLines } from "../model/line_index.ts";
import type { Range } from "../model/range.ts";

export interface ProtocolPosition {
  readonly line: number;
  readonly character: number;
}

export interface ProtocolRange {
  readonly start: ProtocolPosition;
  readonly end: ProtocolPosition;
}

/**
 * The protocol's name for a place in `text`; null when there is no such line or the line is shorter than `column`
 * asks for (just past its last character still counts). A server would answer such a place with silence.
 */
export function toProtocolPosition(text: string, line: number, column: number): ProtocolPosition | null {
  const lines = indexLines(text);
  const atEnd = line === lines.lineCount + 1 && /[\r\n]$/.test(text);
  if (line < 1 || column < 1 || (line > lines.lineCount && !atEnd)) return null;
  const width = text.slice(lines.startOf(line), lines.endOf(line)).replace(/\r?\n$|\r$/, "").length;
  return column > width + 1 ? null : { line: line - 1, character: column - 1 };
}

/** The same place as a range of ctx. */
export function fromProtocolRange(range: ProtocolRange): Range {
  return {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
}

/** `file:` URI of an absolute path, escaped as RFC 3986 asks and as servers write it. */
export function toFileUri(absolutePath: string): string {
  const path = absolutePath.replaceAll("\\", (match) => /^[A-Za-z]:/.test(absolutePath) ? "/" : match);
  const escaped = path.split("/").map((part) => encodeURIComponent(part.toWellFormed())).join("/");
  return `file://${escaped.startsWith("/") ? "" : "/"}${escaped}`;
}

/** Absolute path of a `file:` URI; null for another scheme or host, or when an escape is malformed. */
export function fromFileUri(uri: string): string | null {
  const match = /^file:\/\/(?:localhost)?(\/[^?#]*)$/i.exec(uri);
  if (match?.[1] === undefined) return null;
  let path: string;
  try {
    path = decodeURIComponent(match[1]);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
  if (path.includes("\0")) return null;
  return /^\/[A-Za-z]:/.test(path) ? path.slice(1) : path;
}

/** `path` below `root` as a segment-relative path; null when it lies outside. Both absolute; no `..` survives. */
export function relativeTo(root: string, path: string): string | null {
  const base = root.endsWith("/") ? root : `${root}/`;
  if (!path.startsWith(base)) return null;
  const relative = path.slice(base.length);
  return relative.split("/").some((part) => part === ".." || part === "") ? null : relative;
}
