/**
 * The stable names of chunks (README, "Ids"). Formatting only; reading them back is src/selector/parse.ts.
 * An id never depends on content or on lines elsewhere in the file, line ranges excepted.
 */

/** `src/config.py#Config.load`, or `…#Config.load@2` for the second definition of that name in the file. */
export function symbolId(path: string, qualname: string, ordinal: number): string {
  return ordinal > 1 ? `${path}#${qualname}@${ordinal}` : `${path}#${qualname}`;
}

/** `src/config.py:10-42`; both lines 1-based and inclusive. */
export function linesId(path: string, startLine: number, endLine: number): string {
  return `${path}:${startLine}-${endLine}`;
}

/** `README.md#Install/From source`, or `…@2` for the second section with that heading path. */
export function sectionId(path: string, headingPath: string, ordinal: number): string {
  return symbolId(path, headingPath, ordinal);
}
