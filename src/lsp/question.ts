/** What may be asked of a language server and what can come back, in ctx's own words: plain data, no protocol. */
import type { Range } from "../model/range.ts";
import type { LspMethod } from "./observer.ts";
import type { NoServerReason } from "./supervisor.ts";

/** As LSP's DiagnosticSeverity counts them, from 1. */
export const SEVERITIES = ["error", "warning", "information", "hint"] as const;
export type Severity = typeof SEVERITIES[number];

export interface Question {
  readonly method: LspMethod;
  /** Relative to the segment. */
  readonly path: string;
  /** 1-based; not looked at for `diagnostics`. */
  readonly line: number;
  /** 1-based UTF-16 code units. */
  readonly column: number;
  /** The answer, or the reason why there is none, comes within this time. */
  readonly timeoutMs: number;
}

export interface Target {
  /** Relative to the segment, or absolute when `external`. */
  readonly path: string;
  readonly external: boolean;
  /** The name's. */
  readonly range: Range;
  /** What ctx calls the thing whose name this is; null where it has no name for it or none was looked for. */
  readonly id: string | null;
}

export interface Finding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** Why a server has not answered; what it has not been asked is no reason. Stable words: printed and counted. */
export type NoAnswerReason = NoServerReason | "timeout" | "not-ready" | "server-error" | "no-such-place";

export type Answer =
  /** An empty list means that there is none; `partial`: there may be more, the server had not seen every file. */
  | {
    readonly kind: "targets";
    readonly targets: readonly Target[];
    readonly partial: boolean;
    /** `pack_sha` of the pack that the ids were looked up in, which knew the targets' files as they are; else null. */
    readonly packSha: string | null;
  }
  /** "" means that there is nothing to say. */
  | { readonly kind: "hover"; readonly contents: string }
  | { readonly kind: "diagnostics"; readonly findings: readonly Finding[] }
  | { readonly kind: "none"; readonly reason: NoAnswerReason };
