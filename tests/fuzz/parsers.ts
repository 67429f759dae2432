/**
 * The parsers that read what a repository, a pack or a language server chose, each as a function of bytes that throws
 * when one of its promises is broken: any text is a value, what is decoded says the same when it is encoded, spans lie in
 * the text.
 */
import { decodeMarks, encodeMentions } from "../../src/graph/name_marks.ts";
import { decodeHover, decodeLocations, decodePublished } from "../../src/lsp/decode.ts";
import { FrameDecoder, FrameError } from "../../src/lsp/framing.ts";
import { decodeEnvelope, decodeRequest, encodeEnvelope, encodeRequest } from "../../src/lsp/wire.ts";
import { chunksOfSections } from "../../src/pack/chunks.ts";
import { decodeOutline, encodeOutline } from "../../src/pack/outline_codec.ts";
import { unitsOf } from "../../src/pack/units.ts";
import { decodeSource } from "../../src/segment/decode.ts";
import { Meter } from "../../src/segment/ignore_cost.ts";
import { IgnoreSource } from "../../src/segment/ignore.ts";
import { parsePatterns } from "../../src/segment/ignore_patterns.ts";
import { isFault, parseSelector, printReading } from "../../src/selector/parse.ts";
import { sectionsOf } from "../../src/syntax/sections.ts";
import { decodeEvent, encodeStored } from "../../src/telemetry/events.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../src/telemetry/metrics_file.ts";
import { cutQuery } from "../../src/telemetry/redact.ts";

export type Parser = (bytes: Uint8Array) => void;

class Broken extends Error {}

