/** Time, in its two kinds: what the calendar says, and what durations are measured with. */

export interface Clock {
  /** Wall clock; may jump. Only for `ts` fields and for comparing with file times. */
  now(): Date;
  /** Milliseconds since an arbitrary start, with fractions; never goes back. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
