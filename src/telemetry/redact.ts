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

const DRIVE = /^[A-Za-z]:[\\/]/;

function printable(text: string): string {
  return text.toWellFormed().replace(UNPRINTABLE, "\uFFFD");
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
  if (/^[\\/~]/.test(path) || DRIVE.test(path) || /^[a-z][a-z0-9+.-]*:\//i.test(path)) return true;
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

/** Credentials that carry their own mark; the value after an assignment's word; a long run without words. */
const SECRETS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*-----)?/g,
  /\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{12,}/g,
  /\b(?:gh[pousr]|github_pat|glpat|npm|pypi|hf|dop_v1|shpat|sk|pk|rk|xox[abeoprs])[-_][\w-]{10,}/g,
  /\bAIza[\w-]{20,}/g,
  /\bya29\.[\w-]{10,}/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /(?<=:\/\/)[^\s/@]+:[^\s/@]+(?=@)/g,
  /(?<=\b(?:pass(?:word|wd)?|pwd|secret|token|api[-_]?key|access[-_]?key|credentials?|authorization|bearer)\b["']?\s{0,2}[=:]\s{0,2}["']?)(?:bearer\s+|basic\s+)?[^\s"',;]+/gi,
  /(?<=\bbearer\s)[\w.~+/-]{8,}/gi,
];
const OPAQUE = [
  /\b[0-9a-fA-F]{32,}\b/g,
  /(?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[\w+/-]{32,}={0,2}/g,
];

/** A word that names a place from the root of a file system, a drive, a share or a home folder, or is a file URI. */
const ABSOLUTE =
  /file:[\\/]+[^\s"'`<>|,;(){}[\]]*|(?<![\w.\-\])])(?:~[\w.-]*[\\/]|[A-Za-z]:[\\/]|[\\/])[^\s"'`<>|,;(){}[\]]*/gi;

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

function mask(text: string, segmentRoot: string, patterns: readonly RegExp[]): string {
  let masked = cutAt(text, SCAN_LIMIT);
  for (const pattern of patterns) masked = masked.replace(pattern, "[secret]");
  return printable(maskAbsolute(masked, segmentRoot));
}

/** Free text (a query, a task, a warning): secrets and absolute paths masked first, then cut at 120. */
export function cutQuery(text: string, segmentRoot = ""): TelemetryText {
  return cutAt(mask(text, segmentRoot, [...SECRETS, ...OPAQUE]), QUERY_LIMIT) as TelemetryText;
}

/** A symbol's name or a selector as it was typed: absolute paths and marked credentials masked, cut at 200. */
export function symbolName(text: string, segmentRoot = ""): TelemetryName {
  return cutAt(mask(text, segmentRoot, SECRETS), NAME_LIMIT) as TelemetryName;
}
