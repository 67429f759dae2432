/**
 * Text → definitions, in one parse and one walk, with every tree freed before it returns. Does not read files and
 * does not cache. Invariant: definitions come in source order, outer before inner, parents before children.
 */
import type { Definition } from "../model/symbol.ts";
import { followLines, indexLines } from "../model/line_index.ts";
import type { Span } from "../model/range.ts";
import { hasEndlessLines, ParseBudget, WALK_REPORT } from "./bounded_parse.ts";
import { findDocComment, findDocstring } from "./doc.ts";
import { ERROR_TYPE } from "./compiled_rules.ts";
import type { Grammar, SyntaxCursor, SyntaxTree } from "./grammar.ts";
import { foldCode, foldHeader } from "./lexis.ts";
import { DEFINITION_UNITS, mostOutlineUnits } from "./outline_size.ts";
import { recoverDrafts } from "./recover.ts";
import type { Draft } from "./draft.ts";
import { walkDefinitions } from "./walk.ts";

export interface Outline {
  readonly definitions: readonly Definition[];
  /** 1-based lines of the first ERROR and MISSING nodes, ascending, at most 5. Not empty whenever the parse failed. */
  readonly errorLines: readonly number[];
  /** The text met a bound of bounded_parse.ts, or took more of one than source code does. */
  readonly isCostly: boolean;
}

const MAX_ERROR_LINES = 5;
/** Beyond this many errors a file is no source of this language, and looking on only costs time. */
const MAX_ERRORS = 100;
/** A header is one line in a list of hits; beyond this it is generated code. */
const MAX_SIGNATURE = 1000;

/**
 * Every definition in `text`. Synchronous. A text that cannot be parsed within bounds (bounded_parse.ts), or a long one of
 * endless lines, has those definitions whose headers can be recognised, and an error at line 1.
 */
export function outlineOf(grammar: Grammar, text: string): Outline {
  const { rules, lexis } = grammar;
  const budget = new ParseBudget(text);
  let isCut = false;
  const readWithin = (parsed: string): Reading | null => {
    const reading = read(grammar, parsed, text, budget);
    isCut ||= reading === null;
    return reading;
  };
  const first = (hasEndlessLines(text) ? null : readWithin(text)) ?? unread(text);
  if (first.errors.length === 0 && rules.source.misread?.test(text) !== true) {
    const definitions = finishDrafts(first.drafts, text, grammar);
    return { definitions, errorLines: [], isCostly: budget.isCostly() };
  }
  const repaired = first.unread ? null : grammar.repair(text);
  const second = repaired === null ? null : readWithin(repaired);
  const best = second !== null && isBetter(second, first) ? second : first;
  const recover = best.errors.length === 0 ? null : rules.source.recover;
  const drafts = recover === null
    ? best.drafts
    : recoverDrafts(best.drafts, best.damaged, text, recover, lexis);
  return {
    definitions: finishDrafts(nested(drafts), text, grammar),
    errorLines: errorLinesOf(best.errors, text),
    isCostly: isCut || budget.isCostly(),
  };
}

