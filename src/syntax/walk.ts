/**
 * One pruned walk over a tree, collecting definitions as a language's compiled rules describe them. Knows no
 * language, slices no signatures, finds no docs (outline.ts does). Iterative: nesting depth costs no stack.
 * Invariant: drafts come outer before inner, and a draft's parent stands before it.
 */
import type { SymbolKind } from "../model/symbol.ts";
import {
  type BoundCase,
  type BoundDefinition,
  COMMENT,
  type CompiledRules,
  DEFINITION,
  ENTER,
  LEADING,
  PRUNE,
  SCOPE,
  type Step,
  type Steps,
  WRAPPER,
} from "./compiled_rules.ts";
import { ERROR_TYPE, type SyntaxCursor } from "./grammar.ts";

/** A definition being built: offsets only. `bodyStart` is -1 where there is nothing to elide. */
export interface Draft {
  readonly kind: SymbolKind;
  readonly name: string;
  /** What stands between the enclosing definition's qualname and the name (a receiver, `impl` type); "" for none. */
  readonly qualifier: string;
  readonly qualname: string;
  readonly parent: number;
  start: number;
  end: number;
  /** Where the header begins: decorators and attributes before it are left out. */
  head: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  bodyStart: number;
  bodyEnd: number;
}

/** What is known of an entered node. One is made for every node that the walk descends into. */
interface Frame {
  owner: number;
  scope: number;
  prefix: string;
  /** The drafts that stand for this very node: from `draft` on, `drafts` of them; -1 for none. */
  readonly draft: number;
  readonly drafts: number;
  readonly wrapper: boolean;
  /** Start of the attributes just passed that belong to the next definition; -1 for none. */
  lead: number;
  /** A wrapper's own start, that of its first child that is no decorator, and the definitions directly in it. */
  readonly start: number;
  head: number;
  direct: number;
  first: number;
  /** The draft that owns what is left of this node, once there is one; -1 for none. */
  rest: number;
}

/** A name read off the tree. */
interface FoundName {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly qualifier: string;
  /** The type of the last node passed through on the way to the name; -1 for none. */
  readonly via: number;
}

/** A `value` longer than this, or of several lines, is elided like a body. */
const SHORT_VALUE = 80;
/** Declarators and patterns nest; nobody nests them deeper, and hostile input must not use up the stack. */
const MAX_NAME_DEPTH = 60;
/** A qualified name longer than this comes from a broken or hostile file; its definitions are left out. */
const MAX_QUALNAME = 2000;

/** Collects the drafts of the tree under `cursor`, which stands on its root. */
export function walkDefinitions(cursor: SyntaxCursor, text: string, rules: CompiledRules): Draft[] {
  return new Walk(cursor, text, rules).run();
}

class Walk {
  readonly #cursor: SyntaxCursor;
  readonly #text: string;
  readonly #rules: CompiledRules;
  readonly #everywhere: boolean;
  readonly #drafts: Draft[] = [];
  readonly #frames: Frame[] = [];
  #frame: Frame;

  constructor(cursor: SyntaxCursor, text: string, rules: CompiledRules) {
    this.#cursor = cursor;
    this.#text = text;
    this.#rules = rules;
    this.#everywhere = rules.source.enter === null;
    this.#frame = plainFrame(-1, rules.scopeBits.get("file") ?? 0, "");
  }

  run(): Draft[] {
    const cursor = this.#cursor;
    const { actions, onlyIn, decorators } = this.#rules;
    if (!cursor.gotoFirstChild()) return this.#drafts;
    for (;;) {
      const type = cursor.nodeTypeId;
      const action = type === ERROR_TYPE ? ENTER : actions[type] ?? PRUNE;
      const frame = this.#frame;
      let inner: Frame | null = null;
      if (frame.head === -1 && action !== COMMENT && decorators[type] !== 1) frame.head = cursor.startIndex;
      if (action !== PRUNE) {
        const only = onlyIn[type] ?? 0;
        if (only === 0 || (only & frame.scope) !== 0) inner = this.#look(action, type);
      }
      if (frame.lead >= 0 && action !== COMMENT && action !== LEADING) frame.lead = -1;
      if (inner !== null) {
        if (cursor.gotoFirstChild()) {
          this.#frames.push(frame);
          this.#frame = inner;
          continue;
        }
        this.#leave(inner, frame);
      }
      while (!cursor.gotoNextSibling()) {
        const left = this.#frame;
        const outer = this.#frames.pop();
        cursor.gotoParent();
        if (outer === undefined) {
          this.#endRest(left);
          return this.#drafts;
        }
        this.#leave(left, outer);
        this.#frame = outer;
      }
    }
  }

