/**
 * Making text from a repository safe to show. File names are always escaped; file text only on a terminal, where
 * an escape sequence would be obeyed rather than read.
 */

/**
 * Unicode's control characters (category Cc), the bidi controls of UAX #9 and the line and paragraph separators:
 * what moves the cursor, or reorders and breaks what a reader sees. And the tag characters, an alphabet that nobody
 * sees and a language model reads.
 */
const HIDDEN = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;
/** In a name also every other format character (Cf: zero-width ones), so that two names never look the same by them. */
const HIDDEN_IN_NAME = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\ufffd]/gu;

function escapeUnit(unit: string): string {
  const code = unit.codePointAt(0) ?? 0;
  if (unit === "\n") return "\\n";
  if (unit === "\t") return "\\t";
  if (unit === "\r") return "\\r";
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** A file name or id on one line, with nothing invisible in it. */
export function visibleName(name: string): string {
  return name.replace(HIDDEN_IN_NAME, escapeUnit);
}

/** File text for a terminal: tabs and line ends stay, everything else that is invisible is spelled out. */
export function visibleText(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(HIDDEN, escapeUnit);
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** `text` in a colour, or as it is when colours are off. */
export function paint(colour: boolean, code: keyof typeof CODES, text: string): string {
  return colour && text !== "" ? `\x1b[${CODES[code]}m${text}\x1b[0m` : text;
}

/** 1234567 as `1,234,567`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Bytes as people read them: `812 B`, `31.5 MB` (powers of ten, as file managers and `ls --si` count). */
export function byteSize(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}

/** Cuts `text` to `columns` characters, the last being `…` when something is lost. */
export function clip(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
