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
  TRAILING,
  WRAPPER,
} from "./compiled_rules.ts";
import { ERROR_TYPE, type SyntaxCursor } from "./grammar.ts";
import { type FoundName, TreeNames } from "./tree_names.ts";
import { TreePaths } from "./tree_path.ts";

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
  /** Draft, scope bit and qualname (with its dot) that definitions directly in this node belong to. */
  owner: number;
  scope: number;
  prefix: string;
  /** The drafts that stand for this very node: from `draft` on, `drafts` of them; -1 for none. */
  readonly draft: number;
  readonly drafts: number;
  readonly wrapper: boolean;
  /** Inside an ERROR node, and no definition since; or the root of a tree with errors. */
  readonly broken: boolean;
  readonly root: boolean;
  /** Start of the attributes just passed that belong to the next definition; -1 for none. */
  lead: number;
  /** A wrapper's own start, that of its first child that is no decorator, and the definitions directly in it. */
  readonly start: number;
  head: number;
  direct: number;
  first: number;
  /** The last draft directly in this node; -1 for none. */
  last: number;
  /** The draft that owns what is left of this node, once there is one, and whom the node belonged to before. */
  rest: { readonly draft: number; readonly before: Belonging } | null;
}

interface Belonging {
  readonly owner: number;
  readonly scope: number;
  readonly prefix: string;
  readonly broken?: boolean;
  readonly root?: boolean;
}

/** A `value` longer than this, or of several lines, is elided like a body. */
const SHORT_VALUE = 80;
/** A qualified name longer than this comes from a broken or hostile file; its definitions are left out. */
const MAX_QUALNAME = 2000;

/** Collects the drafts of the tree under `cursor`, which stands on its root; `damaged`: the tree holds errors. */
export function walkDefinitions(
  cursor: SyntaxCursor,
  text: string,
  rules: CompiledRules,
  damaged = false,
): Draft[] {
  return new Walk(cursor, text, rules, damaged).run();
}

class Walk {
  readonly #cursor: SyntaxCursor;
  readonly #text: string;
  readonly #rules: CompiledRules;
  readonly #paths: TreePaths;
  readonly #names: TreeNames;
  readonly #drafts: Draft[] = [];
  readonly #frames: Frame[] = [];
  #frame: Frame;

  constructor(cursor: SyntaxCursor, text: string, rules: CompiledRules, damaged: boolean) {
    this.#cursor = cursor;
    this.#text = text;
    this.#rules = rules;
    this.#paths = new TreePaths(cursor, rules);
    this.#names = new TreeNames(this.#paths, text, rules);
    const scope = rules.scopeBits.get("file") ?? 0;
    this.#frame = { ...frameOf({ owner: -1, scope, prefix: "" }), broken: damaged, root: true };
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
        return type === ERROR_TYPE ? { ...frameOf(frame), broken: true } : frameOf(frame);
      case LEADING:
        if (frame.lead < 0) frame.lead = this.#cursor.startIndex;
        return null;
      case WRAPPER: {
        const start = frame.lead >= 0 ? frame.lead : this.#cursor.startIndex;
        return { ...frameOf(frame), wrapper: true, start, head: -1 };
      }
      case TRAILING: {
        const draft = this.#drafts[frame.last];
        if (draft !== undefined) draft.end = Math.max(draft.end, this.#cursor.endIndex);
        return null;
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
    const qualifier = rule.qualifier === null ? "" : this.#names.qualifierAt(rule.qualifier);
    const inside = rule.within.find(([around]) => (around & frame.scope) !== 0);
    const prefix = qualifier === "" ? frame.prefix : `${frame.prefix}${qualifier}.`;
    const scope = inside?.[1] ?? (rule.scope || frame.scope);
    return frameOf({ owner: frame.owner, scope, prefix, broken: frame.broken, root: frame.root });
  }

  #define(rule: BoundDefinition, type: number): Frame | null {
    const frame = this.#frame;
    const passing = this.#enterScope(type) ??
      (this.#rules.source.enter === null || rule.beside || rule.enter ? frameOf(frame) : null);
    if (rule.where !== 0 && (rule.where & frame.scope) === 0) return passing;
    const start = this.#cursor.startIndex;
    // In a function that did not parse, locals stand where a file's own variables would.
    const local = frame.broken && start > 0 && this.#text[start - 1] !== "\n";
    const end = this.#cursor.endIndex;
    const place = this.#belongingOf(rule);
    const first = this.#drafts.length;
    let owned: Frame | null = null;
    const reserved = this.#rules.source.reserved;
    let rest = rule.rest;
    // What is the same for all names of the node, and may take a look at each of its children, is looked up once.
    let head = -1;
    const held = new Map<BoundCase, boolean>();
    const bodies = new Map<BoundCase | null, readonly [number, number]>();
    for (const found of this.#names.namesOf(rule)) {
      const chosen = rule.cases.find((one) =>
        this.#fits(one, found) && remembered(held, one, () => this.#holds(one))
      ) ?? null;
      const kind = chosen?.kind ?? rule.kind;
      if (kind === "none" || found.name === "" || reserved.has(found.name)) continue;
      if (local && rule.where !== 0 && (kind === "variable" || kind === "constant")) continue;
      rest ||= chosen?.rest ?? false;
      const before = rest ? frame.rest?.before ?? place : place;
      const qualname = `${before.prefix}${found.qualifier === "" ? "" : `${found.qualifier}.`}${found.name}`;
      if (qualname.length > MAX_QUALNAME) continue;
      const body = remembered(bodies, chosen, () => this.#bodyOf(rule, chosen, end));
      const index = this.#drafts.length;
      this.#drafts.push({
        kind,
        name: found.name,
        qualifier: found.qualifier,
        qualname,
        parent: before.owner,
        start: frame.lead >= 0 ? frame.lead : start,
        end,
        head: head < 0 ? head = this.#headOf(start) : head,
        nameStart: found.start,
        nameEnd: found.end,
        bodyStart: body[0],
        bodyEnd: body[1],
      });
      const scope = this.#rules.scopeBits.get(chosen?.scope ?? rule.scope ?? kind) ?? 0;
      owned ??= { ...frameOf({ owner: index, scope, prefix: `${qualname}.` }), draft: index };
    }
    const count = this.#drafts.length - first;
    if (owned === null) return passing;
    frame.last = first;
    if (frame.wrapper) {
      if (frame.direct === 0) frame.first = first;
      frame.direct += count;
    }
    if (rest) {
      this.#takeRest(frame, first, owned);
      return null;
    }
    return count === 1 && !rule.beside ? owned : { ...frameOf(frame), draft: first, drafts: count };
  }

  /** Whom a definition found here belongs to. */
  #belongingOf(rule: BoundDefinition): Belonging {
    const owner = rule.hoist ? this.#drafts[this.#frame.owner] : undefined;
    if (owner === undefined) return this.#frame;
    const outer = this.#drafts[owner.parent];
    return {
      owner: owner.parent,
      scope: this.#frame.scope,
      prefix: outer === undefined ? "" : `${outer.qualname}.`,
    };
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
    const frame = this.#frame;
    if (one.in !== 0 && (one.in & frame.scope) === 0) return false;
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
    return this.#drafts[this.#frame.owner]?.name ?? "";
  }

