/**
 * Symbols as a tags file that Vim, readtags and their kin accept: extended format 2 with universal-ctags' escapes
 * (tags(5)), addresses by line number, sorted by byte as the header says.
 * Invariant: no byte of a repository ends a field or a line early, and no file name is one that Vim would run.
 */
import type { SymbolRow } from "../../context/ast_symbols.ts";

const HEADER = [
  "!_TAG_FILE_ENCODING\tutf-8\t//",
  "!_TAG_FILE_FORMAT\t2\t/extended format/",
  "!_TAG_FILE_SORTED\t1\t/0=unsorted, 1=sorted, 2=foldcase/",
  "!_TAG_OUTPUT_EXCMD\tnumber\t/number, pattern, mixed, or combineV2/",
  "!_TAG_OUTPUT_FILESEP\tslash\t/slash or backslash/",
  "!_TAG_OUTPUT_MODE\tu-ctags\t/u-ctags or e-ctags/",
  "!_TAG_PROGRAM_NAME\tctx\t//",
];

const ESCAPES: Readonly<Record<string, string>> = {
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\\": "\\\\",
};

/** The bytes of a character, as readtags reads them back. */
function hex(character: string): string {
  const bytes = Array.from(new TextEncoder().encode(character));
  return bytes.map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

/** What moves the cursor or reorders what is read; the rules name those below U+0080 only. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}]/u;

/** tags(5), "EXCEPTION: Universal Ctags introduces more conversion rules". */
function escapeValue(text: string): string {
  if (!/[\p{Cc}\p{Bidi_Control}\\]/u.test(text)) return text; // nearly always
  let escaped = "";
  for (const unit of text) escaped += ESCAPES[unit] ?? (UNSEEN.test(unit) ? hex(unit) : unit);
  return escaped;
}

/** A name that began with a blank or `!` would sort among the header's lines. */
function escapeName(name: string): string {
  const escaped = escapeValue(name);
  return escaped.startsWith(" ") || escaped.startsWith("!")
    ? hex(escaped.charAt(0)) + escaped.slice(1)
    : escaped;
}

/** Vim 9 runs what stands between backticks in a tag's file name (its expand_tag_fname); no editor needs such a file. */
export function isUnsafeInTags(path: string): boolean {
  return path.includes("`");
}

function scopeField(row: SymbolRow): string {
  const outer = row.qualname.slice(0, Math.max(0, row.qualname.length - row.name.length - 1));
  if (outer === "") return "";
  return `\t${row.outerKind === "" ? "unknown" : row.outerKind}:${escapeValue(outer)}`;
}

function tagLine(name: string, path: string, row: SymbolRow): string {
  const line = row.nameRange.startLine;
  const fields = `${row.kind}\tline:${line}\tlanguage:${row.lang}${
    scopeField(row)
  }\tend:${row.range.endLine}`;
  return `${name}\t${path}\t${line};"\t${fields}`;
}

/** Order of the UTF-8 bytes, by UTF-16 units: surrogates stand for what comes after U+FFFF. */
function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800;
  return unit >= 0xd800 ? unit + 0x2000 : unit;
}

/** The tags file of `rows`; tags of one name in the order of the rows. Those with an unsafe file name are left out. */
export function renderTags(rows: Iterable<SymbolRow>): string {
  const byName = new Map<string, string[]>();
  let path = { plain: "", escaped: "" };
  for (const row of rows) {
    if (row.name === "" || isUnsafeInTags(row.path)) continue;
    if (row.path !== path.plain) path = { plain: row.path, escaped: escapeValue(row.path) };
    const name = escapeName(row.name);
    const line = tagLine(name, path.escaped, row);
    const lines = byName.get(name);
    if (lines === undefined) byName.set(name, [line]);
    else lines.push(line);
  }
  // The default order is by UTF-16 units, and that of bytes where there is nothing from the surrogates up.
  const names = [...byName.keys()];
  if (names.some((name) => /[\ud800-\uffff]/.test(name))) names.sort(compareBytes);
  else names.sort();
  return `${[...HEADER, ...names.flatMap((name) => byName.get(name) ?? [])].join("\n")}\n`;
}
