/**
 * Tells at once, for nearly every path, that no pattern of an ignore file can match it: by what the path's last part
 * is, begins with or ends in. Pure; what it does not rule out is for the `ignore` package to decide.
 * Invariant: a path that a pattern matches is never ruled out (tests/property/segment_ignore_test.ts, against git).
 */

/** Everything but what has a meaning in a pattern. */
const LITERAL = /^[^*?[\]\\]+$/;
const HEAD = /^[^*?[\]\\]*/;
const TAIL = /[^*?[\]\\]*$/;
/** A last part that ends in a set of letters or digits, written out: `*.py[cod]`. */
const ENDING_SET = /^(?:|.*[^\\])([^*?[\]\\]*)\[(\w+)\]$/;

/** How many texts are compared in one step of src/segment/ignore_cost.ts. */
const COMPARISONS_PER_STEP = 16;

export class IgnoreIndex {
  readonly #names = new Set<string>();
  /** By their first unit. */
  readonly #heads = new Map<string, string[]>();
  /** By their last unit. */
  readonly #tails = new Map<string, string[]>();

  /** Takes one pattern in; false when it can match any name, and has to be asked about every path. */
  add(line: string): boolean {
    const body = line.replace(/\r$/, "").replace(/ +$/, "").replace(/^!/, "").replace(/\/$/, "");
    const slash = body.lastIndexOf("/");
    const last = body.slice(slash + 1);
    // In `[a/b]` the slash is a member, and what follows it is not the beginning of a name.
    const isCut = body.slice(0, slash + 1).includes("[");
    if (LITERAL.test(last) && !isCut) {
      this.#names.add(last);
      return true;
    }
    const tails = tailsOf(last);
    const head = isCut ? "" : HEAD.exec(last)?.[0] ?? "";
    if (tails.length > 0) tails.forEach((tail) => put(this.#tails, tail.at(-1) ?? "", tail));
    else if (head !== "") put(this.#heads, head[0] ?? "", head);
    else return false;
    return true;
  }

  /** Whether a pattern that was taken in might match a path whose last part is `name`. */
  admits(name: string): boolean {
    return this.#names.has(name) ||
      this.#headsOf(name).some((head) => name.startsWith(head)) ||
      this.#tailsOf(name).some((tail) => name.endsWith(tail));
  }

  /** What asking about `name` costs, in the steps of src/segment/ignore_cost.ts. */
  costOf(name: string): number {
    return 1 + (this.#headsOf(name).length + this.#tailsOf(name).length) / COMPARISONS_PER_STEP;
  }

  #headsOf(name: string): readonly string[] {
    return this.#heads.get(name[0] ?? "") ?? [];
  }

  #tailsOf(name: string): readonly string[] {
    return this.#tails.get(name.at(-1) ?? "") ?? [];
  }
}

/** What a name that the last part of a pattern matches has to end in; none when that is open. */
function tailsOf(last: string): string[] {
  const tail = TAIL.exec(last)?.[0] ?? "";
  if (tail !== "") return [tail];
  const [, before = "", members = ""] = ENDING_SET.exec(last) ?? [];
  return [...members].map((member) => before + member);
}

function put(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
