/**
 * `ctx ast symbols --format jsonl` over a whole segment: where there is no pack yet, the rows of a file are handed out
 * as soon as it is parsed, while the others still are.
 * Nobody waits for them, so that the whole segment is indexed, however long that takes. Where there is a pack, all is as
 * without this module.
 * Invariant: the same rows in the same order as listSymbols gives afterwards, and the pack is made whole even when the
 * reader goes away.
 */
import type { PackReader } from "../pack/reader.ts";
import { decodeOutline } from "../pack/outline_codec.ts";
import { languageOfPath } from "../syntax/languages.ts";
import { lacksPack, languageFilter, type SymbolRow, symbolRows, type SymbolsRequest } from "./ast_symbols.ts";
import { answerBeside, isLongBeside, openFreshPack } from "./fresh_pack.ts";
import type { FileOutline } from "./named_outlines.ts";
import type { Session } from "./session.ts";
import { syncPack } from "./sync_pack.ts";

export interface SymbolStream {
  readonly rows: AsyncIterable<SymbolRow>;
  /** Files whose rows have been handed out. */
  files(): number;
}

/** The symbols of every file; `request.paths` must be empty. Errors come with the rows: any of listSymbols. */
export function streamSymbols(session: Session, request: SymbolsRequest): SymbolStream {
  let files = 0;
  async function* rows(): AsyncIterable<SymbolRow> {
    const filter = request.lang === "" ? null : await languageFilter(request.lang);
    const admits = (path: string, lang: string): boolean => filter === null || filter.admits(path, lang);
    for await (const file of outlines(session)) {
      if (!admits(file.path, file.lang)) continue;
      files++;
      yield* symbolRows(file, request.kinds);
    }
  }
  return { rows: rows(), files: () => files };
}

/** Every file of the segment: while the pack is made, or from the pack that was there. */
async function* outlines(session: Session): AsyncIterable<FileOutline> {
  const waiting: FileOutline[] = [];
  let told = false;
  let result: { readonly reader: PackReader } | { readonly error: unknown } | null = null;
  let wake = (): void => {};
  session.onOutlined = (path, outline) => {
    told = true;
    waiting.push({ path, lang: languageOfPath(path), chunks: decodeOutline(outline) ?? [] });
    wake();
  };
  const opening = openPack(session).then(
    (reader) => {
      result = { reader };
      wake();
    },
    (error: unknown) => {
      result = { error };
      wake();
    },
  );
  const ended = (): typeof result => result; // set by a callback, which the compiler does not see
  try {
    while (ended() === null || waiting.length > 0) {
      const file = waiting.shift();
      if (file !== undefined) yield file;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  } finally {
    await opening;
    session.onOutlined = null;
  }
  const outcome = ended();
  if (outcome === null) return;
  if ("error" in outcome) throw outcome.error;
  const { reader } = outcome;
  for (const { id, path, lang } of told ? [] : reader.files()) {
    yield { path, lang, chunks: reader.chunksOf(id) };
  }
}

async function openPack(session: Session): Promise<PackReader> {
  if (!session.options.sync || !lacksPack(session)) return await openFreshPack(session);
  const outcome = await syncPack(session, {
    isEnough: (waitedMs, plan) => isLongBeside(session, waitedMs, plan),
  });
  const reader = outcome === "busy" ? answerBeside(session) : outcome.reader;
  session.usePack(reader);
  return reader;
}
