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

/** How many entries are tried first, and the least that is added while all of them fit. */
const FIRST_TRIED = 32;
const LEAST_ADDED = 16;
/** At most so many times as many entries are tried next. */
const GROWTH = 4;
/** What is added beyond what the price of those before would fill. */
const HEADROOM = 1.1;

/**
 * The longest map that costs at most `budget` by `cost`, of the best entries: `best(n)` are n of them, or all where there
 * are fewer, best first. A file's heading costs too, so the number that fits is searched for rather than added up; from
 * below, since what is asked for has to be found and counted.
 */
export function fitMap(
  best: (count: number) => readonly MapEntry[],
  budget: number,
  cost: (text: string) => number,
): MapText {
  let fitting: MapText = { entries: [], text: "" };
  const spend = (entries: readonly MapEntry[]): number => {
    const text = renderMap(entries);
    const spent = cost(text);
    if (spent <= budget) fitting = { entries, text };
    return spent;
  };
  let tried = FIRST_TRIED;
  let entries = best(tried);
  for (let spent = spend(entries); spent <= budget && entries.length === tried; spent = spend(entries)) {
    const filled = Math.ceil(tried * HEADROOM * budget / Math.max(1, spent));
    tried = Math.max(tried + LEAST_ADDED, Math.min(tried * GROWTH, filled));
    entries = best(tried);
  }
  let low = fitting.entries.length;
  let high = Math.max(low, entries.length - 1);
  while (low < high) {
    const count = (low + high + 1) >> 1;
    if (spend(entries.slice(0, count)) <= budget) low = count;
    else high = count - 1;
  }
  return fitting;
}
