/** Time, in its kinds: what the calendar says, what durations are measured with, and waiting. */

export interface Clock {
  /** Wall clock; may jump. Only for `ts` fields and for comparing with file times. */
  now(): Date;
  /** Milliseconds since this process began to run its program, with fractions; never goes back. */
  monotonicMs(): number;
  /** Blocks this thread for about `ms` milliseconds: only for retrying a busy lock, never for long. */
  pause(ms: number): void;
}

const never = new Int32Array(new SharedArrayBuffer(4));

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  pause: (ms) => void Atomics.wait(never, 0, 0, ms),
};
