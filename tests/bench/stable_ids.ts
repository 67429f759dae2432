/**
 * Edits elsewhere in a file, and whether they leave every other definition its id: what tests/property/id_stability_test.ts
 * tries on short texts and id_stability.ts on repositories. An edit goes before or after a top-level definition, as an
 * author's would.
 */
import type { Definition } from "../../src/model/symbol.ts";

/** A definition of each language with a name of its own, as it stands at the top of a file. */
export const INSERTED: Readonly<Record<string, string>> = {
  bash: "zz_inserted() {\n  :\n}\n",
  c: "int zz_inserted(void) {\n    return 0;\n}\n",
  cpp: "int zz_inserted() {\n    return 0;\n}\n",
  csharp: "class zz_inserted\n{\n}\n",
  go: "func zz_inserted() int {\n\treturn 0\n}\n",
  java: "class zz_inserted {\n}\n",
  javascript: "function zz_inserted() {\n  return 0;\n}\n",
  kotlin: "fun zz_inserted(): Int {\n    return 0\n}\n",
  lua: "function zz_inserted()\n  return 0\nend\n",
  php: "function zz_inserted() {\n    return 0;\n}\n",
  python: "def zz_inserted():\n    return 0\n",
  ruby: "def zz_inserted\n  0\nend\n",
  rust: "fn zz_inserted() -> i32 {\n    0\n}\n",
  scala: "class zz_inserted {\n}\n",
  swift: "func zz_inserted() -> Int {\n    return 0\n}\n",
  tsx: "function zz_inserted() {\n  return 0;\n}\n",
  typescript: "function zz_inserted() {\n  return 0;\n}\n",
};

/** One edit: what stands at `at` for `length` units becomes `piece`. */
export interface TextEdit {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

export function applyEdit(text: string, { at, length, piece }: TextEdit): string {
  return text.slice(0, at) + piece + text.slice(at + length);
}

/** Lines, comments and a definition that may be put in anywhere between two others. */
export function insertions(language: string, lineComment: string): string[] {
  const comment = `${lineComment} zz a comment\n`;
  return ["\n", "\n\n\n", comment, `\n${comment}\n`, `\n${INSERTED[language] ?? ""}\n`];
}

/** Offsets at which a definition begins at the start of a line, outside every other, and the end of the text. */
export function seams(text: string, definitions: readonly Definition[]): number[] {
  const starts = new Set<number>([text.length]);
  let end = 0;
  for (const one of definitions) {
    if (one.parent !== -1) continue;
    const lineStart = text.lastIndexOf("\n", one.span.start - 1) + 1;
    if (lineStart >= end && lineStart === one.span.start) starts.add(lineStart);
    end = Math.max(end, one.span.end);
  }
  return [...starts];
}

/** Removals of whole top-level definitions that stand on lines of their own and share them with no other. */
export function removals(text: string, definitions: readonly Definition[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let end = 0;
  for (const [index, one] of definitions.entries()) {
    if (one.parent !== -1) continue;
    const lineStart = text.lastIndexOf("\n", one.span.start - 1) + 1;
    const lineEnd = text.indexOf("\n", one.span.end);
    const alone = lineStart === one.span.start && lineStart >= end && lineEnd >= 0 &&
      /^[ \t;]*\r?$/.test(text.slice(one.span.end, lineEnd));
    const next = definitions.slice(index + 1).find((other) => other.parent === -1);
    if (alone && (next === undefined || next.span.start > lineEnd)) {
      edits.push({ at: lineStart, length: lineEnd + 1 - lineStart, piece: "" });
    }
    end = Math.max(end, one.span.end);
  }
  return edits;
}

/** Removals of lines that are blank or hold only a line comment, outside every definition. */
export function lineRemovals(
  text: string,
  definitions: readonly Definition[],
  lineComment: string,
): TextEdit[] {
  const edits: TextEdit[] = [];
  const tops = definitions.filter((one) => one.parent === -1);
  let next = 0;
  let inside = 0;
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    for (let top = tops[next]; top !== undefined && top.span.start < end; top = tops[++next]) {
      inside = Math.max(inside, top.span.end);
    }
    const line = text.slice(start, end).trim();
    if (start >= inside && (line === "" || lineComment !== "" && line.startsWith(lineComment))) {
      edits.push({ at: start, length: end - start, piece: "" });
    }
    start = end;
  }
  return edits;
}

/** As printed after `#`, with the number that distinguishes equal names always shown. */
export function idsOf(definitions: readonly Definition[]): string[] {
  return definitions.map((one) => `${one.qualname}@${one.ordinal}`);
}

/**
 * What `edit` did to the ids of the definitions `before` that it leaves in the text, given those `after` it; "" where each
 * has its id and its name where the edit has moved it. What bears the name of a definition that was removed is left
 * out: its number may change.
 */
export function idChange(
  before: readonly Definition[],
  after: readonly Definition[],
  edit: TextEdit,
): string {
  const gone = new Set<string>();
  const isGone = (one: Definition): boolean =>
    one.nameSpan.start >= edit.at && one.nameSpan.start < edit.at + edit.length;
  for (const one of before) if (isGone(one)) gone.add(one.qualname);
  const moved = edit.piece.length - edit.length;
  const expected = before.filter((one) => !gone.has(one.qualname)).map((one) =>
    `${one.qualname}@${one.ordinal} at ${one.nameSpan.start + (one.nameSpan.start >= edit.at ? moved : 0)}`
  );
  const found = after
    .filter((one) => !one.qualname.split(".").includes("zz_inserted") && !gone.has(one.qualname))
    .map((one) => `${one.qualname}@${one.ordinal} at ${one.nameSpan.start}`);
  if (expected.join("\n") === found.join("\n")) return "";
  const lost = expected.find((one) => !found.includes(one));
  const fresh = found.find((one) => !expected.includes(one));
  return `lost ${lost ?? "nothing"}, new ${fresh ?? "nothing"}`;
}