function check(holds: boolean, promise: string): void {
  if (!holds) throw new Broken(promise);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function selector(bytes: Uint8Array): void {
  const text = textOf(bytes);
  const parsed = parseSelector(text);
  if (isFault(parsed)) return;
  check(parsed.readings.length > 0, "a selector has a reading or a fault");
  for (const reading of parsed.readings) {
    const printed = printReading(reading);
    check(text.startsWith("sym://") || printed === text, "a reading prints to its text");
    const again = parseSelector(printed);
    check(!isFault(again), "what a reading prints to reads");
    if ("path" in reading) {
      const parts = reading.path.split("/");
      check(
        !parts.includes("..") && !reading.path.startsWith("/") && !reading.path.includes("\0"),
        "a path stays inside",
      );
    }
  }
}

const PATHS = [
  "a",
  "a.py",
  "src/a.py",
  "build/",
  "src/deep/er/x.test.js",
  "é",
  " b",
  "#c",
  "!d",
  "[e]",
  "a/b/c/d/e/f",
];

function ignoreFile(bytes: Uint8Array): void {
  const patterns = parsePatterns(bytes);
  check(
    patterns.lines.every((line) => !line.includes("\n") && !line.includes("\0")),
    "a pattern is one line",
  );
  const meter = new Meter(2_000_000);
  const source = IgnoreSource.parse("src/", bytes, meter);
  for (const path of PATHS) {
    const full = `src/${path}`;
    const name = full.replace(/\/$/, "").split("/").at(-1) ?? "";
    const verdict = source.test(full, name);
    check(verdict === null || typeof verdict === "boolean", "a verdict");
    // The walk asks about a folder only where none above it is ignored.
    if (path.endsWith("/") && source.bars(full, name) && !meter.isSpent) {
      check(source.admitting(full).test(full, name) !== true, "a folder that was let in is let in");
    }
  }
}

function markdown(bytes: Uint8Array): void {
  const text = textOf(bytes);
  const sections = sectionsOf(text);
  let end = 0;
  const seen = new Set<string>();
  for (const { span, title, headingPath, ordinal } of sections) {
    check(
      span.start >= end && span.end > span.start && span.end <= text.length,
      "sections are in order, inside, apart",
    );
    end = span.end;
    check(title !== "" && !/[\r\n]/.test(title) && title.trim() === title, "a title is one line");
    check(headingPath.endsWith(title), "a path ends in its title");
    check(!seen.has(`${headingPath}@${ordinal}`), "no two sections have one id");
    seen.add(`${headingPath}@${ordinal}`);
  }
  const chunks = chunksOfSections(text, sections);
  check(chunks.length === sections.length, "every section is a chunk");
  const units = unitsOf(text.length, chunks);
  const covered = units.flatMap(({ body }) => body).reduce((sum, { start, end }) => sum + end - start, 0);
  check(covered === text.length, "every character belongs to one unit");
}

function packRow(bytes: Uint8Array): void {
  const data = textOf(bytes);
  const chunks = decodeOutline(data);
  if (chunks !== null) {
    for (const [index, chunk] of chunks.entries()) {
      check(chunk.parent >= -1 && chunk.parent < index, "parents come first");
      const numbers = [...Object.values(chunk.span), ...Object.values(chunk.range), chunk.ordinal];
      check(numbers.every(Number.isFinite), "numbers are numbers");
    }
    check(
      same(decodeOutline(encodeOutline(chunks)), chunks),
      "an outline says the same when it is stored again",
    );
  }
  const marks = decodeMarks(bytes);
  check([...marks].every((mark) => Number.isSafeInteger(mark) && mark >= 0), "marks are numbers");
  check(decodeMarks(encodeMentions(data)).length <= data.length, "marks of a text");
}

function framesIn(chunks: readonly Uint8Array[]): { messages: unknown[]; fault: string; atEnd: boolean } {
  const decoder = new FrameDecoder();
  const messages: unknown[] = [];
  try {
    for (const chunk of chunks) for (const message of decoder.push(chunk)) messages.push(message);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { messages, fault: error.fault, atEnd: false };
  }
  return { messages, fault: "", atEnd: decoder.atBoundary };
}

function lspFrames(bytes: Uint8Array): void {
  const whole = framesIn([bytes]);
  const cut = framesIn(
    Array.from({ length: Math.ceil(bytes.length / 3) }, (_, at) => bytes.subarray(3 * at, 3 * at + 3)),
  );
  check(same(whole.messages, cut.messages), "messages do not depend on where the stream is cut");
  check(whole.fault === cut.fault, "nor does the fault");
  for (const message of whole.messages) lspPayload(new TextEncoder().encode(JSON.stringify(message)));
}

function lspPayload(bytes: Uint8Array): void {
  const value = jsonOf(bytes);
  if (value === undefined) return;
  for (const decode of [decodeLocations, decodeHover, decodePublished]) decode(value);
  const request = decodeRequest(value);
  if (request !== null) {
    check(same(decodeRequest(encodeRequest(request)), request), "a request says the same again");
  }
  const envelope = decodeEnvelope(value);
  if (envelope !== null) {
    check(same(decodeEnvelope(encodeEnvelope(envelope)), envelope), "a reply says the same again");
  }
}

// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function telemetryLine(bytes: Uint8Array): void {
  const text = textOf(bytes);
  const event = decodeEvent(text);
  if (event !== null) {
    const values = Object.values({ ...event.args, ...event.result, ...event.fields });
    check(
      !values.some((value) => typeof value === "string" && UNPRINTABLE.test(value)),
      "nothing hidden is decoded",
    );
    const again = decodeEvent(JSON.stringify(encodeStored(event)));
    check(same(again, { ...event, metricsDelta: null }), "an event says the same when it is stored again");
  }
  const checkpoint = decodeCheckpoint(text);
  if (checkpoint !== null) {
    check(decodeCheckpoint(encodeCheckpoint(checkpoint)) !== null, "counters can be stored again");
  }
  const query = cutQuery(text, "/somewhere");
  check(query.length <= 120 && !UNPRINTABLE.test(query), "a query is short and visible");
}

function source(bytes: Uint8Array): void {
  for (const path of ["a.py", "a.txt"]) {
    const decoded = decodeSource(path, bytes);
    if (decoded === null || decoded.encoding !== "utf-8") continue;
    check(same([...new TextEncoder().encode(decoded.text)], [...bytes]), "no byte of UTF-8 is lost");
  }
}

export const PARSERS: Readonly<Record<string, Parser>> = {
  selector,
  ignore: ignoreFile,
  markdown,
  pack: packRow,
  frames: lspFrames,
  payload: lspPayload,
  telemetry: telemetryLine,
  source,
};
