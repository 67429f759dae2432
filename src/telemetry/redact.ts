/**
 * What may enter telemetry, as types: a path, a cut text or a name can only be made by the functions here.
 * Does not read the environment or the disk; `segmentRoot` is only ever compared with, never stored.
 * Invariant: nothing returned from here holds an absolute path, a control character or a lone surrogate.
 */

declare const brand: unique symbol;
/** Segment-relative, or `external/<8 hex>-<name>`. */
export type TelemetryPath = string & { readonly [brand]: "path" };
/** A query, a task or a warning: masked, then cut at 120 UTF-16 code units. */
export type TelemetryText = string & { readonly [brand]: "text" };
/** A symbol's name, or a selector as typed: masked, then cut at 200 UTF-16 code units. */
export type TelemetryName = string & { readonly [brand]: "name" };

/** The contract's limit for queries and tasks, in UTF-16 code units. */
export const QUERY_LIMIT = 120;
/** Qualified names beyond this are generated code; the beginning tells them apart well enough. */
const NAME_LIMIT = 200;
/** Linux' longest path; what is longer cannot be a file that was served. */
const PATH_LIMIT = 4096;
/** Text is cut to this before it is searched for secrets, so that a huge query costs microseconds. */
const SCAN_LIMIT = 4096;

// C0 and C1 controls, line and paragraph separators, and the characters that reorder text.
// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c]/g;

const SPACE = 0x20;
const DELETE = 0x7f;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;

/**
 * Whether all is printable ASCII. These hand-written looks spare nearly every run the first use of a regular
 * expression, which costs a tenth of a millisecond each, and several with a look-behind.
 */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code >= DELETE) return false;
  }
  return true;
}

function printable(text: string): string {
  return isPlain(text) ? text : text.toWellFormed().replace(UNPRINTABLE, "\uFFFD");
}

/** At most `limit` UTF-16 code units of `text`, never ending in half of a surrogate pair. */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** `text` without control characters and lone surrogates, cut at `limit` UTF-16 code units. */
export function clean(text: string, limit: number): string {
  return cutAt(printable(text), limit);
}

/** FNV-1a, 32 bits, over UTF-16 code units: tells names apart, protects nothing. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** `/home/alice`, `/Users/alice`, `C:\Users\alice`: the last part is a person. */
const HOME_FOLDER =
  /^(?:[A-Za-z]:)?[\\/](?:home|Users|usr[\\/]home|export[\\/]home|var[\\/]home)[\\/][^\\/]+[\\/]*$/;

/** A place outside the segment as `external/<8 hex>-<name>`: which file, never where it lies. */
export function externalPath(path: string): TelemetryPath {
  const name = HOME_FOLDER.test(path)
    ? "home"
    : path.split(/[\\/]/).filter((part) => part !== "").at(-1) ?? "";
  const shown = name === "" || name === "." || name === ".." || name === "~"
    ? "folder"
    : name.replace(/^~/, "");
  return `external/${shortHash(path)}-${clean(shown.replace(/:/g, "_"), 64)}` as TelemetryPath;
}