  /** The frame for the current node if the walk shall descend into it. */
  #look(action: number, type: number): Frame | null {
    const frame = this.#frame;
    switch (action) {
      case ENTER:
        return plainFrame(frame.owner, frame.scope, frame.prefix);
      case LEADING:
        if (frame.lead < 0) frame.lead = this.#cursor.startIndex;
        return null;
      case WRAPPER: {
        const start = frame.lead >= 0 ? frame.lead : this.#cursor.startIndex;
        return { ...plainFrame(frame.owner, frame.scope, frame.prefix), wrapper: true, start, head: -1 };
      }
      case SCOPE:
        return this.#enterScope(type);
      case DEFINITION: {
        const rule = this.#rules.definitions[type];
        return rule === undefined ? null : this.#define(rule, type);
      }
      default:
        return null;
    }
  }

  #enterScope(type: number): Frame | null {
    const frame = this.#frame;
    const rule = this.#rules.scopes[type];
    if (rule === undefined) return null;
    const qualifier = rule.qualifier === null ? "" : this.#qualifierAt(rule.qualifier);
    const inside = rule.within.find(([around]) => (around & frame.scope) !== 0);
    const prefix = qualifier === "" ? frame.prefix : `${frame.prefix}${qualifier}.`;
    return plainFrame(frame.owner, inside?.[1] ?? rule.scope, prefix);
  }

  #define(rule: BoundDefinition, type: number): Frame | null {
    const frame = this.#frame;
    const passing = this.#enterScope(type) ??
      (this.#everywhere || rule.beside ? plainFrame(frame.owner, frame.scope, frame.prefix) : null);
    if (rule.where !== 0 && (rule.where & frame.scope) === 0) return passing;
    const cursor = this.#cursor;
    const start = cursor.startIndex;
    const end = cursor.endIndex;
    const names = this.#namesOf(rule, start);
    if (names.length === 0) return passing;

    const first = this.#drafts.length;
    let owned: Frame | null = null;
    for (const found of names) {
      const chosen = this.#choose(rule, found);
      const kind = chosen?.kind ?? rule.kind;
      if (kind === "none") continue;
      const qualname = `${frame.prefix}${found.qualifier === "" ? "" : `${found.qualifier}.`}${found.name}`;
      if (qualname.length > MAX_QUALNAME) continue;
      const body = this.#bodyOf(rule, chosen, end);
      const index = this.#drafts.length;
      this.#drafts.push({
        kind,
        name: found.name,
        qualifier: found.qualifier,
        qualname,
        parent: frame.owner,
        start: frame.lead >= 0 ? frame.lead : start,
        end,
        head: this.#headOf(start),
        nameStart: found.start,
        nameEnd: found.end,
        bodyStart: body[0],
        bodyEnd: body[1],
      });
      const scope = this.#rules.scopeBits.get(chosen?.scope ?? rule.scope ?? kind) ?? 0;
      owned ??= { ...plainFrame(index, scope, `${qualname}.`), draft: index };
    }
    const count = this.#drafts.length - first;
    if (owned === null) return passing;
    if (frame.wrapper) {
      if (frame.direct === 0) frame.first = first;
      frame.direct += count;
    }
    if (rule.rest) {
      frame.rest = first;
      frame.owner = owned.owner;
      frame.scope = owned.scope;
      frame.prefix = owned.prefix;
      return null;
    }
    if (count > 1 || rule.beside) {
      return { ...plainFrame(frame.owner, frame.scope, frame.prefix), draft: first, drafts: count };
    }
    return owned;
  }

  #namesOf(rule: BoundDefinition, start: number): FoundName[] {
    const names: FoundName[] = [];
    for (const path of rule.name) {
      const depth = this.#follow(path);
      if (depth < 0) continue;
      this.#collectNames(names, "", -1, 0);
      this.#ascend(depth);
      if (names.length > 0) break;
    }
    if (names.length === 0 && rule.anonymous !== "") {
      names.push({ name: rule.anonymous, start, end: start, qualifier: "", via: -1 });
    }
    const qualifier = rule.qualifier === null ? "" : this.#qualifierAt(rule.qualifier);
    return qualifier === "" ? names : names.map((found) => ({ ...found, qualifier }));
  }

  #qualifierAt(path: Steps): string {
    const depth = this.#follow(path);
    if (depth < 0) return "";
    const qualifier = this.#qualifierHere(0);
    this.#ascend(depth);
    return qualifier;
  }

  #qualifierHere(depth: number): string {
    const names: FoundName[] = [];
    this.#collectNames(names, "", -1, depth);
    const found = names[0];
    if (found === undefined) return "";
    const dropped = this.#rules.source.dropQualifiers;
    const name = dropped.includes(found.name) ? "" : found.name;
    return found.qualifier === "" || name === "" ? `${found.qualifier}${name}` : `${found.qualifier}.${name}`;
  }

  #collectNames(out: FoundName[], qualifier: string, via: number, depth: number): void {
    const cursor = this.#cursor;
    const type = cursor.nodeTypeId;
    const rule = this.#rules.names[type];
    if (rule === undefined || depth > MAX_NAME_DEPTH) return;
    switch (rule.how) {
      case "leaf": {
        const found = this.#nameHere(qualifier, via);
        if (found !== null) out.push(found);
        return;
      }
      case "each":
        if (!cursor.gotoFirstChild()) return;
        do this.#collectNames(out, qualifier, via, depth + 1); while (cursor.gotoNextSibling());
        cursor.gotoParent();
        return;
      case "into": {
        const down = this.#follow(rule.path);
        if (down < 0) return;
        this.#collectNames(out, qualifier, type, depth + 1);
        this.#ascend(down);
        return;
      }
      case "qualified": {
        let inner = "";
        const toQualifier = this.#follow(rule.qualifier);
        if (toQualifier >= 0) {
          inner = this.#qualifierHere(depth + 1);
          this.#ascend(toQualifier);
        }
        const toName = this.#follow(rule.name);
        if (toName < 0) return;
        const joined = qualifier === "" || inner === "" ? `${qualifier}${inner}` : `${qualifier}.${inner}`;
        this.#collectNames(out, joined, type, depth + 1);
        this.#ascend(toName);
        return;
      }
    }
  }

  #nameHere(qualifier: string, via: number): FoundName | null {
    let start = this.#cursor.startIndex;
    let end = this.#cursor.endIndex;
    const quote = this.#text[start];
    if (
      (quote === '"' || quote === "'" || quote === "`") && end - start > 2 && this.#text[end - 1] === quote
    ) {
      start++;
      end--;
    }
    if (end <= start) return null;
    let name = this.#text.slice(start, end);
    if (/\s/.test(name)) name = name.replace(/\s+/g, "");
    const form = this.#rules.source.normalize;
    // deno-lint-ignore no-control-regex
    if (form !== null && /[^\x00-\x7f]/.test(name)) name = name.normalize(form);
    return { name, start, end, qualifier, via };
  }

  /** The first case that holds for `found` on the current node. */
  #choose(rule: BoundDefinition, found: FoundName): BoundCase | null {
    return rule.cases.find((one) => this.#holds(one, found)) ?? null;
  }

  #holds(one: BoundCase, found: FoundName): boolean {
    if (one.in !== 0 && (one.in & this.#frame.scope) === 0) return false;
    if (one.name !== null && !one.name.test(found.name)) return false;
    if (one.qualified !== null && one.qualified !== (found.qualifier !== "")) return false;
    if (one.via !== null && one.via[found.via] !== 1) return false;
    if (one.before !== null && !one.before.test(this.#textBefore())) return false;
    if (one.has !== null && !this.#leads(one.has)) return false;
    if (one.lacks !== null && this.#leads(one.lacks)) return false;
    for (const [path, pattern] of one.text) {
      const span = this.#spanAt(path);
      if (span === null || !pattern.test(this.#text.slice(span[0], span[1]))) return false;
    }
    return true;
  }

  #textBefore(): string {
    const start = this.#frame.start;
    return start < 0 ? "" : this.#text.slice(start, this.#cursor.startIndex);
  }

  #bodyOf(rule: BoundDefinition, chosen: BoundCase | null, end: number): readonly [number, number] {
    if (chosen !== null && chosen.body !== null) {
      const span = this.#spanAt(chosen.body);
      if (span !== null && span[1] > span[0]) return span;
    }
    for (const path of rule.body) {
      const span = this.#spanAt(path);
      if (span !== null && span[1] > span[0]) return span;
    }
    if (rule.value !== null) {
      const span = this.#spanAt(rule.value);
      if (span !== null && isLong(this.#text, span[0], Math.min(span[1], end))) return span;
    }
    return NO_BODY;
  }

  /** Start of the header of the node at `start`: past its leading decorators and attributes. */
  #headOf(start: number): number {
    const first = this.#text[start];
    if (!this.#rules.hasDecorators || (first !== "@" && first !== "[" && first !== "#")) return start;
    const cursor = this.#cursor;
    const { decorators, modifiers, comments } = this.#rules;
    let head = start;
    let depth = 0;
    while (cursor.gotoFirstChild()) {
      depth++;
      let more = true;
      while (more && (decorators[cursor.nodeTypeId] === 1 || comments[cursor.nodeTypeId] === 1)) {
        more = cursor.gotoNextSibling();
      }
      if (!more) {
        cursor.gotoParent();
        depth--;
        if (!cursor.gotoNextSibling()) break;
      }
      head = cursor.startIndex;
      if (modifiers[cursor.nodeTypeId] !== 1) break;
    }
    this.#ascend(depth);
    return head;
  }

  #leave(frame: Frame, outer: Frame): void {
    this.#endRest(frame);
    if (frame.wrapper) {
      const draft = frame.direct === 1 ? this.#drafts[frame.first] : undefined;
      if (draft !== undefined) {
        draft.start = Math.min(frame.start, draft.start);
        const end = this.#codeEnd();
        // A `;` on a later line, after comments, begins the next statement for its author.
        if (!this.#text.slice(draft.end, end).includes("\n")) draft.end = Math.max(draft.end, end);
        if (frame.head >= 0) draft.head = Math.min(frame.head, draft.head);
      }
      if (outer.wrapper && frame.direct > 0) {
        if (outer.direct === 0) outer.first = frame.first;
        outer.direct += frame.direct;
      }
    } else if (frame.draft >= 0) {
      const end = this.#codeEnd();
      for (let i = frame.draft; i < frame.draft + frame.drafts; i++) {
        const draft = this.#drafts[i];
        if (draft === undefined) continue;
        draft.end = end;
        draft.bodyEnd = Math.min(draft.bodyEnd, end);
      }
    }
  }

  #endRest(frame: Frame): void {
    const draft = this.#drafts[frame.rest];
    if (draft !== undefined) draft.end = Math.max(draft.end, this.#cursor.endIndex);
  }

  /** End of the current node without the comments that its grammar counts in at its end. */
  #codeEnd(): number {
    const cursor = this.#cursor;
    const end = cursor.endIndex;
    const token = this.#rules.source.trailingComment;
    if (token === "") return end;
    const lineStart = this.#text.lastIndexOf("\n", end - 1) + 1;
    if (!this.#text.slice(lineStart, end).includes(token)) return end;
    let depth = 0;
    while (cursor.gotoLastChild()) {
      depth++;
      while (this.#rules.comments[cursor.nodeTypeId] === 1 && cursor.gotoPreviousSibling());
    }
    const trimmed = cursor.endIndex;
    this.#ascend(depth);
    return trimmed;
  }

  /** Moves down along `path`; returns how many levels, or -1 with the cursor where it was. */
  #follow(path: Steps): number {
    const cursor = this.#cursor;
    let depth = 0;
    for (const step of path) {
      if (!cursor.gotoFirstChild()) {
        this.#ascend(depth);
        return -1;
      }
      depth++;
      while (!this.#matches(step)) {
        if (!cursor.gotoNextSibling()) {
          this.#ascend(depth);
          return -1;
        }
      }
    }
    return depth;
  }

  #matches(step: Step): boolean {
    const cursor = this.#cursor;
    if (step.field > 0) {
      return cursor.currentFieldId === step.field &&
        (step.types === null || step.types[cursor.nodeTypeId] === 1);
    }
    if (step.types !== null) return step.types[cursor.nodeTypeId] === 1;
    return cursor.nodeIsNamed && this.#rules.comments[cursor.nodeTypeId] !== 1;
  }

  #ascend(levels: number): void {
    for (let i = 0; i < levels; i++) this.#cursor.gotoParent();
  }

  #leads(path: Steps): boolean {
    const depth = this.#follow(path);
    if (depth < 0) return false;
    this.#ascend(depth);
    return true;
  }

  #spanAt(path: Steps): readonly [number, number] | null {
    const depth = this.#follow(path);
    if (depth < 0) return null;
    const span: readonly [number, number] = [this.#cursor.startIndex, this.#cursor.endIndex];
    this.#ascend(depth);
    return span;
  }
}

const NO_BODY: readonly [number, number] = [-1, -1];

function plainFrame(owner: number, scope: number, prefix: string): Frame {
  return {
    owner,
    scope,
    prefix,
    draft: -1,
    drafts: 1,
    wrapper: false,
    lead: -1,
    start: -1,
    head: -2,
    direct: 0,
    first: -1,
    rest: -1,
  };
}

function isLong(text: string, start: number, end: number): boolean {
  if (end - start > SHORT_VALUE) return true;
  const lineEnd = text.indexOf("\n", start);
  return lineEnd >= 0 && lineEnd < end;
}
