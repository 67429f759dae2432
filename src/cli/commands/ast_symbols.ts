/** `ctx ast symbols` */
import { listSymbols, type SymbolRow } from "../../context/ast_symbols.ts";
import { CtxError } from "../../model/error.ts";
import { SYMBOL_KINDS } from "../../model/symbol.ts";
import { loadModule } from "../../host/program.ts";
import type { Session } from "../../context/session.ts";
import type { Answer, Invocation, RunCommand } from "../command.ts";
import { announce, missingJson, missingNotice } from "../render/missing.ts";
import { symbolJson } from "../render/shapes.ts";

const KINDS: ReadonlySet<string> = new Set([...SYMBOL_KINDS, "section"]);

const FORMATS = ["text", "json", "jsonl", "ctags"] as const;

/** `class,function`; each must be a kind. */
function kindsOf(value: string): ReadonlySet<string> {
  const kinds = value.split(",").map((kind) => kind.trim()).filter((kind) => kind !== "");
  const unknown = kinds.find((kind) => !KINDS.has(kind));
  if (unknown !== undefined) {
    throw new CtxError("bad-value", `--kind: no kind ${JSON.stringify(unknown)}`, {
      hint: `kinds are ${[...KINDS].join(", ")}`,
    });
  }
  return new Set(kinds);
}

export const run: RunCommand = async (session, invocation) => {
  const kind = invocation.value("kind");
  const lang = invocation.value("lang");
  const kinds = kindsOf(kind);
  const format = invocation.has("json") ? "json" : invocation.choice("format", FORMATS, "text");
  const paths = invocation.operands;
  if (format === "jsonl" && paths.length === 0) return await streamed(session, invocation, kinds);
  const { files, symbols, missing } = await listSymbols(session, { paths, kinds, lang });
  for (const one of missing) announce(session, invocation, missingNotice(one));

  let count = 0;
  const counted = function* (): IterableIterator<SymbolRow> {
    for (const row of symbols) {
      count++;
      yield row;
    }
  };
  const [first] = symbols;
  if (first === undefined && missing.length === 0) announce(session, invocation, "no symbols there\n");
  const rendered = format === "text"
    ? await import("../render/symbols.ts")
    : format === "ctags"
    ? await loadModule<typeof import("../render/ctags.ts")>("src/cli/render/ctags.ts")
    : null;
  return {
    exit: first === undefined || missing.length > 0 ? 1 : 0,
    get payload() {
      return { symbols: [...counted()].map(symbolJson), missing: missing.map(missingJson) };
    },
    get lines() {
      return jsonLines(counted());
    },
    text: (style) => {
      if (rendered === null) return "";
      if ("renderSymbols" in rendered) return rendered.renderSymbols(counted(), style);
      const rows = [...counted()];
      const unsafe = new Set(rows.map((row) => row.path).filter(rendered.isUnsafeInTags));
      for (const path of unsafe) {
        session.warnings.push(`left out of the tags: Vim would run the backticks in ${path}`);
      }
      return rendered.renderTags(rows);
    },
    get facts() {
      return factsOf(invocation, format, files, count, missing.length);
    },
  };
};

/** Every symbol of the segment, one a line, also while the first pack is made. */
async function streamed(
  session: Session,
  invocation: Invocation,
  kinds: ReadonlySet<string>,
): Promise<Answer> {
  const { streamSymbols } = await loadModule<typeof import("../../context/stream_symbols.ts")>(
    "src/context/stream_symbols.ts",
  );
  const { rows, files } = streamSymbols(session, { paths: [], kinds, lang: invocation.value("lang") });
  let count = 0;
  async function* lines(): AsyncIterable<unknown> {
    for await (const row of rows) {
      count++;
      yield jsonLineOf(row);
    }
    if (count === 0) announce(session, invocation, "no symbols there\n");
  }
  return {
    get exit() {
      return count === 0 ? 1 : 0;
    },
    payload: {},
    lines: lines(),
    text: () => "",
    get facts() {
      return factsOf(invocation, "jsonl", files(), count, 0);
    },
  };
}

function factsOf(
  invocation: Invocation,
  format: string,
  files: number,
  symbols: number,
  missing: number,
): Answer["facts"] {
  const [kind, lang] = [invocation.value("kind"), invocation.value("lang")];
  return {
    paths: invocation.operands.length,
    ...kind === "" ? {} : { kind },
    ...lang === "" ? {} : { lang },
    format,
    files,
    symbols,
    missing,
  };
}

function* jsonLines(rows: Iterable<SymbolRow>): IterableIterator<unknown> {
  for (const row of rows) yield jsonLineOf(row);
}

function jsonLineOf(row: SymbolRow): unknown {
  return { schema: "ctx.ast.symbols/1", ...symbolJson(row) };
}
