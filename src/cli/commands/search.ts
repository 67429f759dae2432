/** `ctx search` */
import { searchChunks, type SearchHit } from "../../context/search.ts";
import { CtxError } from "../../model/error.ts";
import { SYMBOL_KINDS } from "../../model/symbol.ts";
import type { RunCommand, TextStyle } from "../command.ts";
import { rangeJson } from "../render/shapes.ts";
import { clip, grouped, paint, visibleName } from "../render/text.ts";

const DEFAULT_LIMIT = 10;
const MOST_HITS = 1000;

const KINDS: readonly string[] = [...SYMBOL_KINDS, "section", "lines", "file"];

export const run: RunCommand = async (session, invocation) => {
  const query = [...invocation.operands, invocation.value("query")].filter((part) => part !== "").join(" ");
  if (query.trim() === "") {
    throw new CtxError("usage", "ctx search needs a query", {
      hint: "for example: ctx search where is the timeout set",
    });
  }
  const limit = invocation.whole("limit", DEFAULT_LIMIT, 1, MOST_HITS);
  const kind = invocation.choice("kind", KINDS, "");
  const [lang, path] = [invocation.value("lang"), invocation.value("path")];
  const explain = invocation.has("explain");
  const hits = await searchChunks(session, { query, limit, kind, lang, path, explain });
  return {
    exit: hits.length > 0 ? 0 : 1,
    payload: { query, hits: hits.map(hitJson) },
    text: (style) =>
      hits.length === 0 ? "no hits\n" : hits.map((hit, index) => renderHit(hit, index + 1, style)).join("\n"),
    facts: { query: session.queryText(query), limit, hits: hits.length, explain },
  };
};

const FIELDS = ["name", "signature", "doc", "path", "body"] as const;

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function hitJson(hit: SearchHit): Record<string, unknown> {
  const { id, kind, lang, path, signature, doc, explanation } = hit;
  const common = { id, kind, lang, path, range: rangeJson(hit.range), signature, doc };
  const fields = (explanation?.fields ?? []).map((value, index) => [FIELDS[index], rounded(value)]);
  const reasons = Object.entries(explanation?.reasons ?? {}).map(([name, value]) => [name, rounded(value)]);
  return {
    ...common,
    score: rounded(hit.score),
    token_est: hit.tokenEst,
    ...explanation === null
      ? {}
      : { explain: { fields: Object.fromEntries(fields), factors: Object.fromEntries(reasons) } },
  };
}

/** Columns that the number of a hit takes, so that the lines below it are indented alike. */
const INDENT = "    ";

function renderHit(hit: SearchHit, number: number, { columns, colour }: TextStyle): string {
  const lines = `${hit.range.startLine}-${hit.range.endLine}`;
  const facts = `${hit.kind}, lines ${lines}, ~${grouped(hit.tokenEst)} tokens`;
  const rows = [
    `${String(number).padStart(2)}  ${paint(colour, "cyan", visibleName(hit.id))}  ${
      paint(colour, "dim", facts)
    }`,
  ];
  const room = Math.max(20, columns - INDENT.length);
  // The id already says which file it is; a signature that only repeats the name says nothing more.
  if (hit.signature !== "") rows.push(INDENT + clip(visibleName(hit.signature), room));
  if (hit.doc !== "") rows.push(INDENT + paint(colour, "dim", clip(visibleName(hit.doc), room)));
  // The line that matched, unless it is the signature or the docstring above.
  const { preview } = hit;
  const known = [hit.signature, hit.doc].filter((text) => text !== "");
  if (preview !== null && !known.some((text) => preview.text.includes(text) || text.includes(preview.text))) {
    rows.push(
      INDENT + clip(`${paint(colour, "green", `${preview.line}:`)} ${visibleName(preview.text)}`, room),
    );
  }
  if (hit.explanation !== null) {
    const { fields, reasons } = hit.explanation;
    const words = fields.map((value, index) => `${FIELDS[index]} ${value.toFixed(1)}`);
    const factors = Object.entries(reasons).map(([name, value]) => `${name} ${value.toFixed(2)}`);
    rows.push(`${INDENT}words alone in: ${words.join(", ")}`);
    rows.push(`${INDENT}score ${hit.score.toFixed(1)} from ${factors.join(", ")}`);
  }
  return `${rows.join("\n")}\n`;
}
