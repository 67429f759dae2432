/** Times as a user gives them: `30m`, `12h`, `7d`, `2w`, a date, or a moment in ISO 8601. Pure. */

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const SPAN = /^(\d{1,6})([mhdw])$/;
/** A date, or a moment with a zone; a moment without one would mean something else on another machine. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Milliseconds since the epoch, `text` before `nowMs` or at the moment that it names; null when it is neither. */
export function parseSince(text: string, nowMs: number): number | null {
  const span = SPAN.exec(text);
  if (span !== null) return nowMs - Number(span[1]) * (UNIT_MS[span[2] ?? ""] ?? 0);
  if (!MOMENT.test(text)) return null;
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : moment;
}
