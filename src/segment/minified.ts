/**
 * Whether a text was made for a machine to load rather than for a person to read. Looks at line lengths only.
 * The rule for JavaScript and CSS is GitHub Linguist's `minified_files?`: lines longer than 110 units on average.
 */

const SCRIPTS = /\.(?:js|mjs|cjs|css)$/;
const LINGUIST_AVERAGE = 110;

/** Whether the text of `path` is minified. */
export function isMinified(path: string, text: string): boolean {
  if (!SCRIPTS.test(path)) return false;
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < text.length - 1; at = text.indexOf("\n", at + 1)) {
    lines++;
  }
  return text.length / lines > LINGUIST_AVERAGE;
}
