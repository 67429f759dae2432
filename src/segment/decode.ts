/**
 * Bytes to text, by the encoding that the file declares: a byte order mark, else the coding cookie of a Python file
 * (PEP 263), else UTF-8. Never guesses and never replaces a byte: what does not decode has no text.
 * Invariant: the text keeps its byte order mark and every line end.
 */

export interface Decoded {
  readonly text: string;
  /** WHATWG label, or `latin1` where each byte is the code point. */
  readonly encoding: string;
}

/** PEP 263: the cookie, on the first or second line, as CPython's tokenizer finds it. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** PEP 263: a second line counts only when the first holds nothing but white space or a comment. */
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#|$)/;
const PYTHON = /\.(?:py|pyi|pyw|pyx|pxd)$/;

/** Python's names where WHATWG's label differs or means something else. */
const PYTHON_CODECS: Readonly<Record<string, string>> = {
  "utf-8-sig": "utf-8",
  "utf8": "utf-8",
  "u8": "utf-8",
  "cp65001": "utf-8",
  "ascii": "ascii",
  "us-ascii": "ascii",
  "646": "ascii",
  "latin-1": "latin1",
  "latin1": "latin1",
  "l1": "latin1",
  "iso-8859-1": "latin1",
  "iso8859-1": "latin1",
  "8859": "latin1",
  "cp819": "latin1",
  "cp932": "shift_jis",
  "cp936": "gbk",
  "cp949": "euc-kr",
  "cp950": "big5",
  "cp874": "windows-874",
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Null when the bytes are not valid in the declared encoding, or the encoding is not known. */
export function decodeSource(path: string, bytes: Uint8Array): Decoded | null {
  const [a, b, c] = bytes;
  const hasMark = a === 0xef && b === 0xbb && c === 0xbf;
  // FF FE 00 00 is UTF-32, which no tool here reads; it would pass as UTF-16 full of NULs.
  if (a === 0xff && b === 0xfe) {
    return c === 0 && bytes[3] === 0 ? null : decodeAs("utf-16le", bytes);
  }
  if (a === 0xfe && b === 0xff) return decodeAs("utf-16be", bytes);
  const declared = PYTHON.test(path) ? findCookie(bytes) : null;
  const encoding = declared === null ? "utf-8" : labelOf(declared);
  if (encoding === null || (hasMark && encoding !== "utf-8")) return null;
  return decodeAs(encoding, bytes);
}

/** Whether the first bytes are a UTF-16 byte order mark, which makes NUL bytes part of the text. */
export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function decodeAs(encoding: string, bytes: Uint8Array): Decoded | null {
  if (encoding === "latin1") return { text: fromCodePoints(bytes), encoding };
  if (encoding === "ascii") {
    return bytes.every((byte) => byte < 0x80) ? { text: utf8.decode(bytes), encoding: "utf-8" } : null;
  }
  try {
    const decoder = encoding === "utf-8" ? utf8 : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return null; // invalid bytes, unknown label
    throw error;
  }
}

/** WHATWG's `latin1` is windows-1252; Python's, and ISO 8859-1's, maps each byte to the same code point. */
function fromCodePoints(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  }
  return parts.join("");
}

function findCookie(bytes: Uint8Array): string | null {
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const [first = "", second = ""] = fromCodePoints(bytes.subarray(start, start + 1024)).split(/\r\n?|\n/, 2);
  const inFirst = COOKIE.exec(first)?.[1];
  if (inFirst !== undefined) return inFirst;
  return BLANK_OR_COMMENT.test(first) ? COOKIE.exec(second)?.[1] ?? null : null;
}

function labelOf(declared: string): string | null {
  const name = declared.toLowerCase().replaceAll("_", "-").replace(/-(?:unix|dos|mac)$/, "");
  const known = PYTHON_CODECS[name];
  if (known !== undefined) return known;
  try {
    return new TextDecoder(name).encoding;
  } catch (error) {
    if (error instanceof RangeError) return null; // a codec that the platform does not have
    throw error;
  }
}
