/**
 * Qualified names as languages join them, with dots instead, as qualified names here have it. Pure.
 * Invariant: what joins nothing stays as it is.
 */

/** `Str::slug`, `conn->close`, `Route#middleware`, `App\Models`: only between two names. */
const JOINTS = /(?<=[\w\u0080-\uffff])(?:::|->|[#\\])(?=[A-Za-z_\u0080-\uffff])/g;

/** `text` with a dot for everything that joins two names in some language. */
export function withDots(text: string): string {
  return text.replace(JOINTS, ".");
}
