/**
 * Text → definitions, in one parse and one walk, with every tree freed before it returns. Does not read files and
 * does not cache. Invariant: definitions come in source order, outer before inner, parents before children.
 */
import type { Definition } from "../model/symbol.ts";
import { indexLines } from "../model/line_index.ts";
import { findDocComment, findDocstring } from "./doc.ts";
import { ERROR_TYPE, type Grammar, type SyntaxCursor } from "./grammar.ts";
import { foldCode } from "./lexis.ts";
import { type Draft, walkDefinitions } from "./walk.ts";

export interface Outline {
  readonly definitions: readonly Definition[];
  /** 1-based lines of the first ERROR and MISSING nodes, ascending, at most 5. Not empty whenever the parse failed. */
  readonly errorLines: readonly number[];
}

const MAX_ERROR_LINES = 5;
/** A header is one line in a list of hits; beyond this it is generated code. */
const MAX_SIGNATURE = 1000;

/** Every definition in `text`. Synchronous; a text that takes too long to parse has none and an error at line 1. */
export function outlineOf(grammar: Grammar, text: string): Outline {
  const tree = grammar.parse(text);
  if (tree === null) return { definitions: [], errorLines: [1] };
  try {
    const cursor = tree.walk();
    try {
      const drafts = walkDefinitions(cursor, text, grammar.rules);
      const errorLines = tree.rootNode.hasError ? findErrorLines(cursor, text) : [];
      return { definitions: finishDrafts(drafts, text, grammar), errorLines };
    } finally {
      cursor.delete();
    }
  } finally {
    tree.delete();
  }
}

function finishDrafts(drafts: readonly Draft[], text: string, grammar: Grammar): Definition[] {
  const ordinals = new Map<string, number>();
  const docstrings = grammar.rules.source.docs === "docstring";
  return drafts.map((draft) => {
    const ordinal = (ordinals.get(draft.qualname) ?? 0) + 1;
    ordinals.set(draft.qualname, ordinal);
    const body = draft.bodyStart < 0 ? null : { start: draft.bodyStart, end: draft.bodyEnd };
    let doc = "";
    if (!docstrings) doc = findDocComment(text, draft.start, grammar.lexis);
    else if (body !== null && hasDocstring(draft)) {
      doc = findDocstring(text, body.start, grammar.lexis)?.line ?? "";
    }
    return {
      kind: draft.kind,
      name: draft.name,
      qualname: draft.qualname,
      ordinal,
      parent: draft.parent,
      span: { start: draft.start, end: draft.end },
      nameSpan: { start: draft.nameStart, end: draft.nameEnd },
      body,
      signature: signatureOf(draft, text, grammar),
      doc,
    };
  });
}

function hasDocstring(draft: Draft): boolean {
  return draft.kind === "class" || draft.kind === "function" || draft.kind === "method";
}

function signatureOf(draft: Draft, text: string, grammar: Grammar): string {
  const end = draft.bodyStart < 0 ? draft.end : draft.bodyStart;
  const header = foldCode(
    text.slice(draft.head, Math.min(end, draft.head + 4 * MAX_SIGNATURE)),
    grammar.lexis,
  );
  const bare = header.replace(/\s*(?:=>|[{:=,;])?\s*$/, "");
  return bare.length <= MAX_SIGNATURE ? bare : `${bare.slice(0, MAX_SIGNATURE - 1)}…`;
}

/** Lines of the first errors in source order; enters only nodes that hold one. `cursor` stands on the root. */
function findErrorLines(cursor: SyntaxCursor, text: string): number[] {
  const index = indexLines(text);
  const lines: number[] = [];
  let depth = 0;
  for (;;) {
    const isError = cursor.nodeTypeId === ERROR_TYPE || cursor.nodeIsMissing;
    if (isError) {
      const line = index.lineAt(cursor.startIndex);
      if (lines[lines.length - 1] !== line) lines.push(line);
      if (lines.length === MAX_ERROR_LINES) return lines;
    } else if (cursor.currentNode.hasError && cursor.gotoFirstChild()) {
      depth++;
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (depth === 0 || !cursor.gotoParent()) return lines.length > 0 ? lines : [1];
      depth--;
    }
  }
}
