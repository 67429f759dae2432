/** The words of selectors: what a text can be read as, and what it can name. Types only. */
import type { Chunk } from "../model/chunk.ts";

/** `src/config.py#Config.load@2`; `ordinal` is 1 where there is no suffix. */
export interface SymbolReading {
  readonly kind: "symbol";
  readonly path: string;
  readonly qualname: string;
  readonly ordinal: number;
}

export interface FileReading {
  readonly kind: "file";
  readonly path: string;
}

/** `src/config.py:10-42`; 1-based, inclusive, startLine <= endLine. */
export interface LinesReading {
  readonly kind: "lines";
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** `src/config.py:10` or `src/config.py:10:4`; the column is 1-based, in UTF-16 code units. */
export interface PlaceReading {
  readonly kind: "place";
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
}

/** `sym://python/src.config#Config.load`. */
export interface UriReading {
  readonly kind: "uri";
  /** The language's full name: `python`, never `py`. */
  readonly lang: string;
  /** Dotted for Python, else a path without extension; never empty. */
  readonly module: string;
  /** Null names the file itself. */
  readonly qualname: string | null;
  /** As in an id: 1 is the first definition of `qualname`, and the only one in nearly every file. */
  readonly ordinal: number;
}

/** `Config.load`: whole trailing components of a qualified name. */
export interface NameReading {
  readonly kind: "name";
  readonly name: string;
}

export type Reading = SymbolReading | FileReading | LinesReading | PlaceReading | UriReading | NameReading;

export interface Selector {
  readonly text: string;
  /** At least one; their order carries no meaning. */
  readonly readings: readonly Reading[];
}

export interface SelectorFault {
  readonly fault: "empty" | "too-long" | "nul" | "outside" | "bad-uri";
  /** What is wrong with the text, as a clause: "it holds a NUL character". */
  readonly message: string;
}

/** What a selector names: a chunk, or where `chunk` is null lines of a file, or where `lines` is null too the file. */
export interface Target {
  readonly path: string;
  readonly lang: string;
  readonly chunk: Chunk | null;
  /** 1-based, inclusive; the end may lie past the file's last line. */
  readonly lines: { readonly startLine: number; readonly endLine: number } | null;
}
