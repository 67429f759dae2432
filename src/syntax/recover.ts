/**
 * Definitions whose header stands in a stretch that did not parse: found by the language's header pattern, line by
 * line, and given the extent that their indentation shows.
 * Invariant: the result nests properly; what the tree gave is kept, re-qualified where a recovered one encloses it.
 */
import type { Span } from "../model/range.ts";
import type { SymbolKind } from "../model/symbol.ts";
import { endOfComment, endOfString, type Lexis, quoteAt } from "./lexis.ts";
import type { RecoverRule } from "./rules.ts";
import type { Draft } from "./walk.ts";

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
  const recovered: Draft[] = [];
  let next = 0;
  for (const match of text.matchAll(rule.pattern)) {
    const { keyword = "", name = "", owner = "" } = match.groups ?? {};
    const [nameStart = -1, nameEnd = -1] = match.indices?.groups?.["name"] ?? [];
    const plainKind = rule.kinds.get(keyword);
    if (plainKind === undefined || nameStart < 0 || known.has(nameStart)) continue;
    if (!damaged.some((one) => one.start <= nameStart && nameStart < one.end)) continue;
    while (next < masked.length && (masked[next]?.end ?? 0) <= nameStart) next++;
    if ((masked[next]?.start ?? Infinity) <= nameStart) continue;
    const start = match.index + (match[0].length - match[0].trimStart().length);
    const end = endByIndentation(text, start, lexis);
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
  return recovered.length === 0 ? drafts : nest(drafts, recovered, text, rule);
}

/**
 * Offset after the last line that is indented deeper than the header at `start`, with the line that closes the
 * block where the language has one.
 */
function endByIndentation(text: string, start: number, lexis: Lexis): number {
  const indent = indentationAt(text, start);
  let end = lineEnd(text, start);
  for (let at = end + 1; at < text.length;) {
    const stop = lineEnd(text, at);
    const line = text.slice(at, stop);
    const body = line.trim();
    if (body !== "" && !lexis.lineComments.some((token) => body.startsWith(token))) {
      const depth = line.length - line.trimStart().length;
      const closes = lexis.blocks !== "indent" && /^(?:[})\]]|end\b)/.test(body);
      if (depth <= indent && !body.startsWith("{") && !(depth === indent && closes)) break;
      end = at + line.trimEnd().length;
      if (depth <= indent && closes) break;
    }
    at = stop + 1;
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
      if (top === undefined || top.end <= draft.start || sameSpan) open.pop();
      else if (fresh.has(draft) && indentationAt(text, top.start) >= indentationAt(text, draft.start)) {
        // A header no deeper than the one around it ends that one, whatever the broken tree says.
        const end = text.slice(0, draft.start).trimEnd().length;
        top.end = Math.max(end, top.nameEnd);
        top.bodyStart = top.bodyStart >= top.end ? -1 : top.bodyStart;
        top.bodyEnd = Math.min(top.bodyEnd, top.end);
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
    open.push(out.length);
    out.push({
      ...draft,
      kind: inClass ?? draft.kind,
      parent,
      qualname: outer === undefined ? local : `${outer.qualname}.${local}`,
      end,
      bodyEnd: Math.min(draft.bodyEnd, end),
    });
  }
  return out;
}

/** Units between the start of the line and `offset`: the indentation of what begins there. */
function indentationAt(text: string, offset: number): number {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function stringsAndComments(text: string, lexis: Lexis): Span[] {
  const spans: Span[] = [];
  for (let i = 0; i < text.length;) {
    const quote = quoteAt(text, i, lexis);
    const end = quote === "" ? endOfComment(text, i, lexis) : endOfString(text, i, quote);
    if (end > i) spans.push({ start: i, end });
    i = Math.max(end, i + 1);
  }
  return spans;
}
