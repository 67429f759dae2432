/**
 * The repository map as text that reads like the code: files by worth, in each the chosen signatures in source order,
 * indented as they are nested. Pure. Chooses how many entries fit, not which are worth more.
 */

/** One line below a file's heading. */
export interface MapLine {
  /** Index in its file's outline, for the order, and how deep it is nested there. */
  readonly place: number;
  readonly depth: number;
  readonly signature: string;
}

/** One signature that may be shown. */
export interface MapEntry extends MapLine {
  readonly id: string;
  readonly path: string;
  /** What it is nested in, outermost first: shown with it, because a method without its class says little. */
  readonly around: readonly MapLine[];
  readonly rank: number;
}

export interface MapText {
  /** The entries shown, best first. */
  readonly entries: readonly MapEntry[];
  readonly text: string;
}

const INDENT = "  ";

/** Longest signature line; the rest is an ellipsis. */
const SIGNATURE_UNITS = 160;

/** The map of `entries`, all of them. */
export function renderMap(entries: readonly MapEntry[]): string {
  const files = new Map<string, Map<number, MapLine>>();
  for (const entry of entries) {
    const lines = files.get(entry.path) ?? new Map<number, MapLine>();
    for (const line of [...entry.around, entry]) lines.set(line.place, line);
    files.set(entry.path, lines);
  }
  const parts: string[] = [];
  for (const [path, lines] of files) {
    parts.push(`${path}:`);
    for (const { depth, signature } of [...lines.values()].sort((a, b) => a.place - b.place)) {
      parts.push(INDENT.repeat(depth + 1) + cut(signature));
    }
    parts.push("");
  }
  return parts.join("\n");
}

function cut(signature: string): string {
  return signature.length <= SIGNATURE_UNITS
    ? signature
    : `${signature.slice(0, SIGNATURE_UNITS - 1).toWellFormed()}…`;
}

/**
 * The longest map of the best of `ranked` (best first) that costs at most `budget` by `cost`. A file's heading costs
 * too, so the number that fits is searched for rather than added up.
 */
export function fitMap(ranked: readonly MapEntry[], budget: number, cost: (text: string) => number): MapText {
  let low = 0;
  let high = ranked.length;
  let best: MapText = { entries: [], text: "" };
  while (low < high) {
    const count = (low + high + 1) >> 1;
    const entries = ranked.slice(0, count);
    const text = renderMap(entries);
    if (cost(text) <= budget) {
      best = { entries, text };
      low = count;
    } else high = count - 1;
  }
  return best;
}
