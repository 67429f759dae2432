/**
 * The durations of one kind of event in one run, kept as a histogram of whole milliseconds.
 * Invariant: percentiles are nearest-rank and exact, however many observations there are; memory grows with the
 * number of different durations, not with the number of observations.
 */

/** The shape that last_run.json, folded events and `ctx stats` share. */
export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** A duration as telemetry keeps it: whole milliseconds, at least 0. */
export function wholeMs(durationMs: number): number {
  return durationMs > 0 && durationMs < Number.MAX_SAFE_INTEGER ? Math.round(durationMs) : 0;
}

export class Observations {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** `timingMs` is rounded to a whole millisecond. */
  add(timingMs: number): void {
    const key = wholeMs(timingMs);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    this.#total++;
  }

  get count(): number {
    return this.#total;
  }

  get sumMs(): number {
    let sum = 0;
    for (const [value, count] of this.#counts) sum += value * count;
    return sum;
  }

  /**
   * Nearest-rank percentiles: the smallest observation with at least `ceil(p × n)` observations not above it
   * (Hyndman & Fan 1996, definition 1). All 0 without observations.
   */
  summary(): LatencySummary {
    if (this.#total === 0) return { count: 0, p50Ms: 0, p95Ms: 0, maxMs: 0 };
    const sorted = [...this.#counts].sort(([left], [right]) => left - right);
    // In whole numbers: 0.95 × 20 is 19.000000000000004 in floating point for some n.
    const ranks = [Math.ceil((this.#total * 50) / 100), Math.ceil((this.#total * 95) / 100), this.#total];
    const found: number[] = [];
    let seen = 0;
    for (const [value, count] of sorted) {
      seen += count;
      while (found.length < ranks.length && seen >= (ranks[found.length] ?? 0)) found.push(value);
    }
    const [p50Ms = 0, p95Ms = 0, maxMs = 0] = found;
    return { count: this.#total, p50Ms, p95Ms, maxMs };
  }
}
