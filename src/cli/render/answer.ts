/** The envelope that every answer and every error has, and nothing about any one command. */
import type { CtxError } from "../../model/error.ts";
import { outcomeOf } from "../exit_code.ts";
import { jsonLine } from "./json_line.ts";
import { paint, visibleName } from "./text.ts";

export interface Envelope {
  /** `ast symbols` → `ctx.ast.symbols/1`. */
  readonly command: string;
  readonly segment: string;
  readonly packSha: string | null;
  readonly timingMs: number;
  readonly warnings: readonly string[];
}

/** One JSON object on one line. */
export function renderJson(envelope: Envelope, payload: Readonly<Record<string, unknown>>): string {
  const answer = {
    schema: `ctx.${envelope.command.replaceAll(" ", ".")}/1`,
    segment: envelope.segment,
    pack_sha: envelope.packSha,
    timing_ms: envelope.timingMs,
    warnings: envelope.warnings,
    ...payload,
  };
  return jsonLine(answer);
}

/** An error as stderr gets it: one line of JSON, or two lines for people. */
export function renderError(error: CtxError, json: boolean, colour: boolean): string {
  const hint = error.hint === "" ? outcomeOf(error.code).hint : error.hint;
  if (json) {
    return jsonLine({ schema: "ctx.error/1", code: error.code, message: error.message, hint });
  }
  const first = `${paint(colour, "red", "error:")} ${visibleName(error.message)}\n`;
  return hint === "" ? first : `${first}${paint(colour, "dim", "hint:")} ${visibleName(hint)}\n`;
}
