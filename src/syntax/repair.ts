/**
 * Second chances for text that its grammar cannot parse though the language allows it: the text with what the
 * grammar stumbles over blanked out, every offset unchanged. outline.ts uses the result only if it parses without
 * any error, and slices signatures from the original.
 * Invariant: the result is exactly as long as the input.
 */
import { endOfComment, endOfString, type Lexis, quoteAt } from "./lexis.ts";

/** What a definitions.json may ask for under `repairs`. */
export const REPAIRS = ["join_bracketed_lines", "blank_type_parameter_defaults"] as const;
export type Repair = typeof REPAIRS[number];

/** `text` with `repairs` made, or null where there was nothing to repair. */
export function repairText(text: string, repairs: readonly Repair[], lexis: Lexis): string | null {
  const join = repairs.includes("join_bracketed_lines");
  const defaults = repairs.includes("blank_type_parameter_defaults");
  const out: string[] = [];
  let copiedTo = 0;
  const blank = (from: number, to: number): void => {
    out.push(text.slice(copiedTo, from), " ".repeat(to - from));
    copiedTo = to;
  };

  let depth = 0;
  /** Depth inside the type parameter list being read; 0 outside of one. */
  let listDepth = 0;
  /** Where the default being read began; -1 outside of one. */
  let defaultStart = -1;
  for (let i = 0; i < text.length;) {
    const afterComment = endOfComment(text, i, lexis);
    if (afterComment > i) {
      if (join && depth > 0) blank(i, afterComment);
      i = afterComment;
      continue;
    }
    const quote = quoteAt(text, i, lexis);
    if (quote !== "") {
      i = endOfString(text, i, quote);
      continue;
    }
    const unit = text[i];
    if (unit === "(" || unit === "[" || unit === "{") {
      depth++;
      if (defaults && listDepth === 0 && unit === "[" && opensTypeParameters(text, i)) listDepth = depth;
    } else if (unit === ")" || unit === "]" || unit === "}") {
      if (listDepth > 0 && depth === listDepth) {
        if (defaultStart >= 0) blank(defaultStart, i);
        defaultStart = -1;
        listDepth = 0;
      }
      if (depth > 0) depth--;
    } else if (listDepth > 0 && depth === listDepth && unit === "," && defaultStart >= 0) {
      blank(defaultStart, i);
      defaultStart = -1;
    } else if (listDepth > 0 && depth === listDepth && unit === "=" && defaultStart < 0) {
      defaultStart = i;
    } else if (join && depth > 0 && defaultStart < 0 && (unit === "\n" || unit === "\r")) {
      blank(i, i + 1);
    }
    i++;
  }
  if (copiedTo === 0) return null;
  out.push(text.slice(copiedTo));
  return out.join("");
}

const BEFORE_TYPE_PARAMETERS = /(?:^|[\s;:])(?:def|class|type)\s+\w+\s*$/u;

function opensTypeParameters(text: string, at: number): boolean {
  return BEFORE_TYPE_PARAMETERS.test(text.slice(Math.max(0, at - 200), at));
}
