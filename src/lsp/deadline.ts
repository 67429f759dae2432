/** Waiting with a limit, without leaving a timer behind; or not waiting at all. */

/** More steps than lie between a result and whoever is handed it through a few asynchronous calls. */
const DUE_STEPS = 50;

/**
 * Whether `promise` has settled once all that is due has run. Takes no timer: the first one of a process costs 7 to 9 ms
 * (Deno 2.9.6 loads its timers then), half of what a quick answer takes.
 */
export async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => void (settled = true);
  promise.then(settle, settle);
  for (let step = 0; step < DUE_STEPS && !settled; step++) await null;
  return settled;
}

/** Whether `promise` settles within `timeoutMs`; a rejection counts as settled. */
export function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const settle = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settle, settle);
  });
}
