/** Small pictures in text: a line of bars, a share of a whole, a duration. */

const STEPS = "▁▂▃▄▅▆▇█";
const SHARE_CELLS = 20;

/** One bar a value, as high as the value is beside the highest; blank for 0. */
export function sparkline(values: readonly number[]): string {
  const most = Math.max(1, ...values);
  return values.map((value) => value <= 0 ? " " : STEPS[Math.ceil((value / most) * STEPS.length) - 1]).join(
    "",
  );
}

/** `share` (0..1) of twenty cells. */
export function shareBar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * SHARE_CELLS);
  return "█".repeat(filled) + "░".repeat(SHARE_CELLS - filled);
}

/** 0..1 as `85 %`; never rounded up to 100 or down to 0 when it is neither. */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const honest = share > 0 && whole === 0 ? 1 : share < 1 && whole === 100 ? 99 : whole;
  return `${honest} %`;
}

/** Whole milliseconds as people read them: `812 ms`, `4.1 s`, `2 min`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  return ms < 100_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}