  #textBefore(): string {
    const start = this.#frame.start;
    return start < 0 ? "" : this.#text.slice(start, this.#cursor.startIndex);
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

  #leave(frame: Frame, outer: Frame): void {
    this.#endRest(frame);
    if (frame.wrapper) this.#leaveWrapper(frame, outer);
    else if (frame.draft >= 0) {
      const end = this.#codeEnd(this.#drafts[frame.draft]?.start ?? 0);
      for (let i = frame.draft; i < frame.draft + frame.drafts; i++) {
        const draft = this.#drafts[i];
        if (draft === undefined) continue;
        draft.end = end;
        draft.bodyEnd = Math.min(draft.bodyEnd, end);
      }
    }
  }

  #leaveWrapper(frame: Frame, outer: Frame): void {
    const draft = frame.direct === 1 ? this.#drafts[frame.first] : undefined;
    if (draft !== undefined) {
      draft.start = Math.min(frame.start, draft.start);
      const end = this.#codeEnd(frame.start);
      // A `;` on a later line, after comments, begins the next statement for its author.
      if (!this.#text.slice(draft.end, end).includes("\n")) draft.end = Math.max(draft.end, end);
      if (frame.head >= 0) draft.head = Math.min(frame.head, draft.head);
    }
    if (outer.wrapper && frame.direct > 0) {
      if (outer.direct === 0) outer.first = frame.first;
      outer.direct += frame.direct;
    }
  }

  /** Makes `draft` the owner of what follows in `frame`, instead of an earlier one. */
  #takeRest(frame: Frame, draft: number, owned: Frame): void {
    this.#endRest(frame, this.#drafts[draft]?.start ?? 0);
    const before = frame.rest?.before ?? { owner: frame.owner, scope: frame.scope, prefix: frame.prefix };
    frame.rest = { draft, before };
    frame.owner = owned.owner;
    frame.scope = owned.scope;
    frame.prefix = owned.prefix;
  }

  #endRest(frame: Frame, end = frame.rest === null ? 0 : this.#cursor.endIndex): void {
    const draft = frame.rest === null ? undefined : this.#drafts[frame.rest.draft];
    if (draft === undefined || end <= draft.end) return;
    draft.bodyStart = draft.end;
    draft.bodyEnd = end;
    draft.end = end;
  }

  /** End of the current node, which starts at `start`, without the comments that its grammar counts in at its end. */
  #codeEnd(start: number): number {
    const end = this.#cursor.endIndex;
    const token = this.#rules.source.trailingComment;
    if (token === "") return end;
    for (let i = end - 1; i >= start; i--) {
      if (this.#text[i] === token) return this.#paths.lastCodeEnd();
      if (this.#text[i] === "\n") return end;
    }
    return end;
  }
}

const NO_BODY: readonly [number, number] = [-1, -1];

function frameOf(belonging: Belonging): Frame {
  return {
    owner: belonging.owner,
    scope: belonging.scope,
    prefix: belonging.prefix,
    draft: -1,
    drafts: 1,
    wrapper: false,
    broken: belonging.broken === true && belonging.root !== true,
    root: false,
    lead: -1,
    start: -1,
    head: -2,
    direct: 0,
    first: -1,
    last: -1,
    rest: null,
  };
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
