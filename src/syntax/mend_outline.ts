/**
 * The definitions of text that did not parse, or may have been misread: those of it with its known stumbling blocks
 * replaced, where that reads better, and those whose headers can be recognised where a tree has lost them.
 * Apart from reading.ts, since most text is sound: a command that parses one file does without it.
 */
import { indexLines } from "../model/line_index.ts";
import type { Span } from "../model/range.ts";
import type { Draft } from "./draft.ts";
import type { Grammar } from "./grammar.ts";
import { finishDrafts, type Outline, read, type Reading, type Unsound } from "./reading.ts";
import { recoverDrafts } from "./recover.ts";
import { repairText } from "./repair.ts";

const MAX_ERROR_LINES = 5;

/**
 * The outline of `text`, of which readText says that it is not sound. A text that cannot be parsed within bounds
 * (bounded_parse.ts), or a long one of endless lines, has those definitions whose headers can be recognised, and an error at
 * line 1.
 */
export function mendOutline(grammar: Grammar, text: string, { budget, first, isCut }: Unsound): Outline {
  const { rules, lexis } = grammar;
  const repaired = first === null ? null : repairText(text, rules.source.repairs, lexis);
  const second = repaired === null ? null : read(grammar, repaired, text, budget);
  const original = first ?? unread(text);
  const best = second !== null && isBetter(second, original) ? second : original;
  const recover = best.errors.length === 0 ? null : rules.source.recover;
  const drafts = recover === null
    ? best.drafts
    : recoverDrafts(best.drafts, best.damaged, text, recover, lexis);
  return {
    definitions: finishDrafts(nested(drafts), text, grammar),
    errorLines: errorLinesOf(best.errors, text),
    isCostly: isCut || repaired !== null && second === null || budget.isCostly(),
  };
}

function unread(text: string): Reading {
  return { drafts: [], errors: [{ start: 0, end: 0 }], damaged: [{ start: 0, end: text.length }] };
}

/** A damaged tree yields a few definitions that are none; one that lost more has swallowed what comes after. */
const KEPT_SHARE = 0.9;

/** No errors any more, or more definitions where there were none; else fewer errors, or much shorter ones: an error that spans the file is worse than many in single lines. */
function isBetter(repaired: Reading, original: Reading): boolean {
  if (original.errors.length === 0) {
    return repaired.errors.length === 0 && repaired.drafts.length > original.drafts.length;
  }
  if (repaired.errors.length === 0) return true;
  const fewer = repaired.errors.length < original.errors.length ||
    lengthOf(repaired.errors) < lengthOf(original.errors) / 2;
  return fewer && repaired.drafts.length >= KEPT_SHARE * original.drafts.length;
}

function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, one) => sum + one.end - one.start, 0);
}

/** `drafts` of a damaged tree, each made to hold its name, its body and its children; parents stand before them. */
function nested(drafts: readonly Draft[]): readonly Draft[] {
  for (let index = drafts.length - 1; index >= 0; index--) {
    const draft = drafts[index];
    if (draft === undefined) continue;
    draft.end = Math.max(draft.end, draft.nameEnd);
    if (draft.bodyStart > draft.end) draft.bodyStart = -1;
    const parent = drafts[draft.parent];
    if (parent !== undefined) parent.end = Math.max(parent.end, draft.end);
  }
  return drafts;
}

function errorLinesOf(errors: readonly Span[], text: string): number[] {
  const index = indexLines(text);
  return [...new Set(errors.map((one) => index.lineAt(one.start)))].slice(0, MAX_ERROR_LINES);
}
