/**
 * The results of language servers, decoded: every legal shape of LSP 3.17 and nothing else. What a server sends is not
 * trusted: a value of no legal shape decodes to null, and the caller treats it as no answer.
 */
import { asMembers } from "./members.ts";
import { fromProtocolRange, type ProtocolPosition, type ProtocolRange } from "./position.ts";
import type { Range } from "../model/range.ts";
import { SEVERITIES, type Severity } from "./question.ts";

export interface Location {
  readonly uri: string;
  /** The range of the name where the server tells it apart, else of the whole target. */
  readonly range: Range;
}

export interface Diagnostic {
  readonly range: Range;
  readonly severity: Severity;
  /** "" where the server gives none. */
  readonly code: string;
  readonly message: string;
}

export interface PublishedDiagnostics {
  readonly uri: string;
  /** Of the document; null where the server does not say. */
  readonly version: number | null;
  readonly diagnostics: readonly Diagnostic[];
}

function isUnit(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function decodePosition(value: unknown): ProtocolPosition | null {
  const members = asMembers(value);
  const line = members?.["line"];
  const character = members?.["character"];
  return isUnit(line) && isUnit(character) ? { line, character } : null;
}

function decodeRange(value: unknown): ProtocolRange | null {
  const members = asMembers(value);
  const start = decodePosition(members?.["start"]);
  const end = decodePosition(members?.["end"]);
  if (start === null || end === null) return null;
  const ordered = start.line < end.line || (start.line === end.line && start.character <= end.character);
  return ordered ? { start, end } : null;
}

function decodeLocation(value: unknown): Location | null {
  const members = asMembers(value);
  if (members === null) return null;
  const isLink = "targetUri" in members;
  const uri = members[isLink ? "targetUri" : "uri"];
  const range = decodeRange(isLink ? members["targetSelectionRange"] : members["range"]);
  return typeof uri === "string" && range !== null ? { uri, range: fromProtocolRange(range) } : null;
}

/** `Location | Location[] | LocationLink[] | null`; an empty list is the server's "none". */
export function decodeLocations(value: unknown): readonly Location[] | null {
  if (value === null) return [];
  const locations: Location[] = [];
  for (const entry of Array.isArray(value) ? value : [value]) {
    const location = decodeLocation(entry);
    if (location === null) return null;
    locations.push(location);
  }
  return locations;
}

function markedText(value: unknown): string | null {
  if (typeof value === "string") return value;
  const members = asMembers(value);
  const text = members?.["value"];
  if (typeof text !== "string") return null;
  const language = members?.["language"];
  return typeof language === "string" ? `\`\`\`${language}\n${text}\n\`\`\`` : text;
}

/** `Hover | null` as one text; "" is the server's "none". */
export function decodeHover(value: unknown): string | null {
  if (value === null) return "";
  const contents = asMembers(value)?.["contents"];
  const parts = (Array.isArray(contents) ? contents : [contents]).map(markedText);
  return parts.includes(null) ? null : parts.join("\n\n").trim();
}

function decodeDiagnostic(value: unknown): Diagnostic | null {
  const members = asMembers(value);
  const range = decodeRange(members?.["range"]);
  const message = members?.["message"];
  if (range === null || typeof message !== "string") return null;
  const code = members?.["code"];
  const rank = members?.["severity"];
  return {
    range: fromProtocolRange(range),
    severity: (typeof rank === "number" ? SEVERITIES[rank - 1] : undefined) ?? "error",
    code: typeof code === "string" || typeof code === "number" ? String(code) : "",
    message,
  };
}

/** The parameters of `textDocument/publishDiagnostics`. */
export function decodePublished(value: unknown): PublishedDiagnostics | null {
  const members = asMembers(value);
  const uri = members?.["uri"];
  const list = members?.["diagnostics"];
  if (typeof uri !== "string" || !Array.isArray(list)) return null;
  const diagnostics: Diagnostic[] = [];
  for (const entry of list) {
    const diagnostic = decodeDiagnostic(entry);
    if (diagnostic === null) return null;
    diagnostics.push(diagnostic);
  }
  const version = members?.["version"];
  return { uri, version: isUnit(version) ? version : null, diagnostics };
}
