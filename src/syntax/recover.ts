/**
 * Definitions whose header stands in a stretch that did not parse: found by the language's header pattern, line by
 * line, and given the extent that their indentation shows.
 * Invariant: the result nests properly; what the tree gave is kept, re-qualified where a recovered one encloses it.
 */
import type { Span } from "../model/range.ts";
import type { SymbolKind } from "../model/symbol.ts";
import { endOfComment, endOfString, type Lexis, markOf, quoteAt } from "./lexis.ts";
import { mostRecovered } from "./outline_size.ts";
import type { RecoverRule } from "./rules.ts";
import type { Draft } from "./draft.ts";

/** `drafts` together with what `rule` finds inside the spans `damaged`; `drafts` itself when it finds nothing. */
export function recoverDrafts(
  drafts: readonly Draft[],
  damaged: readonly Span[],
  text: string,
  rule: RecoverRule,
  lexis: Lexis,
): readonly Draft[] {
  const known = new Set(drafts.map((one) => one.nameStart));
  const masked = stringsAndComments(text, lexis);
  const lines = linesOf(text, lexis);
  const recovered: Draft[] = [];
  const owners = ownersOf(damaged, text, rule, masked, lines);
  let next = 0;
  let line = 0;
  let broken = 0;
  const most = mostRecovered(text);
  for (const match of text.matchAll(rule.pattern)) {
    if (recovered.length >= most) break;
    const { keyword = "", name = "", owner = "" } = match.groups ?? {};
    const [nameStart = -1, nameEnd = -1] = match.indices?.groups?.["name"] ?? [];
    const plainKind = rule.kinds.get(keyword);
    if (plainKind === undefined || nameStart < 0 || known.has(nameStart)) continue;
    while (broken < damaged.length && (damaged[broken]?.end ?? 0) <= nameStart) broken++;
    if ((damaged[broken]?.start ?? Infinity) > nameStart) continue;
    while (next < masked.length && (masked[next]?.end ?? 0) <= nameStart) next++;
    if ((masked[next]?.start ?? Infinity) <= nameStart) continue;
    const start = match.index + (match[0].length - match[0].trimStart().length);
    while ((lines[line + 1]?.start ?? Infinity) <= start) line++;
    const end = endByIndentation(lines, line);
    const body = bodyStartOf(text, nameEnd, end, lexis);
    recovered.push({
      kind: owner === "" ? plainKind : rule.inClass.get(plainKind) ?? plainKind,
      name,
      qualifier: owner,
      qualname: name,
      parent: -1,
      start,
      end,
      head: start,
      nameStart,
      nameEnd,
      bodyStart: body,
      bodyEnd: body < 0 ? -1 : end,
    });
  }
  if (recovered.length === 0 && owners.length === 0) return drafts;
  return nest(owned(drafts, owners, rule), owned(recovered, owners, rule), text, lines, rule);
}

/** A block that is no definition and owns what is in it (`impl T {`). */
interface Owner extends Span {
  readonly name: string;
}

/** Such blocks that begin in `damaged`, in source order. */
function ownersOf(
  damaged: readonly Span[],
  text: string,
  rule: RecoverRule,
  masked: readonly Span[],
  lines: readonly Line[],
): Owner[] {
  const owners: Owner[] = [];
  for (const match of rule.around === null ? [] : text.matchAll(rule.around)) {
    const start = match.index + (match[0].length - match[0].trimStart().length);
    if (!isInside(damaged, start) || isInside(masked, start)) continue;
    owners.push({
      start,
      end: endByIndentation(lines, lineIndexAt(lines, start)),
      name: match.groups?.["owner"] ?? "",
    });
  }
  return owners;
}

/** Whether one of `spans`, which come in order and do not overlap, holds `offset`. */
function isInside(spans: readonly Span[], offset: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return (spans[low]?.start ?? Infinity) <= offset;
}

/** `drafts`, in source order, with the name of the block around them, where there is one and the tree gave them no other. */
function owned(drafts: readonly Draft[], owners: readonly Owner[], rule: RecoverRule): readonly Draft[] {
  if (owners.length === 0) return drafts;
  const open: Owner[] = [];
  let next = 0;
  return drafts.map((draft) => {
    for (let one = owners[next]; one !== undefined && one.start < draft.start; one = owners[++next]) {
      open.push(one);
    }
    while ((open[open.length - 1]?.end ?? Infinity) <= draft.start) open.pop();
    const owner = open[open.length - 1];
    if (owner === undefined || draft.parent >= 0 || draft.qualifier !== "") return draft;
    return { ...draft, qualifier: owner.name, kind: rule.inClass.get(draft.kind) ?? draft.kind };
  });
}

/** What matters of a line for where a block ends. */
interface Line {
  readonly start: number;
  /** Just past its last unit that is no white space. */
  readonly end: number;
  readonly indent: number;
  readonly blank: boolean;
  readonly closes: boolean;
  readonly opens: boolean;
}

