/**
 * Text → definitions, in one parse and one walk, with every tree freed before it returns. Does not read files and
 * does not cache, and leaves broken text to mend_outline.ts. Invariant: definitions come in source order, outer before inner,
 * parents before children.
 */
import type { Definition } from "../model/symbol.ts";
import { followLines } from "../model/line_index.ts";
import type { Span } from "../model/range.ts";
import { hasEndlessLines, ParseBudget, WALK_REPORT } from "./bounded_parse.ts";
import { findDocComment, findDocstring } from "./doc.ts";
import { ERROR_TYPE } from "./compiled_rules.ts";
import type { Grammar, SyntaxCursor, SyntaxTree } from "./grammar.ts";
import { foldCode, foldHeader } from "./lexis.ts";
import { DEFINITION_UNITS, mostOutlineUnits } from "./outline_size.ts";
import type { Draft } from "./draft.ts";
import { walkDefinitions } from "./walk.ts";

export interface Outline {
  readonly definitions: readonly Definition[];
  /** 1-based lines of the first ERROR and MISSING nodes, ascending, at most 5. Not empty whenever the parse failed. */
  readonly errorLines: readonly number[];
  /** The text met a bound of bounded_parse.ts, or took more of one than source code does. */
  readonly isCostly: boolean;
}

/** Beyond this many errors a file is no source of this language, and looking on only costs time. */
const MAX_ERRORS = 100;
/** A header is one line in a list of hits; beyond this it is generated code. */
const MAX_SIGNATURE = 1000;

/** A text whose first parse may have lost something, or met a bound: its outline is for mend_outline.ts to make. */
export interface Unsound {
  /** What is left of its bounds. */
  readonly budget: ParseBudget;
  /** Null where no tree was made. */
  readonly first: Reading | null;
  /** The parse met a bound. */
  readonly isCut: boolean;
}

/** The outline of `text` where one parse gives it, as for nearly all source code; else what mend_outline.ts goes on with. */
export function readText(grammar: Grammar, text: string): Outline | Unsound {
  const budget = new ParseBudget(text);
  const isEndless = hasEndlessLines(text);
  const first = isEndless ? null : read(grammar, text, text, budget);
  if (first === null || first.errors.length > 0 || grammar.rules.source.misread?.test(text) === true) {
    return { budget, first, isCut: first === null && !isEndless };
  }
  return {
    definitions: finishDrafts(first.drafts, text, grammar),
    errorLines: [],
    isCostly: budget.isCostly(),
  };
}

/** Whether `reading` is not the whole outline yet. */
export function isUnsound(reading: Outline | Unsound): reading is Unsound {
  return "first" in reading;
}

/** What one parse and the walk over its tree have found. */
export interface Reading {
  readonly drafts: readonly Draft[];
  /** Spans of the outermost errors, in source order, at most MAX_ERRORS. */
  readonly errors: readonly Span[];
  /** Where definitions may have been lost. */
  readonly damaged: readonly Span[];
}

/** Parses `parsed` and walks its tree, null when a bound was met; names are sliced from `text`, which has the same offsets. */
export function read(grammar: Grammar, parsed: string, text: string, budget: ParseBudget): Reading | null {
  const tree = grammar.parse(parsed, budget);
  if (tree === null) return null;
  try {
    const cursor = tree.walk();
    try {
      const damaged = tree.hasError;
      const drafts = walkDefinitions(cursor, text, grammar.rules, budget, damaged);
      if (drafts === null) return null;
      if (!damaged) return { drafts, errors: [], damaged: [] };
      return {
        drafts,
        errors: findErrors(cursor, budget),
        damaged: findDamaged(tree, text, budget),
      };
    } finally {
      cursor.delete();
    }
  } finally {
    tree.delete();
  }
}

/** The definitions of `text` that `drafts` stand for. */
export function finishDrafts(drafts: readonly Draft[], text: string, grammar: Grammar): Definition[] {
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
