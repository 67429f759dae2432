/**
 * Second chances for text that its grammar cannot parse though the language allows it: the text with what the
 * grammar stumbles over replaced, every offset unchanged. mend_outline.ts keeps the result only if it parses better, and
 * slices names and signatures from the original.
 * Invariant: the result is exactly as long as the input.
 */
import { C_REPAIRS, repairC } from "./c_repairs.ts";
import { endOfComment, endOfString, type Lexis, quoteAt } from "./lexis.ts";
import type { Repair } from "./rules.ts";

/** `text` with `repairs` made, or null where there was nothing to repair. */
export function repairText(text: string, repairs: readonly Repair[], lexis: Lexis): string | null {
  if (repairs.length === 0) return null;
  const plain = repairC(text, repairs, lexis);
  if (plain !== text) return plain;
  const others = new Set(repairs.filter((one) => !C_REPAIRS.has(one)));
  return others.size === 0 ? null : new Repairs(text, others, lexis).run();
}

class Repairs {
  readonly #text: string;
  readonly #wanted: ReadonlySet<Repair>;
  readonly #lexis: Lexis;
  readonly #out: string[] = [];
  #copiedTo = 0;
  /** The last unit that is neither white space nor comment. */
  #lastUnit = "";
  #depth = 0;
  /** Depth inside the type parameter list being read, and where the default in it began; 0 and -1 outside. */
  #listDepth = 0;
  #defaultStart = -1;
  /** The next unit that is code, once looked for: what lies before it need not be looked through again. */
  #nextCode = -1;

  constructor(text: string, wanted: ReadonlySet<Repair>, lexis: Lexis) {
    this.#text = text;
    this.#wanted = wanted;
    this.#lexis = lexis;
  }

  run(): string | null {
    const text = this.#text;
    for (let i = 0; i < text.length;) {
      const afterComment = endOfComment(text, i, this.#lexis);
      if (afterComment > i) {
        const joining = this.#depth > 0 && this.#wanted.has("join_bracketed_lines");
        if (joining || this.#wanted.has("blank_comments")) this.#blank(i, afterComment);
        i = afterComment;
        continue;
      }
      const quote = quoteAt(text, i, this.#lexis);
      if (quote !== "") {
        i = endOfString(text, i, quote);
        this.#lastUnit = quote;
        continue;
      }
      this.#unit(i);
      i++;
    }
    if (this.#copiedTo === 0) return null;
    this.#out.push(text.slice(this.#copiedTo));
    return this.#out.join("");
  }

  #unit(at: number): void {
    const unit = this.#text[at] ?? "";
    const before = this.#lastUnit;
    if (unit > " ") this.#lastUnit = unit;
    switch (unit) {
      case "(":
      case "[":
      case "{":
        this.#depth++;
        if (this.#listDepth === 0 && this.#opensTypeParameters(at)) this.#listDepth = this.#depth;
        return;
      case ")":
      case "]":
      case "}":
        if (this.#inList()) {
          this.#endDefault(at);
          this.#listDepth = 0;
        }
        if (this.#depth > 0) this.#depth--;
        return;
      case ",":
        if (this.#inList()) this.#endDefault(at);
        return;
      case "=":
        if (this.#inList() && this.#defaultStart < 0) this.#defaultStart = at;
        return;
      case "\n":
      case "\r":
        if (this.#depth > 0 && this.#defaultStart < 0 && this.#wanted.has("join_bracketed_lines")) {
          this.#blank(at, at + 1);
        } else if (this.#wanted.has("terminate_call_signatures") && this.#precedesCallSignature(at)) {
          this.#replace(at, at + 1, ";");
          this.#lastUnit = ";";
        }
        return;
      case "@":
        if (
          before === ")" && this.#wanted.has("blank_bare_annotations") &&
          this.#precedes(at, BARE_ANNOTATIONS, "")
        ) this.#blank(at, BARE_ANNOTATIONS.lastIndex);
        return;
      case "t":
        if (this.#wanted.has("blank_type_only_star") && this.#precedes(at, TYPE_STAR, "export ")) {
          this.#blank(at, at + 4);
        }
        return;
      case "f":
        if (this.#wanted.has("blank_fun_interface") && this.#precedes(at, FUN_INTERFACE, "")) {
          this.#blank(at, at + 3);
        }
        return;
      case "u":
        if (this.#wanted.has("using_as_const") && this.#precedes(at, USING, "")) {
          this.#replace(at, at + 5, "const");
        }
        return;
    }
  }

  #precedes(at: number, pattern: RegExp, before: string): boolean {
    if (!this.#text.startsWith(before, at - before.length) || /[\w$.]/.test(this.#text[at - 1] ?? "")) {
      return false;
    }
    pattern.lastIndex = at;
    return pattern.test(this.#text);
  }

  /** Whether the line end at `at` stands between a finished member and one that begins with `<` or `(`. */
  #precedesCallSignature(at: number): boolean {
    if (this.#lastUnit === "" || "{([<,;:=|&?+-*/!.".includes(this.#lastUnit)) return false;
    if (this.#nextCode <= at) {
      let next = at + 1;
      while (next < this.#text.length) {
        const afterComment = endOfComment(this.#text, next, this.#lexis);
        if (afterComment > next) next = afterComment;
        else if (/\s/.test(this.#text[next] ?? "")) next++;
        else break;
      }
      this.#nextCode = next;
    }
    const unit = this.#text[this.#nextCode];
    return unit === "<" || unit === "(";
  }

  #inList(): boolean {
    return this.#listDepth > 0 && this.#depth === this.#listDepth;
  }

  #endDefault(at: number): void {
    if (this.#defaultStart >= 0) this.#blank(this.#defaultStart, at);
    this.#defaultStart = -1;
  }

  #opensTypeParameters(at: number): boolean {
    return this.#text[at] === "[" && this.#wanted.has("blank_type_parameter_defaults") &&
      BEFORE_TYPE_PARAMETERS.test(this.#text.slice(Math.max(0, at - 200), at));
  }

  #blank(from: number, to: number): void {
    this.#replace(from, to, " ".repeat(to - from));
  }

  #replace(from: number, to: number, by: string): void {
    this.#out.push(this.#text.slice(this.#copiedTo, from), by);
    this.#copiedTo = to;
  }
}

const BEFORE_TYPE_PARAMETERS = /(?:^|[\s;:])(?:def|class|type)\s+\w+\s*$/u;
const TYPE_STAR = /type\s+\*/y;
const BARE_ANNOTATIONS = /(?:@[\w.]+\s+)+(?=(?:@[\w.]+\([^()]*\)\s+)*(?:[a-z]+\s+)*(?:class|interface)\s)/y;
const FUN_INTERFACE = /fun\s+interface\s/y;
const USING = /using\s+[\w$]+\s*[:=]/y;
