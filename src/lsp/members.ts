/** Values that came from elsewhere as objects with members, or as none. */

/** An object whose members nobody has looked at. */
export type Members = Readonly<Record<string, unknown>>;

/** `value` as an object with members; null for anything else. */
export function asMembers(value: unknown): Members | null {
  return isMembers(value) ? value : null;
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
