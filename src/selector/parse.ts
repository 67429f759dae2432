/**
 * Text to the ways in which it can be read as a selector, and back. Pure and total: never throws, never looks at
 * files. Which reading holds is decided against a pack (resolve.ts), because paths and names may themselves hold
 * `#`, `:`, `@` and `.`.
 * Invariants: every reading of a text prints to that text (a URI: to its canonical spelling); every reading is
 * among the readings of what it prints to.
 */
import type { PlaceReading, Reading, Selector, SelectorFault } from "./selector.ts";
import { parseUri, printUri } from "./uri.ts";

/** Longest selector in UTF-16 code units: PATH_MAX on Linux (4096 bytes) bounds the path in it. */
export const SELECTOR_LIMIT = 4096;

/** `#` beyond this many are part of a name: each one costs a look into the pack. */
const SPLIT_LIMIT = 32;

/** Reads `text` in every way it can be read. */
export function parseSelector(text: string): Selector | SelectorFault {
  if (text === "") return { fault: "empty", message: "it is empty" };
  if (text.length > SELECTOR_LIMIT) {
    return { fault: "too-long", message: `it is longer than ${SELECTOR_LIMIT} characters` };
  }
  if (text.includes("\0")) return { fault: "nul", message: "it holds a NUL character" };
  if (text.startsWith("sym://")) {
    const parsed = parseUri(text);
    return "fault" in parsed ? parsed : { text, readings: parsed.readings };
  }
  const readings = [...pathReadings(text)];
  if (readings.length === 0 && leavesSegment(text)) {
    return { fault: "outside", message: "its path leads out of the segment" };
  }
  return { text, readings: [...readings, { kind: "name", name: text }] };
}

export function isFault(parsed: Selector | SelectorFault): parsed is SelectorFault {
  return "fault" in parsed;
}

/** The text that reads as `reading`. */
export function printReading(reading: Reading): string {
  switch (reading.kind) {
    case "symbol":
      return `${reading.path}#${reading.qualname}${reading.ordinal > 1 ? `@${reading.ordinal}` : ""}`;
    case "file":
      return reading.path;
    case "lines":
      return `${reading.path}:${reading.startLine}-${reading.endLine}`;
    case "place":
      return `${reading.path}:${reading.line}${reading.column === null ? "" : `:${reading.column}`}`;
    case "uri":
      return printUri(reading);
    case "name":
      return reading.name;
  }
}

/** Whether the walk could have made this path: relative, with no empty, `.` or `..` component. */
function isSegmentPath(path: string): boolean {
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Absolute, or with `..` in what can only be a path. A lone `/` is an operator's name in some languages. */
function leavesSegment(text: string): boolean {
  const path = text.split("#", 1)[0] ?? "";
  return (text.startsWith("/") && text.length > 1) || path.split("/").includes("..");
}

/** The number that `digits` is the print of: no leading zero, from 1 to 2^53 - 1. */
function positive(digits: string | undefined): number | null {
  const value = Number(digits);
  return Number.isSafeInteger(value) && value > 0 && String(value) === digits ? value : null;
}

function* pathReadings(text: string): IterableIterator<Reading> {
  if (isSegmentPath(text)) yield { kind: "file", path: text };
  let splits = 0;
  for (
    let at = text.indexOf("#");
    at >= 0 && splits < SPLIT_LIMIT;
    at = text.indexOf("#", at + 1), splits++
  ) {
    const path = text.slice(0, at);
    const name = text.slice(at + 1);
    if (name === "" || !isSegmentPath(path)) continue;
    yield { kind: "symbol", path, qualname: name, ordinal: 1 };
    const [, qualname, digits] = /^(.+)@(\d+)$/s.exec(name) ?? [];
    const ordinal = positive(digits);
    if (qualname !== undefined && ordinal !== null && ordinal > 1) {
      yield { kind: "symbol", path, qualname, ordinal };
    }
  }
  const [, path, first, last] = /^(.+):(\d+)-(\d+)$/s.exec(text) ?? [];
  const startLine = positive(first);
  const endLine = positive(last);
  if (path !== undefined && startLine !== null && endLine !== null && startLine <= endLine) {
    if (isSegmentPath(path)) yield { kind: "lines", path, startLine, endLine };
  }
  yield* placeReadings(text);
}

function* placeReadings(text: string): IterableIterator<PlaceReading> {
  const [, path, digits] = /^(.+):(\d+)$/s.exec(text) ?? [];
  const last = positive(digits);
  if (path === undefined || last === null) return;
  if (isSegmentPath(path)) yield { kind: "place", path, line: last, column: null };
  const [, shorter, more] = /^(.+):(\d+)$/s.exec(path) ?? [];
  const line = positive(more);
  if (shorter !== undefined && line !== null && isSegmentPath(shorter)) {
    yield { kind: "place", path: shorter, line, column: last };
  }
}
