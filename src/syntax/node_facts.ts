/**
 * What the rules ask of one node that a cursor stands on: which of a rule's cases holds for a name, where its body and
 * its header are. Leaves the cursor where it was. Knows nothing of the walk but what it is told of the surroundings.
 * Invariant: what is the same for all names of the node, and may take a look at each of its children, is looked up once.
 */
import type { BoundCase, BoundDefinition, CompiledRules } from "./compiled_rules.ts";
import type { FoundName } from "./tree_names.ts";
import type { TreePaths } from "./tree_path.ts";

/** What is around a node. */
export interface Surroundings {
  /** Bit of the scope. */
  readonly scope: number;
  /** Name of the definition around it; "" for none. */
  readonly owner: string;
  /** Start of the wrapper that holds it; -1 for none. */
  readonly wrapperStart: number;
}

/** A `value` longer than this, or of several lines, is elided like a body. */
const SHORT_VALUE = 80;

const NO_BODY: readonly [number, number] = [-1, -1];

export class NodeFacts {
  readonly #paths: TreePaths;
  readonly #text: string;
  readonly #rules: CompiledRules;
  readonly #around: Surroundings;
  readonly #held = new Map<BoundCase, boolean>();
  readonly #bodies = new Map<BoundCase | null, readonly [number, number]>();
  #head = -1;

  constructor(paths: TreePaths, text: string, rules: CompiledRules, around: Surroundings) {
    this.#paths = paths;
    this.#text = text;
    this.#rules = rules;
    this.#around = around;
  }

  /** The first of `rule`'s cases that holds for `found`, or null. */
  caseFor(rule: BoundDefinition, found: FoundName): BoundCase | null {
    return rule.cases.find((one) =>
      this.#fits(one, found) && remembered(this.#held, one, () => this.#holds(one))
    ) ?? null;
  }

  /** Start and end of what a skeleton elides of the node, which ends at `end`; [-1, -1] for nothing. */
  bodyFor(rule: BoundDefinition, chosen: BoundCase | null, end: number): readonly [number, number] {
    return remembered(this.#bodies, chosen, () => this.#bodyOf(rule, chosen, end));
  }

  /** Where the header of the node begins, which begins itself at `start`. */
  head(start: number): number {
    if (this.#head < 0) this.#head = this.#headOf(start);
    return this.#head;
  }

  /** Whether what `one` asks of the name holds. */
  #fits(one: BoundCase, found: FoundName): boolean {
    if (one.name !== null && !one.name.test(found.name)) return false;
    if (one.qualified !== null && one.qualified !== (found.qualifier !== "")) return false;
    if (one.likeOwner !== null && one.likeOwner !== (found.name === this.#ownerName(found))) return false;
    return one.via === null || one.via[found.via] === 1;
  }

  /** Whether what `one` asks of the current node holds. */
  #holds(one: BoundCase): boolean {
    if (one.in !== 0 && (one.in & this.#around.scope) === 0) return false;
    if (one.before !== null && !one.before.test(this.#textBefore())) return false;
    if (one.has !== null && !this.#paths.leads(one.has)) return false;
    if (one.lacks !== null && this.#paths.leads(one.lacks)) return false;
    for (const [path, pattern] of one.text) {
      const span = this.#paths.spanAt(path);
      if (span === null || !pattern.test(this.#text.slice(span[0], span[1]))) return false;
    }
    return true;
  }

  #ownerName(found: FoundName): string {
    if (found.qualifier !== "") return found.qualifier.slice(found.qualifier.lastIndexOf(".") + 1);
    return this.#around.owner;
  }

  #textBefore(): string {
    const start = this.#around.wrapperStart;
    return start < 0 ? "" : this.#text.slice(start, this.#paths.cursor.startIndex);
  }

  #bodyOf(rule: BoundDefinition, chosen: BoundCase | null, end: number): readonly [number, number] {
    if (chosen !== null && chosen.body !== null) {
      const span = this.#paths.spanAt(chosen.body);
      if (span !== null && span[1] > span[0]) return span;
    }
    for (const path of rule.body) {
      const span = this.#paths.spanAt(path);
      if (span !== null && span[1] > span[0]) return span;
    }
    if (rule.value !== null) {
      const span = this.#paths.spanAt(rule.value);
      if (span !== null && isLong(this.#text, span[0], Math.min(span[1], end))) return span;
    }
    return NO_BODY;
  }

  #headOf(start: number): number {
    const first = this.#text[start];
    const decorated = this.#rules.hasDecorators && (first === "@" || first === "[" || first === "#");
    return decorated ? this.#paths.headOf(start, this.#rules) : start;
  }
}

function isLong(text: string, start: number, end: number): boolean {
  if (end - start > SHORT_VALUE) return true;
  const lineEnd = text.indexOf("\n", start);
  return lineEnd >= 0 && lineEnd < end;
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, find: () => Value): Value {
  let value = known.get(key);
  if (value === undefined) known.set(key, value = find());
  return value;
}
