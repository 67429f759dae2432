/**
 * One pruned walk over a tree, collecting definitions as a language's compiled rules describe them. Knows no
 * language, slices no signatures, finds no docs (reading.ts does). Iterative: nesting depth costs no stack.
 * Invariant: drafts come outer before inner, and a draft's parent stands before it.
 */
import {
  type BoundDefinition,
  COMMENT,
  type CompiledRules,
  DEFINITION,
  ENTER,
  ERROR_TYPE,
  LEADING,
  PRUNE,
  SCOPE,
  TRAILING,
  WRAPPER,
} from "./compiled_rules.ts";
import { type ParseBudget, WALK_REPORT } from "./bounded_parse.ts";
import type { SyntaxCursor } from "./grammar.ts";
import type { Belonging, Draft, Frame } from "./draft.ts";
import { mostDefinitions } from "./outline_size.ts";
import { NodeFacts } from "./node_facts.ts";
import { TreeNames } from "./tree_names.ts";
import { TreePaths } from "./tree_path.ts";

/** A qualified name longer than this comes from a broken or hostile file; its definitions are left out. */
const MAX_QUALNAME = 2000;
/** What lies deeper is the inside of one endless expression, `a.b.c…`, and holds no definitions that anyone wrote. */
const MAX_DEPTH = 5000;

/**
 * Collects the drafts of the tree under `cursor`, which stands on its root; null when `budget` was used up. `damaged`: the
 * tree holds errors.
 */
export function walkDefinitions(
  cursor: SyntaxCursor,
  text: string,
  rules: CompiledRules,
  budget: ParseBudget,
  damaged = false,
): Draft[] | null {
  return new Walk(cursor, text, rules, damaged).run(budget);
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

  run(budget: ParseBudget): Draft[] | null {
    const cursor = this.#cursor;
    const { actions, onlyIn, decorators } = this.#rules;
    if (!cursor.gotoFirstChild()) return this.#drafts;
    let unreported = 0;
    const most = mostDefinitions(this.#text);
    for (;;) {
      if (++unreported === WALK_REPORT) {
        unreported = 0;
        if (!budget.walked(WALK_REPORT)) return null;
        if (this.#drafts.length >= most) return this.#drafts;
      }
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
        if (this.#frames.length < MAX_DEPTH && cursor.gotoFirstChild()) {
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
      case WRAPPER:
        return this.#asWrapper(frameOf(frame));
      case TRAILING: {
        const draft = this.#drafts[frame.last];
        if (draft !== undefined) draft.end = Math.max(draft.end, this.#cursor.endIndex);
        return null;
      }
      case SCOPE: {
        const scoped = this.#enterScope(type);
        return scoped !== null && this.#rules.wrappers[type] === 1 ? this.#asWrapper(scoped) : scoped;
      }
      case DEFINITION: {
        const rule = this.#rules.definitions[type];
        return rule === undefined ? null : this.#define(rule, type);
      }
      default:
        return null;
    }
  }

  /** `inside`, the frame for the current node, as that of a wrapper. */
  #asWrapper(inside: Frame): Frame {
    const { lead } = this.#frame;
    return { ...inside, wrapper: true, start: lead >= 0 ? lead : this.#cursor.startIndex, head: -1 };
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
    const node = new NodeFacts(this.#paths, this.#text, this.#rules, {
      scope: frame.scope,
      owner: this.#drafts[frame.owner]?.name ?? "",
      wrapperStart: frame.start,
    });
    for (const found of this.#names.namesOf(rule)) {
      const chosen = node.caseFor(rule, found);
      const kind = chosen?.kind ?? rule.kind;
      if (kind === "none" || found.name === "" || reserved.has(found.name)) continue;
      if (local && rule.where !== 0 && (kind === "variable" || kind === "constant")) continue;
      rest ||= chosen?.rest ?? false;
      const before = rest ? frame.rest?.before ?? place : place;
      const qualname = `${before.prefix}${found.qualifier === "" ? "" : `${found.qualifier}.`}${found.name}`;
      if (qualname.length > MAX_QUALNAME) continue;
      const body = node.bodyFor(rule, chosen, end);
      const index = this.#drafts.length;
      this.#drafts.push({
        kind,
        name: found.name,
        qualifier: found.qualifier,
        qualname,
        parent: before.owner,
        start: frame.lead >= 0 ? frame.lead : start,
        end,
        head: node.head(start),
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

  #leave(frame: Frame, outer: Frame): void {
    this.#endRest(frame);
    if (frame.wrapper) this.#leaveWrapper(frame, outer);
    else if (frame.draft >= 0) {
      const end = this.#paths.codeEnd(
        this.#text,
        this.#rules.source.trailingComment,
        this.#drafts[frame.draft]?.start ?? 0,
      );
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
    // In broken code one that is not the wrapper's own may stand between: they come in the order of their starts.
    const before = this.#drafts[frame.first - 1];
    if (draft !== undefined && (before === undefined || before.start <= frame.start)) {
      draft.start = Math.min(frame.start, draft.start);
      const end = this.#paths.codeEnd(this.#text, this.#rules.source.trailingComment, frame.start);
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
}

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
