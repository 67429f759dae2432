/** The one error that stops a command. Expected outcomes (not found, ambiguous, degraded) are values, not this. */

/** Closed list; src/cli/exit_code.ts maps each to an exit status and a default hint. */
export const ERROR_CODES = [
  "bad-value",
  "cancelled",
  "disk-full",
  "foreign-owner",
  "internal",
  "no-server",
  "not-a-folder",
  "pack-busy",
  "pack-missing",
  "pack-unusable",
  "path-outside",
  "permission",
  "read-only",
  "segment-missing",
  "system",
  "unknown-command",
  "unknown-flag",
  "unsafe-state",
  "usage",
] as const;
export type ErrorCode = typeof ERROR_CODES[number];

export class CtxError extends Error {
  readonly code: ErrorCode;
  /** The command or flag that helps; "" takes the code's default. */
  readonly hint: string;

  /** `message`: what could not be done, on what, and the state found. */
  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "CtxError";
    this.code = code;
    this.hint = options.hint ?? "";
  }
}