/** Whether `path` cannot be relative to the segment: absolute in any system's way, a URI, or one that climbs out. */
function leaves(path: string): boolean {
  const first = path.charCodeAt(0);
  if (first === SLASH || first === BACKSLASH || first === TILDE) return true;
  if (path.includes(":") && /^[a-z][a-z0-9+.-]*:[\\/]/i.test(path)) return true;
  if (!path.includes("..")) return false;
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") depth--;
    else if (part !== "" && part !== ".") depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** A segment-relative path for telemetry; one that is absolute or climbs out becomes external. "" becomes ".". */
export function segmentPath(path: string): TelemetryPath {
  if (leaves(path)) return externalPath(path);
  return clean(path === "" ? "." : path, PATH_LIMIT) as TelemetryPath;
}

/** Any path, absolute or not, for telemetry: relative when it lies in `segmentRoot` (absolute), else external. */
export function telemetryPath(path: string, segmentRoot: string): TelemetryPath {
  const root = segmentRoot.replace(/[\\/]+$/, "");
  if (path === root) return segmentPath("");
  if (root !== "" && (path.startsWith(`${root}/`) || path.startsWith(`${root}\\`))) {
    return segmentPath(path.slice(root.length + 1).replace(/^[\\/]+/, ""));
  }
  return segmentPath(path);
}

interface SecretRule {
  /** The pattern is tried only where the lower-cased text holds one of these. */
  readonly hints: readonly string[];
  readonly pattern: RegExp;
}

const ASSIGNED = ["pass", "pwd", "secret", "token", "key", "credential", "authorization", "bearer"];

/** Credentials that carry their own mark, what is assigned to a word for one, and a user with a password in a URL. */
const SECRETS: readonly SecretRule[] = [
  { hints: ["private key"], pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*-----)?/g },
  { hints: ["akia", "asia", "aroa", "aida"], pattern: /\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{12,}/g },
  {
    hints: [
      "ghp_",
      "gho_",
      "ghu_",
      "ghs_",
      "ghr_",
      "github_pat_",
      "glpat-",
      "npm_",
      "hf_",
      "shpat_",
      "dop_v1_",
    ],
    pattern: /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|hf_|shpat_|dop_v1_)[\w-]{16,}/g,
  },
  { hints: ["pypi-", "sk-", "xox"], pattern: /\b(?:pypi-|sk-|xox[abeoprs]-)[\w-]{10,}/g },
  { hints: ["_live_", "_test_"], pattern: /\b[sprw]k_(?:live|test)_\w{8,}/g },
  { hints: ["aiza"], pattern: /\bAIza[\w-]{20,}/g },
  { hints: ["ya29."], pattern: /\bya29\.[\w-]{10,}/g },
  { hints: ["eyj"], pattern: /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g },
  { hints: ["@"], pattern: /(?<=:\/\/)[^\s/@]+:[^\s/@]+(?=@)/g },
  {
    hints: ASSIGNED,
    pattern:
      /(?<=\b[\w-]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|key|credentials?|authorization|bearer)\b["']?\s{0,2}[=:]\s{0,2}["']?)(?:bearer\s+|basic\s+)?[^\s"',;=]+/gi,
  },
  { hints: ["bearer"], pattern: /(?<=\bbearer\s)[\w.~+/-]{8,}/gi },
];

/** Long runs without words: hex digests and keys, base64 of mixed letters and digits. */
const OPAQUE = [
  /\b[0-9a-fA-F]{32,}\b/g,
  /(?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{32,}={0,2}/g,
];
/** The shortest run that OPAQUE takes. */
const OPAQUE_LENGTH = 32;

/** A word that names a place from a root, a drive, a share, a home folder or upwards, or is a file URI. */
const ABSOLUTE =
  /file:[\\/]+[^\s"'`<>|,;(){}[\]]*|(?<![\w.\-\])])(?:~[\w.-]*[\\/]|[A-Za-z]:[\\/]|(?:(?<![\\/])\.\.)?[\\/])[^\s"'`<>|,;(){}[\]]*/gi;

function maskAbsolute(text: string, segmentRoot: string): string {
  const root = segmentRoot.replace(/[\\/]+$/, "");
  const relative = root === "" ? text : text.replaceAll(`${root}/`, "").replaceAll(root, ".");
  return relative.replace(ABSOLUTE, (word, offset: number) => {
    if (word === "/" || word === "\\") return word;
    // sym://python/pkg.mod is a selector; sym:///home is not.
    if (/sym:$/i.test(relative.slice(Math.max(0, offset - 4), offset)) && /^\/\/\w/.test(word)) return word;
    return "[path]";
  });
}

function maskSecrets(text: string): string {
  const lower = text.toLowerCase();
  let masked = text;
  for (const { hints, pattern } of SECRETS) {
    if (hints.some((hint) => lower.includes(hint))) masked = masked.replace(pattern, "[secret]");
  }
  return masked;
}

function hasLongRun(text: string): boolean {
  let run = 0;
  for (let index = 0; index < text.length; index++) {
    run = text.charCodeAt(index) <= SPACE ? 0 : run + 1;
    if (run >= OPAQUE_LENGTH) return true;
  }
  return false;
}

function maskOpaque(text: string): string {
  return hasLongRun(text)
    ? OPAQUE.reduce((masked, pattern) => masked.replace(pattern, "[secret]"), text)
    : text;
}

function maskPlaces(text: string, segmentRoot: string): string {
  const mayHold = text.includes("/") || text.includes("\\");
  return printable(mayHold ? maskAbsolute(text, segmentRoot) : text);
}

/** Free text (a query, a task, a warning): secrets and absolute paths masked first, then cut at 120. */
export function cutQuery(text: string, segmentRoot = ""): TelemetryText {
  const masked = maskOpaque(maskSecrets(cutAt(text, SCAN_LIMIT)));
  return cutAt(maskPlaces(masked, segmentRoot), QUERY_LIMIT) as TelemetryText;
}

/** A symbol's name or a selector as it was typed: absolute paths and marked credentials masked, cut at 200. */
export function symbolName(text: string, segmentRoot = ""): TelemetryName {
  return cutAt(maskPlaces(maskSecrets(cutAt(text, SCAN_LIMIT)), segmentRoot), NAME_LIMIT) as TelemetryName;
}
