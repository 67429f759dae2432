/**
 * The repairs of C, C++ and C# in the order in which each helps the next: the branches of `#if` first, then macros, then
 * expressions.
 * Invariant: the result is exactly as long as the input; line ends stay.
 */
import { blankAttributeMacros } from "./attribute_macros.ts";
import { keepFirstBranches } from "./conditional_branches.ts";
import { plainExpressions } from "./cpp_expressions.ts";
import type { Lexis } from "./lexis.ts";
import type { Repair } from "./rules.ts";

export const C_REPAIRS: ReadonlySet<Repair> = new Set<Repair>([
  "keep_first_branches",
  "blank_attribute_macros",
  "plain_expressions",
]);

/** `text` with those of `repairs` made that are made here; `text` itself where there was nothing to repair. */
export function repairC(text: string, repairs: readonly Repair[], lexis: Lexis): string {
  const branched = repairs.includes("keep_first_branches") ? keepFirstBranches(text) : text;
  const bare = repairs.includes("blank_attribute_macros") ? blankAttributeMacros(branched, lexis) : branched;
  return repairs.includes("plain_expressions") ? plainExpressions(bare) : bare;
}
