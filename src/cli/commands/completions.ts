/** `ctx completions` */
import manifest from "../../../deno.json" with { type: "json" };
import { CtxError } from "../../model/error.ts";
import type { Invocation } from "../command.ts";
import { COMMANDS } from "../commands.ts";
import { renderCompletions, renderManual, SHELLS } from "../completions.ts";

/** When the manual page's own words changed last: it stands in its footer. */
const MANUAL_DATE = "2026-11-23";

/** The completions for the shell in the operand, or the manual page. Throws CtxError `bad-value`. */
export function print(invocation: Invocation): string {
  const [wanted = ""] = invocation.operands;
  if (wanted === "man") return renderManual(COMMANDS, manifest.version, MANUAL_DATE);
  const shell = SHELLS.find((known) => known === wanted);
  if (shell === undefined) {
    throw new CtxError(
      "bad-value",
      `ctx completions knows ${SHELLS.join(", ")} and man, not ${JSON.stringify(wanted)}`,
    );
  }
  return renderCompletions(COMMANDS, shell);
}
