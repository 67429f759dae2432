/**
 * Finds the few patterns of an ignore file that can match a path at all, by what the path's last part is, begins
 * with or ends in; mostly there are none. Pure; whether one of them matches is for the `ignore` package to decide.
 * Invariant: a pattern that matches is among those found (tests/property/segment_ignore_test.ts, against git).
 */
import type { Meter } from "./ignore_cost.ts";

/** Everything but what has a meaning in a pattern. */
const LITERAL = /^[^*?[\]\\]+$/;
const HEAD = /^[^*?[\]\\]*/;
const MEANING = "*?[]\\";
const WORD = /^\w+$/;

/** How many texts are compared in one step of the meter. */
const COMPARISONS_PER_STEP = 16;

/** A text that a name has to begin with or end in, and the number of the pattern that asks for it. */
interface Clue {
  readonly text: string;
  readonly number: number;
}

export class IgnoreIndex {
  readonly #names = new Map<string, number[]>();
  /** By their first unit. */
  readonly #heads = new Map<string, Clue[]>();
  /** By their last unit. */
  readonly #tails = new Map<string, Clue[]>();
  /** Patterns without a clue: they can match any name. */
  readonly #open: number[] = [];

  /** `lines` are patterns; each is known by its place in the list. */
  constructor(lines: readonly string[]) {
    lines.forEach((line, number) => this.#add(line, number));
  }

  /** The numbers of the patterns that can match a path whose last part is `name`, in order. */
  find(name: string, meter: Meter): readonly number[] {
    const exact = this.#names.get(name);
    const heads = this.#heads.get(name[0] ?? "");
    const tails = this.#tails.get(name[name.length - 1] ?? "");
    if (exact === undefined && heads === undefined && tails === undefined) {
      meter.spend(1);
      return this.#open;
    }
    meter.spend(1 + ((heads?.length ?? 0) + (tails?.length ?? 0)) / COMPARISONS_PER_STEP);
    const found = exact === undefined ? [] : [...exact];
    for (const { text, number } of heads ?? []) if (name.startsWith(text)) found.push(number);
    for (const { text, number } of tails ?? []) if (name.endsWith(text)) found.push(number);
    return found.length === 0 ? this.#open : found.concat(this.#open).sort((a, b) => a - b);
  }

  #add(line: string, number: number): void {
    const body = withoutBlanks(line.replace(/\r$/, "")).replace(/^!/, "").replace(/\/$/, "");
    const slash = body.lastIndexOf("/");
    const last = body.slice(slash + 1);
    // In `[a/b]` the slash is a member, and what follows it is not the beginning of a name.
    const isCut = body.slice(0, slash + 1).includes("[");
    const head = isCut ? "" : HEAD.exec(last)?.[0] ?? "";
    const tails = tailsOf(last);
    if (LITERAL.test(last) && !isCut) put(this.#names, last, number);
    else if (tails.length > 0) tails.forEach((text) => put(this.#tails, text.at(-1) ?? "", { text, number }));
    else if (head !== "") put(this.#heads, head[0] ?? "", { text: head, number });
    else this.#open.push(number);
  }
}

/** What a name that the last part of a pattern matches has to end in; none when that is open. */
function tailsOf(last: string): string[] {
  const tail = literalEnd(last);
  if (tail !== "") return [tail];
  // A last part that ends in a set of letters or digits, written out: `*.py[cod]`.
  const open = last.lastIndexOf("[");
  const members = last.slice(open + 1, -1);
  if (open < 0 || !last.endsWith("]") || last[open - 1] === "\\" || !WORD.test(members)) return [];
  const before = literalEnd(last.slice(0, open));
  return [...new Set(members)].map((member) => before + member);
}

/** The longest end of `text` without a unit that has a meaning in a pattern; one look at each. */
function literalEnd(text: string): string {
  let start = text.length;
  while (start > 0 && !MEANING.includes(text[start - 1] ?? "")) start--;
  return text.slice(start);
}

function withoutBlanks(line: string): string {
  let end = line.length;
  while (line[end - 1] === " ") end--;
  return line.slice(0, end);
}

function put<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
