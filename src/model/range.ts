/**
 * Places in a source file. Lines and columns are 1-based; columns count UTF-16 code units; the end column is
 * exclusive. Offsets are 0-based UTF-16 code units into the decoded text, and never leave the program.
 */

/** A stretch of text as every answer prints it. */
export interface Range {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A half-open stretch of a decoded text, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
