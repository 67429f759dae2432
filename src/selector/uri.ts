/**
 * `sym://<lang>/<module>[#<qualname>]` to readings and back, and which module a file is. Pure and total.
 * Percent-escapes are decoded strictly: one that is malformed, or not UTF-8, or that spells a path out of the
 * segment, makes the URI faulty. A raw `@2` at the end is an ordinal; an escaped one (`%402`) belongs to the name.
 */
import type { SelectorFault, UriReading } from "./selector.ts";

const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ["js", "javascript"],
  ["py", "python"],
  ["ts", "typescript"],
]);

/** Dialects that have a grammar of their own, while people call them by the family's name. */
const DIALECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["javascript", ["jsx"]],
  ["typescript", ["tsx"]],
]);

/** Every reading of a text that starts with `sym://`; without `#`, the last `/` may stand in its place. */
export function parseUri(text: string): { readonly readings: readonly UriReading[] } | SelectorFault {
  if (!text.isWellFormed()) return fault("it holds half a character");
  const [, scheme, rest] = /^sym:\/\/([^/#]*)\/(.*)$/s.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) {
    return fault("a symbol URI is sym://<lang>/<module>#<name>");
  }
  if (!/^[a-z][a-z0-9_+-]*$/.test(scheme)) return fault("its language is not a lower-case name");
  const lang = SHORT_NAMES.get(scheme) ?? scheme;
  const hash = rest.indexOf("#");
  const first = hash < 0
    ? readingOf(lang, rest, null)
    : readingOf(lang, rest.slice(0, hash), rest.slice(hash + 1));
  if ("fault" in first) return first;
  const slash = rest.lastIndexOf("/");
  if (hash >= 0 || slash < 0) return { readings: [first] };
  const second = readingOf(lang, rest.slice(0, slash), rest.slice(slash + 1));
  return { readings: "fault" in second ? [first] : [first, second] };
}

function fault(message: string): SelectorFault {
  return { fault: "bad-uri", message };
}

function readingOf(lang: string, rawModule: string, rawName: string | null): UriReading | SelectorFault {
  const [, named, digits] = /^(.+)@([2-9]|[1-9]\d{1,8})$/s.exec(rawName ?? "") ?? [];
  const path = decode(rawModule);
  const qualname = decode(named ?? rawName ?? "");
  if (path === null || qualname === null) return fault("it holds a percent-escape that is not UTF-8");
  if (path.includes("\0") || qualname.includes("\0")) {
    return { fault: "nul", message: "it holds a NUL character" };
  }
  if (path.startsWith("/") || path.split("/").includes("..")) {
    return { fault: "outside", message: "its module leads out of the segment" };
  }
  const module = lang === "python" ? path.replaceAll("/", ".") : path;
  if (module.split(separatorOf(lang)).some((part) => part === "" || part === ".")) {
    return fault("its module has an empty part");
  }
  if (rawName === null) return { kind: "uri", lang, module, qualname: null, ordinal: 1 };
  if (qualname === "") return fault("its name is empty");
  return { kind: "uri", lang, module, qualname, ordinal: digits === undefined ? 1 : Number(digits) };
}

/** Null when an escape is malformed or its bytes are not UTF-8. */
function decode(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null; // URIError is all it throws
  }
}

/** Escapes all but letters, digits and what RFC 3986 allows in a path: nothing invisible is left. */
function encode(text: string): string {
  if (/^[\w./]*$/.test(text)) return text; // nearly always
  return text.toWellFormed().replace(/[^\p{L}\p{M}\p{N}\-._~\/:@!$&'()*+,;=?]/gu, encodeURIComponent);
}

/** The canonical spelling. */
export function printUri(reading: UriReading): string {
  const start = `sym://${reading.lang}/${encode(reading.module)}`;
  if (reading.qualname === null) return start;
  const name = encode(reading.qualname).replace(/@(?=\d+$)/, "%40");
  return `${start}#${name}${reading.ordinal > 1 ? `@${reading.ordinal}` : ""}`;
}

/** The canonical URI of a definition in the file at `path`. */
export function uriOf(path: string, lang: string, qualname: string, ordinal: number): string {
  return printUri({ kind: "uri", lang, module: moduleOf(path, lang), qualname, ordinal });
}

function separatorOf(lang: string): string {
  return lang === "python" ? "." : "/";
}

const PACKAGE = ".__init__";

/** `pkg.mod` for Python's `pkg/mod.py`, `pkg` for `pkg/__init__.py`; elsewhere the path without its extension. */
function moduleOf(path: string, lang: string): string {
  const dot = path.lastIndexOf(".");
  const stem = dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path;
  if (lang !== "python") return stem;
  const module = stem.replaceAll("/", ".");
  return module.endsWith(PACKAGE) ? module.slice(0, -PACKAGE.length) : module;
}

/** Whether a URI's module is the file's whole module (`exact`), whole trailing components of it, or neither. */
export function fitModule(reading: UriReading, path: string, lang: string): "exact" | "suffix" | "none" {
  if (lang !== reading.lang && DIALECTS.get(reading.lang)?.includes(lang) !== true) return "none";
  const separator = separatorOf(reading.lang);
  // `pkg/__init__.py` is `pkg`, and may be called `pkg.__init__` to tell it from `pkg.py`.
  const wanted = lang === "python" && /(?:^|\/)__init__\.pyi?$/.test(path) && reading.module.endsWith(PACKAGE)
    ? reading.module.slice(0, -PACKAGE.length)
    : reading.module;
  const module = moduleOf(path, lang);
  if (module === wanted) return "exact";
  return module.endsWith(separator + wanted) ? "suffix" : "none";
}
