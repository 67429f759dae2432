/**
 * From whatever stopped a command to the CtxError that is shown. What the disk or the operating system did is told
 * as such; only what nobody foresaw is a bug in ctx.
 */
import { DatabaseError } from "../host/database_error.ts";
import { HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";

/** Never throws; a CtxError comes back as it is. */
export function toCtxError(error: unknown): CtxError {
  if (error instanceof CtxError) return error;
  if (error instanceof DatabaseError && error.code === "busy") {
    return new CtxError("pack-busy", "could not read the pack: another program is writing it", {
      cause: error,
    });
  }
  if (error instanceof DatabaseError && error.code !== "other") {
    const message = `could not read the pack: ${error.code === "corrupt" ? "it is damaged" : error.code}`;
    return new CtxError("pack-unusable", message, { cause: error });
  }
  if (error instanceof HostError) return ofHostError(error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (TOO_MANY_FILES.test(what)) {
    const hint = "close other programs or raise the limit (ulimit -n)";
    return new CtxError("system", "could not load a part of ctx: too many files are open", {
      hint,
      cause: error,
    });
  }
  return new CtxError("internal", `could not go on: ${what}`, { cause: error });
}

/** ENFILE and EMFILE, as the runtime words them when it cannot open a module. */
const TOO_MANY_FILES = /\(os error 2[34]\)/;

function ofHostError(error: HostError): CtxError {
  const known = CODES.find((code) => code === error.code);
  return new CtxError(known ?? "system", `could not ${error.operation}: ${error.words}`, { cause: error });
}

/** Codes that an effect and a command share. */
const CODES = ["disk-full", "permission", "read-only"] as const;