function unread(text: string): Reading {
  const whole = { start: 0, end: text.length };
  return { drafts: [], errors: [{ start: 0, end: 0 }], damaged: [whole], unread: true };
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

interface Reading {
  readonly drafts: readonly Draft[];
  /** Spans of the outermost errors, in source order, at most MAX_ERRORS. */
  readonly errors: readonly Span[];
  /** Where definitions may have been lost. */
  readonly damaged: readonly Span[];
  /** No tree was made of it. */
  readonly unread: boolean;
}

/** Parses `parsed` and walks its tree; names are sliced from `text`, which has the same offsets. */
function read(grammar: Grammar, parsed: string, text: string, budget: ParseBudget): Reading | null {
  const tree = grammar.parse(parsed, budget);
  if (tree === null) return null;
  try {
    const cursor = tree.walk();
    try {
      const damaged = tree.hasError;
      const drafts = walkDefinitions(cursor, text, grammar.rules, budget, damaged);
      if (drafts === null) return null;
      if (!damaged) return { drafts, errors: [], damaged: [], unread: false };
      return {
        drafts,
        errors: findErrors(cursor, budget),
        damaged: findDamaged(tree, text, budget),
        unread: false,
      };
    } finally {
      cursor.delete();
    }
  } finally {
    tree.delete();
  }
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

function finishDrafts(drafts: readonly Draft[], text: string, grammar: Grammar): Definition[] {
  const ordinals = new Map<string, number>();
  const docstrings = grammar.rules.source.docs === "docstring";
  const definitions: Definition[] = [];
  let left = mostOutlineUnits(text);
  // All names of one statement share its comment and its header: `a, b, c = …`.
  let [commentAt, comment] = [-1, ""];
  const commentBefore = (start: number): string => {
    if (start !== commentAt) [commentAt, comment] = [start, findDocComment(text, start, grammar.lexis)];
    return comment;
  };
  let [headed, signature]: [Draft | null, string] = [null, ""];
  for (const draft of drafts) {
    const ordinal = (ordinals.get(draft.qualname) ?? 0) + 1;
    ordinals.set(draft.qualname, ordinal);
    const end = trimEnd(text, draft.end, draft.nameEnd);
    const body = draft.bodyStart < 0 ? null : { start: draft.bodyStart, end: Math.min(draft.bodyEnd, end) };
    let doc = "";
    if (!docstrings) {
      doc = commentBefore(draft.start);
      if (doc === "" && draft.head > draft.start) doc = commentBefore(draft.head);
    } else if (body !== null && hasDocstring(draft)) {
      doc = findDocstring(text, body.start, grammar.lexis)?.line ?? "";
    }
    if (headed === null || !hasSameHeader(draft, headed)) signature = signatureOf(draft, text, grammar);
    headed = draft;
    left -= DEFINITION_UNITS + draft.qualname.length + signature.length + doc.length;
    if (left < 0) break;
    definitions.push({
      kind: draft.kind,
      name: draft.name,
      qualname: draft.qualname,
      ordinal,
      parent: draft.parent,
      span: { start: draft.start, end },
      nameSpan: { start: draft.nameStart, end: draft.nameEnd },
      body,
      signature,
      doc,
    });
  }
  return definitions;
}

function hasSameHeader(one: Draft, other: Draft): boolean {
  return one.head === other.head && one.bodyStart === other.bodyStart && one.end === other.end;
}

/** Some grammars count the line end after a definition in. */
function trimEnd(text: string, end: number, least: number): number {
  let trimmed = end;
  while (trimmed > least && text.charCodeAt(trimmed - 1) <= 32) trimmed--;
  return trimmed;
}

function hasDocstring(draft: Draft): boolean {
  return draft.kind === "class" || draft.kind === "function" || draft.kind === "method";
}

function signatureOf(draft: Draft, text: string, grammar: Grammar): string {
  const end = Math.min(draft.bodyStart < 0 ? draft.end : draft.bodyStart, draft.head + 4 * MAX_SIGNATURE);
  const header = text.slice(draft.head, end).trimEnd();
  const folded = grammar.lexis.blocks === "brace"
    ? foldCode(header, grammar.lexis)
    : foldHeader(header, grammar.lexis);
  const bare = withoutOpener(grammar.lexis.blocks === "word" ? withoutEnd(folded) : folded)
    .replace(/[\r\n]+/g, " ") + // a carriage return alone ends no line, and may stand in any string
    nameBehindBody(draft);
  return bare.length <= MAX_SIGNATURE ? bare : `${bare.slice(0, MAX_SIGNATURE - 1)}…`;
}

/** Of what has its name behind its body, as C's `typedef struct { … } point`. */
function nameBehindBody({ name, nameStart, bodyStart }: Draft): string {
  return bodyStart >= 0 && nameStart > bodyStart ? ` { … } ${name}` : "";
}

/** Without the word that closes a block in the same line, and a `;` before it. */
function withoutEnd(header: string): string {
  if (!/\bend$/.test(header)) return header;
  const rest = header.slice(0, -"end".length).trimEnd();
  return rest.endsWith(";") ? rest.slice(0, -1).trimEnd() : rest;
}

/** Without what leads over to the body. Not one pattern: blanks before and after a sign that may be absent are tried in every way. */
function withoutOpener(header: string): string {
  const rest = header.trimEnd();
  const length = rest.endsWith("=>") ? 2 : /[{:=,;\\]$/.test(rest) ? 1 : 0;
  return length === 0 ? rest : rest.slice(0, -length).trimEnd();
}

/**
 * Spans of the root's children that hold an error, from the start of their line to the next child; all that is left of
 * the text once `budget` is used up.
 */
function findDamaged(tree: SyntaxTree, text: string, budget: ParseBudget): Span[] {
  const cursor = tree.walk();
  try {
    if (cursor.nodeTypeId === ERROR_TYPE) return [{ start: 0, end: text.length }];
    const damaged: Span[] = [];
    const lineStartAt = followLines(text);
    let start = -1;
    let more = cursor.gotoFirstChild();
    for (let looked = 1; more; looked++) {
      if (start >= 0) damaged.push({ start, end: cursor.startIndex });
      if (looked % WALK_REPORT === 0 && !budget.walked(WALK_REPORT)) {
        start = lineStartAt(cursor.startIndex);
        break;
      }
      start = cursor.nodeHasError ? lineStartAt(cursor.startIndex) : -1;
      more = cursor.gotoNextSibling();
    }
    if (start >= 0) damaged.push({ start, end: text.length });
    return damaged;
  } finally {
    cursor.delete();
  }
}

/**
 * The outermost errors in source order, as far as `budget` reaches; enters only nodes that hold one. `cursor` stands on
 * the root of a tree that holds at least one.
 */
function findErrors(cursor: SyntaxCursor, budget: ParseBudget): Span[] {
  const errors: Span[] = [];
  let depth = 0;
  for (let looked = 1;; looked++) {
    if (looked % WALK_REPORT === 0 && !budget.walked(WALK_REPORT)) {
      errors.push({ start: cursor.startIndex, end: cursor.endIndex });
      return errors;
    }
    if (cursor.nodeTypeId === ERROR_TYPE || cursor.nodeIsMissing) {
      errors.push({ start: cursor.startIndex, end: cursor.endIndex });
      if (errors.length === MAX_ERRORS) return errors;
    } else if (cursor.nodeHasError && cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (depth === 0 || !cursor.gotoParent()) return errors;
      depth--;
    }
  }
}

function errorLinesOf(errors: readonly Span[], text: string): number[] {
  const index = indexLines(text);
  return [...new Set(errors.map((one) => index.lineAt(one.start)))].slice(0, MAX_ERROR_LINES);
}
