/**
 * Questions and answers as they lie in the mailbox: encoded and decoded here and nowhere else. Both sides are this
 * program, of the same version; decoding still checks every member, because files can be damaged.
 */
import type { Range } from "../model/range.ts";
import { asMembers, type Members } from "./members.ts";
import type { LspHappening, LspMethod } from "./observer.ts";
import {
  type Answer,
  type Finding,
  type NoAnswerReason,
  type Question,
  SEVERITIES,
  type Target,
} from "./question.ts";

/** What the background server says of itself, and of the language server that it keeps. */
export interface WarmStatus {
  readonly pid: number;
  readonly uptimeMs: number;
  /** Whether the language server's answers can be believed by now. */
  readonly ready: boolean;
  /** Questions answered since the start. */
  readonly requests: number;
  /** The language server's process; null while there is none. */
  readonly serverPid: number | null;
}

export type WarmRequest =
  | { readonly kind: "question"; readonly question: Question }
  | { readonly kind: "status" }
  | { readonly kind: "stop" };

export type WarmReply =
  | { readonly kind: "answer"; readonly answer: Answer }
  | { readonly kind: "status"; readonly status: WarmStatus }
  | { readonly kind: "stopping" };

/** A reply, and what has happened since the reply before it: the command records it as its own. */
export interface Envelope {
  readonly reply: WarmReply;
  readonly happenings: readonly LspHappening[];
}

const METHODS: readonly LspMethod[] = ["definition", "references", "hover", "diagnostics"];
const REASONS: readonly NoAnswerReason[] = [
  "server-missing",
  "server-starting",
  "server-failed",
  "server-crashed",
  "stopping",
  "timeout",
  "not-ready",
  "server-error",
  "no-such-place",
];

export function encodeRequest(request: WarmRequest): unknown {
  if (request.kind !== "question") return { kind: request.kind };
  const { method, path, line, column, timeoutMs } = request.question;
  return { kind: "question", method, path, line, column, timeout_ms: timeoutMs };
}

/** Null for what is no request of this version. */
export function decodeRequest(value: unknown): WarmRequest | null {
  const members = asMembers(value);
  const kind = members?.["kind"];
  if (kind === "status" || kind === "stop") return { kind };
  if (members === null || kind !== "question") return null;
  const method = METHODS.find((known) => known === members["method"]);
  const path = members["path"];
  const line = numberOf(members, "line");
  const column = numberOf(members, "column");
  const timeoutMs = numberOf(members, "timeout_ms");
  if (method === undefined || typeof path !== "string" || line === null || column === null) return null;
  if (timeoutMs === null) return null;
  return { kind: "question", question: { method, path, line, column, timeoutMs } };
}

export function encodeEnvelope({ reply, happenings }: Envelope): unknown {
  return { reply: encodeReply(reply), happenings: happenings.map(encodeHappening) };
}

/** Null for what is no reply of this version. */
export function decodeEnvelope(value: unknown): Envelope | null {
  const members = asMembers(value);
  const reply = decodeReply(members?.["reply"]);
  const list = members?.["happenings"];
  if (reply === null || !Array.isArray(list)) return null;
  return { reply, happenings: list.map(decodeHappening).filter((happening) => happening !== null) };
}

function encodeHappening(happening: LspHappening): unknown {
  const { timingMs, ...rest } = happening;
  return rest.kind === "spawn"
    ? { kind: rest.kind, binary: rest.binary, pid: rest.pid, cold_start: rest.coldStart, timing_ms: timingMs }
    : { ...rest, timing_ms: timingMs };
}

function decodeHappening(value: unknown): LspHappening | null {
  const members = asMembers(value);
  if (members === null) return null;
  const timingMs = numberOf(members, "timing_ms") ?? 0;
  switch (members["kind"]) {
    case "spawn": {
      const { binary, pid } = members;
      if (typeof binary !== "string" || typeof pid !== "number") return null;
      return { kind: "spawn", binary, pid, coldStart: members["cold_start"] === true, timingMs };
    }
    case "initialize": {
      const { status } = members;
      const known = status === "ok" || status === "failed" || status === "timeout";
      return known ? { kind: "initialize", status, timingMs } : null;
    }
    case "ready": {
      const { via } = members;
      return via === "definition" || via === "diagnostics" ? { kind: "ready", via, timingMs } : null;
    }
    case "diagnostics": {
      const { count, digest } = members;
      if (typeof count !== "number" || typeof digest !== "string") return null;
      return { kind: "diagnostics", count, digest, timingMs };
    }
    default:
      return null;
  }
}