function linesOf(text: string, lexis: Lexis): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length;) {
    const stop = lineEnd(text, start);
    const line = text.slice(start, stop);
    const body = line.trim();
    lines.push({
      start,
      end: start + line.trimEnd().length,
      indent: line.length - line.trimStart().length,
      blank: body === "" || lexis.lineComments.some((token) => body.startsWith(token)),
      closes: lexis.blocks !== "indent" && /^(?:[})\]]|end\b)/.test(body),
      opens: body.startsWith("{"),
    });
    start = stop + 1;
  }
  return lines;
}

/**
 * Offset after the last line that is indented deeper than the header on line `index`, with the line that closes the
 * block where the language has one.
 */
function endByIndentation(lines: readonly Line[], index: number): number {
  const header = lines[index];
  let end = header?.end ?? 0;
  for (let i = index + 1; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || header === undefined) break;
    if (line.blank) continue;
    const outside = line.indent <= header.indent;
    const closes = line.closes && line.indent === header.indent;
    if (outside && !line.opens && !closes) break;
    end = line.end;
    if (closes) break;
  }
  return end;
}

/** Where the body of a header begins whose name ends at `nameEnd`: at its brace, or on the next line; or -1. */
function bodyStartOf(text: string, nameEnd: number, end: number, lexis: Lexis): number {
  const nextLine = Math.min(lineEnd(text, nameEnd), end);
  const brace = lexis.blocks === "brace" ? text.slice(nameEnd, nextLine).indexOf("{") : -1;
  return brace >= 0 ? nameEnd + brace : nextCode(text, nextLine, end);
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Offset of the first unit that is no white space in `from..to`, or -1. */
function nextCode(text: string, from: number, to: number): number {
  for (let i = from; i < to; i++) if (!/\s/.test(text[i] ?? "")) return i;
  return -1;
}

const HOLDS_METHODS: ReadonlySet<SymbolKind> = new Set<SymbolKind>([
  "class",
  "interface",
  "struct",
  "trait",
  "enum",
]);

function nest(
  drafts: readonly Draft[],
  recovered: readonly Draft[],
  text: string,
  lines: readonly Line[],
  rule: RecoverRule,
): Draft[] {
  const fresh = new Set(recovered);
  const sorted = [...drafts, ...recovered].sort((a, b) => a.start - b.start || b.end - a.end);
  const open: number[] = [];
  const out: Draft[] = [];
  for (const draft of sorted) {
    while (open.length > 0) {
      const top = out[open[open.length - 1] ?? -1];
      const sameSpan = top?.start === draft.start && top.end === draft.end;
      // One whose end was drawn in before the name does not hold it.
      if (top === undefined || top.end < draft.nameEnd || sameSpan) open.pop();
      else if (fresh.has(draft) && indentationAt(lines, top.start) >= indentationAt(lines, draft.start)) {
        // A header no deeper than the one around it ends that one, whatever the broken tree says.
        const end = text.slice(0, draft.start).trimEnd().length;
        top.end = Math.max(end, top.nameEnd);
        top.bodyStart = top.bodyStart >= top.end ? -1 : top.bodyStart;
        top.bodyEnd = top.bodyStart < 0 ? -1 : Math.min(top.bodyEnd, top.end);
        open.pop();
      } else break;
    }
    const parent = open[open.length - 1] ?? -1;
    const outer = out[parent];
    const local = draft.qualifier === "" ? draft.name : `${draft.qualifier}.${draft.name}`;
    const inClass = outer !== undefined && HOLDS_METHODS.has(outer.kind)
      ? rule.inClass.get(draft.kind)
      : undefined;
    const end = Math.min(draft.end, outer?.end ?? draft.end);
    const bodyStart = draft.bodyStart > end ? -1 : draft.bodyStart;
    open.push(out.length);
    out.push({
      ...draft,
      kind: inClass ?? draft.kind,
      parent,
      qualname: outer === undefined ? local : `${outer.qualname}.${local}`,
      end,
      bodyStart,
      bodyEnd: bodyStart < 0 ? -1 : Math.min(draft.bodyEnd, end),
    });
  }
  return out;
}

/** Units between the start of the line and `offset`: the indentation of what begins there. */
function indentationAt(lines: readonly Line[], offset: number): number {
  return offset - (lines[lineIndexAt(lines, offset)]?.start ?? 0);
}

/** Index of the line that holds `offset`. */
function lineIndexAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function stringsAndComments(text: string, lexis: Lexis): Span[] {
  const spans: Span[] = [];
  const mark = markOf(lexis);
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const start = found.index;
    const quote = quoteAt(text, start, lexis);
    const end = quote === "" ? endOfComment(text, start, lexis) : endOfString(text, start, quote);
    if (end > start) spans.push({ start, end });
    mark.lastIndex = Math.max(end, start + 1);
  }
  return spans;
}
