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

/** How the bytes are to be read. */
interface Codec {
  readonly encoding: string;
  /** The declared encoding has control characters at 0x80 to 0x9F, where WHATWG's decoder for it has letters. */
  readonly isIso: boolean;
}

const UTF8: Codec = { encoding: "utf-8", isIso: false };

/** PEP 263: the cookie, on the first or second line. */
const COOKIE = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/;
/** PEP 263: a second line counts only when the first holds nothing but white space or a comment. */
const BLANK_OR_COMMENT = /^[ \t\f]*(?:#|$)/;
const PYTHON = /\.(?:py|pyi|pyw|pyx|pxd)$/;
/** CPython looks at two lines of any length; 1,024 bytes hold every cookie that a person wrote. */
const COOKIE_BYTES = 1_024;

/** Python's names that WHATWG does not know, or knows as something else; `_` written as `-`. */
const PYTHON_NAMES: Readonly<Record<string, string>> = {
  "utf-8-sig": "utf-8",
  "u8": "utf-8",
  "cp65001": "utf-8",
  "ascii": "ascii",
  "us-ascii": "ascii",
  "646": "ascii",
  "latin": "latin1",
  "latin-1": "latin1",
  "8859": "latin1",
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
  // FF FE 00 00 is UTF-32, which no tool here reads; it would pass as UTF-16 full of NULs.
  if (a === 0xff && b === 0xfe) {
    return c === 0 && bytes[3] === 0 ? null : decodeAs({ encoding: "utf-16le", isIso: false }, bytes);
  }
  if (a === 0xfe && b === 0xff) return decodeAs({ encoding: "utf-16be", isIso: false }, bytes);
  const cookie = PYTHON.test(path) ? findCookie(bytes) : null;
  const codec = cookie === null ? UTF8 : findCodec(cookie);
  if (codec === null || (hasUtf8Mark(bytes) && codec.encoding !== "utf-8")) return null;
  return decodeAs(codec, bytes);
}

/** Whether the first bytes are a UTF-16 byte order mark, which makes NUL bytes part of the text. */
export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

function decodeAs({ encoding, isIso }: Codec, bytes: Uint8Array): Decoded | null {
  if (encoding === "latin1") return { text: fromCodePoints(bytes), encoding };
  if (encoding === "ascii") {
    return bytes.every((byte) => byte < 0x80) ? { text: fromCodePoints(bytes), encoding: "utf-8" } : null;
  }
  if (isIso && bytes.some((byte) => byte >= 0x80 && byte <= 0x9f)) return null;
  try {
    const decoder = encoding === "utf-8" ? utf8 : new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes), encoding: decoder.encoding };
  } catch (error) {
    if (error instanceof TypeError) return null; // a sequence that is not valid
    throw error;
  }
}

/** Each byte as the code point of that number: ISO 8859-1, and ASCII. */
function fromCodePoints(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 8192)));
  }
  return parts.join("");
}

function findCookie(bytes: Uint8Array): string | null {
  const start = hasUtf8Mark(bytes) ? 3 : 0;
  const head = fromCodePoints(bytes.subarray(start, start + COOKIE_BYTES));
  const [first = "", second = ""] = head.split(/\r\n?|\n/, 2);
  const inFirst = COOKIE.exec(first)?.[1];
  if (inFirst !== undefined) return inFirst;
  return BLANK_OR_COMMENT.test(first) ? COOKIE.exec(second)?.[1] ?? null : null;
}

/** What a cookie's name means; null for a codec that the platform does not have. */
function findCodec(cookie: string): Codec | null {
  const name = cookie.toLowerCase().replaceAll("_", "-").replace(/-(?:unix|dos|mac)$/, "");
  const known = PYTHON_NAMES[name];
  if (known !== undefined) return { encoding: known, isIso: false };
  const encoding = findLabel(name);
  // WHATWG reads ISO 8859-1 as windows-1252, ISO 8859-9 as windows-1254 and ISO 8859-11 as windows-874; Python not.
  if (encoding === "windows-1252" && !name.endsWith("1252")) return { encoding: "latin1", isIso: true };
  // Not a superset of ASCII, so the cookie itself could not have been read.
  if (encoding === null || encoding.startsWith("utf-16")) return null;
  const isIso = (encoding === "windows-1254" && !name.endsWith("1254")) || encoding === "windows-874";
  return { encoding, isIso };
}

function findLabel(name: string): string | null {
  try {
    return new TextDecoder(name).encoding;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