function encodeReply(reply: WarmReply): unknown {
  switch (reply.kind) {
    case "stopping":
      return { kind: "stopping" };
    case "status": {
      const { pid, uptimeMs, ready, requests, serverPid } = reply.status;
      return { kind: "status", pid, uptime_ms: uptimeMs, ready, requests, server_pid: serverPid };
    }
    case "answer":
      return encodeAnswer(reply.answer);
  }
}

function decodeReply(value: unknown): WarmReply | null {
  const members = asMembers(value);
  if (members === null) return null;
  if (members["kind"] === "stopping") return { kind: "stopping" };
  if (members["kind"] === "status") {
    const pid = numberOf(members, "pid");
    const uptimeMs = numberOf(members, "uptime_ms");
    const requests = numberOf(members, "requests");
    if (pid === null || uptimeMs === null || requests === null) return null;
    const status = { pid, uptimeMs, requests, ready: members["ready"] === true };
    return { kind: "status", status: { ...status, serverPid: numberOf(members, "server_pid") } };
  }
  const answer = decodeAnswer(members);
  return answer === null ? null : { kind: "answer", answer };
}

function encodeAnswer(answer: Answer): unknown {
  switch (answer.kind) {
    case "targets": {
      const targets = answer.targets.map((
        { path, external, id, range },
      ) => [path, external, id, ...flat(range)]);
      return { kind: "targets", targets, partial: answer.partial, pack_sha: answer.packSha };
    }
    case "diagnostics": {
      const findings = answer.findings.map(({ range, severity, code, message }) => [
        severity,
        code,
        message,
        ...flat(range),
      ]);
      return { kind: "diagnostics", findings };
    }
    default:
      return answer;
  }
}

function decodeAnswer(members: Members): Answer | null {
  switch (members["kind"]) {
    case "targets": {
      const targets = listOf(members["targets"], decodeTarget);
      const sha = members["pack_sha"];
      const packSha = typeof sha === "string" ? sha : null;
      return targets === null
        ? null
        : { kind: "targets", targets, partial: members["partial"] === true, packSha };
    }
    case "diagnostics": {
      const findings = listOf(members["findings"], decodeFinding);
      return findings === null ? null : { kind: "diagnostics", findings };
    }
    case "hover": {
      const contents = members["contents"];
      return typeof contents === "string" ? { kind: "hover", contents } : null;
    }
    case "none": {
      const reason = REASONS.find((known) => known === members["reason"]);
      return reason === undefined ? null : { kind: "none", reason };
    }
    default:
      return null;
  }
}

function decodeTarget(entry: readonly unknown[]): Target | null {
  const [path, external, id] = entry;
  const range = unflat(entry.slice(3));
  if (typeof path !== "string" || typeof external !== "boolean" || range === null) return null;
  return { path, external, range, id: typeof id === "string" ? id : null };
}

function decodeFinding(entry: readonly unknown[]): Finding | null {
  const [level, code, message] = entry;
  const severity = SEVERITIES.find((known) => known === level);
  const range = unflat(entry.slice(3));
  if (severity === undefined || typeof code !== "string" || typeof message !== "string" || range === null) {
    return null;
  }
  return { range, severity, code, message };
}

function listOf<T>(value: unknown, decode: (entry: readonly unknown[]) => T | null): T[] | null {
  if (!Array.isArray(value)) return null;
  const list: T[] = [];
  for (const entry of value) {
    const decoded = Array.isArray(entry) ? decode(entry) : null;
    if (decoded === null) return null;
    list.push(decoded);
  }
  return list;
}

function flat(range: Range): number[] {
  return [range.startLine, range.startColumn, range.endLine, range.endColumn];
}

function unflat(values: readonly unknown[]): Range | null {
  const [startLine, startColumn, endLine, endColumn] = values;
  if (typeof startLine !== "number" || typeof startColumn !== "number") return null;
  if (typeof endLine !== "number" || typeof endColumn !== "number") return null;
  return { startLine, startColumn, endLine, endColumn };
}

function numberOf(members: Members, name: string): number | null {
  const value = members[name];
  return typeof value === "number" ? value : null;
}
