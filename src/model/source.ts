/** Source files and what was left out of them. */

/** Why a path was not admitted. Stable words: they are printed, stored and counted. */
export const SKIP_REASONS = [
  "binary",
  "changed-while-read",
  "encoding",
  "foreign-owner",
  "minified",
  "not-a-file",
  "outside-segment",
  "secret",
  "too-large",
  "too-many-files",
  "unparsable",
  "unreadable",
  "vanished",
] as const;
export type SkipReason = typeof SKIP_REASONS[number];

export interface Skipped {
  /** Relative to the segment, `/`-separated. */
  readonly path: string;
  readonly reason: SkipReason;
}

/**
 * What tells whether a file has changed without reading it. Two equal stamps mean equal bytes, except within the
 * file system's clock tick (see `Stamp` users in src/pack/plan.ts).
 */
export interface Stamp {
  readonly sizeBytes: number;
  /** Milliseconds since the epoch, whole. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}

/** A file that the walk admitted by its name and stamp; its content has not been looked at. */
export interface WalkedFile {
  readonly path: string;
  readonly stamp: Stamp;
}

/** A source file's decoded content. `text` keeps a BOM and every line end as in the file. */
export interface SourceText {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly text: string;
  /** WHATWG label of the encoding that decoded it, `utf-8` for nearly all; `latin1` is byte = code point. */
  readonly encoding: string;
  /** The stamp of the very bytes that were read. */
  readonly stamp: Stamp;
}
