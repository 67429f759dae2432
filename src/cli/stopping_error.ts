/**
 * From whatever stopped a command to the CtxError that is shown. What the disk or the operating system did is told
 * as such; only what nobody foresaw is a bug in ctx.
 */
import { DatabaseError } from "../host/database.ts";
import { HostError } from "../host/file_system.ts";
import { CtxError } from "../model/error.ts";

/** Never throws; a CtxError comes back as it is. */
export function toCtxError(error: unknown): CtxError {
  if (error instanceof CtxError) return error;
  if (error instanceof DatabaseError && error.code !== "other") {
    const message = `could not read the pack: ${error.code === "corrupt" ? "it is damaged" : error.code}`;
    return new CtxError("pack-unusable", message, { cause: error });
  }
  if (error instanceof HostError) return ofHostError(error);
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new CtxError("internal", `could not go on: ${what}`, { cause: error });
}

function ofHostError(error: HostError): CtxError {
  const could = `could not ${error.operation}`;
  switch (error.code) {
    case "disk-full":
      return new CtxError("disk-full", `${could}: the disk is full`, { cause: error });
    case "read-only":
      return new CtxError("read-only", `${could}: the disk is read-only`, { cause: error });
    case "permission":
      return new CtxError("permission", `${could}: not permitted`, {
        cause: error,
        hint: "check who owns _ctx and the segment's folder, and what they may do there",
      });
    default:
      return new CtxError("system", `${could}: ${error.code.replaceAll("-", " ")}`, { cause: error });
  }
}
