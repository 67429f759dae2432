/**
 * Hides Node's global `process` while a library starts that would otherwise take Deno for Node.js. Does not load it:
 * on Deno the mere mention of `process` loads its implementation.
 */

/** Runs `action` with no `process` in sight, and puts it back after. */
export async function withoutProcess(action: () => Promise<void>): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "process");
  if (own === undefined || !own.configurable) return await action();
  Object.defineProperty(globalThis, "process", { value: undefined, configurable: true, writable: true });
  try {
    await action();
  } finally {
    Object.defineProperty(globalThis, "process", own);
  }
}
