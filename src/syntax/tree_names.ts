/**
 * Reads names off a tree as a language's rules say: plain, several in a pattern, nested in declarators, qualified.
 * Invariant: an unknown node type has no name; nesting beyond MAX_DEPTH has none either, so hostile input cannot
 * use up the stack.
 */
import type { BoundDefinition, CompiledRules, Path } from "./compiled_rules.ts";
import type { TreePaths } from "./tree_path.ts";

/** A name and where it stands; `qualifier` is what it is written under (`Foo::bar`), "" for nothing. */
export interface FoundName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly qualifier: string;
  /** The type of the last node that was passed through on the way to the name; -1 for none. */
  readonly via: number;
}

/** Declarators and patterns nest; nobody nests them deeper. */
const MAX_DEPTH = 60;

export class TreeNames {
  readonly #paths: TreePaths;
  readonly #text: string;
  readonly #rules: CompiledRules;

  constructor(paths: TreePaths, text: string, rules: CompiledRules) {
    this.#paths = paths;
    this.#text = text;
    this.#rules = rules;
  }

  /** The names that `rule` gives the current node; several for `a, b = 1, 2`. */
  namesOf(rule: BoundDefinition): FoundName[] {
    const names: FoundName[] = [];
    for (const path of rule.name) {
      this.#paths.at(path, () => {
        if (rule.rawName) this.#pushText(names, null, "", -1);
        else this.#collect(names, "", -1, 0);
      });
      if (names.length > 0) break;
    }
    if (names.length === 0 && rule.anonymous !== "") {
      const start = this.#paths.cursor.startIndex;
      names.push({ name: rule.anonymous, start, end: start, qualifier: "", via: -1 });
    }
    const counts = rule.qualifierWhen === null || this.#paths.leads(rule.qualifierWhen);
    const qualifier = rule.qualifier === null || !counts ? "" : this.qualifierAt(rule.qualifier);
    if (qualifier === "" && rule.prefix === "") return names;
    return names.map((one) => ({
      ...one,
      name: `${rule.prefix}${one.name}`,
      qualifier: qualifier === "" ? one.qualifier : qualifier,
    }));
  }

  /** The dotted name at `path`, without the parts that name nothing; "" where there is none. */
  qualifierAt(path: Path): string {
    let qualifier = "";
    this.#paths.at(path, () => {
      qualifier = this.#qualifierHere(0);
    });
    return qualifier;
  }

  #qualifierHere(depth: number): string {
    const names: FoundName[] = [];
    this.#collect(names, "", -1, depth);
    const found = names[0];
    if (found === undefined) return "";
    const name = this.#rules.source.dropQualifiers.includes(found.name) ? "" : found.name;
    return join(found.qualifier, name);
  }

  #collect(out: FoundName[], qualifier: string, via: number, depth: number): void {
    const cursor = this.#paths.cursor;
    const type = cursor.nodeTypeId;
    const rule = this.#rules.names[type];
    if (rule === undefined || depth > MAX_DEPTH) return;
    switch (rule.how) {
      case "leaf":
        this.#pushText(out, rule.match, qualifier, via);
        return;
      case "split":
        this.#pushSplit(out, rule.separator, qualifier, via);
        return;
      case "each":
        if (!cursor.gotoFirstChild()) return;
        do this.#collect(out, qualifier, via, depth + 1); while (cursor.gotoNextSibling());
        cursor.gotoParent();
        return;
      case "into":
        this.#paths.at(rule.path, () => this.#collect(out, qualifier, rule.counts ? type : via, depth + 1));
        return;
      case "qualified": {
        let inner = "";
        this.#paths.at(rule.qualifier, () => {
          inner = this.#qualifierHere(depth + 1);
        });
        this.#paths.at(rule.name, () => this.#collect(out, join(qualifier, inner), via, depth + 1));
        return;
      }
    }
  }

  #pushText(out: FoundName[], match: RegExp | null, qualifier: string, via: number): void {
    let start = this.#paths.cursor.startIndex;
    let end = this.#paths.cursor.endIndex;
    const quote = this.#text[start];
    if (match !== null) {
      const found = match.exec(this.#text.slice(start, end));
      if (found === null) return;
      start += found.index;
      end = start + found[0].trimEnd().length;
    } else if (
      (quote === '"' || quote === "'" || quote === "`") && end - start > 2 && this.#text[end - 1] === quote
    ) {
      const name = this.#text.slice(start + 1, end - 1);
      out.push({ name: name.replace(/\s+/g, " "), start: start + 1, end: end - 1, qualifier, via });
      return;
    }
    if (end > start) out.push({ name: this.#nameOf(start, end), start, end, qualifier, via });
  }

  #pushSplit(out: FoundName[], separator: RegExp, qualifier: string, via: number): void {
    const end = this.#paths.cursor.endIndex;
    const parts = this.#text.slice(this.#paths.cursor.startIndex, end).split(separator).map((one) =>
      one.trim()
    );
    const name = parts.pop() ?? "";
    if (name === "") return;
    const inner = parts.filter((one) => one !== "").join(".");
    out.push({ name, start: end - name.length, end, qualifier: join(qualifier, inner), via });
  }

  #nameOf(start: number, end: number): string {
    let name = this.#text.slice(start, end);
    if (PLAIN_NAME.test(name)) return name;
    if (/\s/.test(name)) name = name.replace(/(\w)\s+(?=\w)/g, "$1 ").replace(/(?<!\w)\s+|\s+(?!\w)/g, "");
    const form = this.#rules.source.normalize;
    return form !== null && BEYOND_ASCII.test(name) ? name.normalize(form) : name;
  }
}

const PLAIN_NAME = /^\w+$/;
const BEYOND_ASCII = /[\u0080-\uffff]/;

function join(qualifier: string, name: string): string {
  return qualifier === "" || name === "" ? `${qualifier}${name}` : `${qualifier}.${name}`;
}
