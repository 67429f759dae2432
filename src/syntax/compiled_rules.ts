/**
 * A language's rules bound to one loaded grammar: node types and fields as ids, scopes as bits.
 * Does not look at any tree. One node name can have several type ids; all of them are bound.
 * Invariant: a type or field that this grammar lacks can never match, and is reported in `unknown`.
 */
import type { SymbolKind } from "../model/symbol.ts";
import type { DefinitionRule, LanguageRules, NodePath, RuleCase } from "./rules.ts";

/** The part of a grammar that binding needs. */
export interface GrammarIds {
  readonly types: readonly (string | undefined)[];
  readonly fields: readonly (string | null)[];
  nodeTypeIsNamed(typeId: number): boolean;
}

/**
 * One step down, to the first child that has this field (0: any) and a type in `types` (null: any). Neither means
 * the first named child that is no comment.
 */
export interface Step {
  readonly field: number;
  readonly types: Uint8Array | null;
}

export interface Path {
  readonly steps: readonly Step[];
  /** Every child that the last step fits, not only the first. */
  readonly all: boolean;
  readonly toParentEnd: boolean;
}

export type BoundName =
  | { readonly how: "leaf"; readonly match: RegExp | null }
  | { readonly how: "split"; readonly separator: RegExp }
  | { readonly how: "each" }
  | { readonly how: "into"; readonly path: Path; readonly counts: boolean }
  | { readonly how: "qualified"; readonly qualifier: Path; readonly name: Path };

export interface BoundCase {
  /** Bits of the scopes it holds in; 0 is every scope. */
  readonly in: number;
  readonly name: RegExp | null;
  readonly qualified: boolean | null;
  readonly likeOwner: boolean | null;
  readonly via: Uint8Array | null;
  readonly before: RegExp | null;
  readonly has: Path | null;
  readonly lacks: Path | null;
  readonly text: readonly (readonly [Path, RegExp])[];
  readonly kind: SymbolKind | "none" | null;
  readonly scope: string | null;
  readonly body: Path | null;
  readonly rest: boolean;
}

export interface BoundDefinition {
  readonly kind: SymbolKind | "none";
  /** Bits of the scopes it applies in; 0 is every scope. */
  readonly where: number;
  readonly name: readonly Path[];
  readonly anonymous: string;
  readonly prefix: string;
  readonly rawName: boolean;
  readonly qualifier: Path | null;
  readonly qualifierWhen: Path | null;
  readonly body: readonly Path[];
  readonly value: Path | null;
  readonly scope: string | null;
  readonly beside: boolean;
  readonly enter: boolean;
  readonly hoist: boolean;
  readonly rest: boolean;
  readonly cases: readonly BoundCase[];
}

export interface BoundScope {
  /** 0 leaves the scope as it is. */
  readonly scope: number;
  /** Scope bits, and the scope that it is inside of them. */
  readonly within: readonly (readonly [number, number])[];
  readonly qualifier: Path | null;
}

/** The type id of ERROR nodes in every grammar (ts_builtin_sym_error). */
export const ERROR_TYPE = 0xffff;

/** What to do with a node, by type id. */
export const PRUNE = 0;
export const ENTER = 1;
export const COMMENT = 2;
export const LEADING = 3;
export const WRAPPER = 4;
export const SCOPE = 5;
export const DEFINITION = 6;
export const TRAILING = 7;

export interface CompiledRules {
  readonly actions: Uint8Array;
  /** Scopes (bits) in which a node of this type is looked at; 0 is every scope. */
  readonly onlyIn: Int32Array;
  readonly definitions: readonly (BoundDefinition | undefined)[];
  readonly scopes: readonly (BoundScope | undefined)[];
  readonly names: readonly (BoundName | undefined)[];
  readonly comments: Uint8Array;
  readonly decorators: Uint8Array;
  readonly wrappers: Uint8Array;
  readonly modifiers: Uint8Array;
  readonly hasDecorators: boolean;
  readonly source: LanguageRules;
  readonly scopeBits: ReadonlyMap<string, number>;
  /** Node types, fields and tokens that the rules name and the grammar lacks. */
  readonly unknown: readonly string[];
}

const STEP = /^(\*|\w*)(?:<([^<>]+)>)?$/;

/** Binds `rules` to the ids of a grammar. */
export function compileRules(rules: LanguageRules, ids: GrammarIds): CompiledRules {
  const unknown: string[] = [];
  const size = ids.types.length;
  const named = new Map<string, number[]>();
  const anyIds = new Map<string, number[]>();
  ids.types.forEach((type, id) => {
    if (type === undefined) return;
    push(anyIds, type, id);
    if (ids.nodeTypeIsNamed(id)) push(named, type, id);
  });
  const idsOf = (type: string): readonly number[] => {
    const found = named.get(type) ?? anyIds.get(type);
    if (found === undefined) unknown.push(type);
    return found ?? [];
  };
  const mask = (types: readonly string[]): Uint8Array => {
    const out = new Uint8Array(size);
    for (const type of types) for (const id of idsOf(type)) out[id] = 1;
    return out;
  };
  const step = (text: string): Step => {
    const [, name = "", typeList = ""] = STEP.exec(text) ?? [];
    if (name === "" && typeList === "") throw new TypeError(`not a step: ${text}`);
    if (name === "*") return { field: 0, types: null };
    const found = name === "" ? 0 : ids.fields.indexOf(name);
    if (found < 0) unknown.push(`field ${name}`);
    if (typeList === "") {
      return found < 0 ? { field: 0, types: new Uint8Array(size) } : { field: found, types: null };
    }
    const types = new Uint8Array(size);
    for (const type of found < 0 ? [] : typeList.split(",")) {
      if (!anyIds.has(type)) unknown.push(`<${type}>`);
      for (const id of anyIds.get(type) ?? []) types[id] = 1;
    }
    return { field: Math.max(found, 0), types };
  };
  const bindPath = (path: NodePath): Path => {
    const toParentEnd = path.endsWith("/..");
    const all = path.endsWith("+");
    const bare = toParentEnd ? path.slice(0, -3) : all ? path.slice(0, -1) : path;
    return { steps: bare === "." ? [] : bare.split("/").map(step), all, toParentEnd };
  };
  const optional = (path: NodePath | null): Path | null => path === null ? null : bindPath(path);

  const scopeBits = new Map<string, number>();
  const bitsOf = (scopes: readonly string[] | null): number => {
    let bits = 0;
    for (const scope of scopes ?? []) bits |= bitOf(scope);
    return bits;
  };
  const bitOf = (scope: string): number => {
    let bit = scopeBits.get(scope);
    if (bit === undefined) {
      if (scopeBits.size >= 31) throw new RangeError(`more than 31 scopes, at ${scope}`);
      bit = 1 << scopeBits.size;
      scopeBits.set(scope, bit);
    }
    return bit;
  };
  bitOf("file");

  const bindCase = (one: RuleCase): BoundCase => ({
    in: bitsOf(one.in),
    name: one.name,
    qualified: one.qualified,
    via: one.via === null ? null : mask(one.via),
    likeOwner: one.likeOwner,
    rest: one.rest,
    before: one.before,
    has: optional(one.has),
    lacks: optional(one.lacks),
    text: one.text.map(([path, pattern]) => [bindPath(path), pattern] as const),
    kind: one.kind,
    scope: one.scope,
    body: optional(one.body),
  });
  const bindDefinition = (rule: DefinitionRule): BoundDefinition => ({
    kind: rule.kind,
    where: bitsOf(rule.where),
    name: rule.name.map(bindPath),
    anonymous: rule.anonymous,
    prefix: rule.prefix,
    rawName: rule.rawName,
    hoist: rule.hoist,
    enter: rule.enter,
    qualifier: optional(rule.qualifier),
    qualifierWhen: optional(rule.qualifierWhen),
    body: rule.body.map(bindPath),
    value: optional(rule.value),
    scope: rule.scope,
    beside: rule.children === "beside",
    rest: rule.rest,
    cases: rule.cases.map(bindCase),
  });

  const actions = new Uint8Array(size);
  if (rules.enter === null) {
    for (let id = 0; id < size; id++) if (ids.nodeTypeIsNamed(id)) actions[id] = ENTER;
    for (const type of rules.prune) for (const id of idsOf(type)) actions[id] = PRUNE;
  }
  const act = (types: Iterable<string>, action: number): void => {
    for (const type of types) for (const id of idsOf(type)) actions[id] = action;
  };
  act(rules.enter ?? [], ENTER);
  act(rules.comments, COMMENT);
  act(rules.leading, LEADING);
  act(rules.trailing, TRAILING);
  act(rules.wrappers, WRAPPER);
  act(rules.scopes.keys(), SCOPE);
  act(rules.definitions.keys(), DEFINITION);

  const onlyIn = new Int32Array(size);
  for (const [type, scopes] of rules.onlyIn) for (const id of idsOf(type)) onlyIn[id] = bitsOf(scopes);

  const definitions: BoundDefinition[] = [];
  for (const [type, rule] of rules.definitions) {
    const bound = bindDefinition(rule);
    for (const id of idsOf(type)) definitions[id] = bound;
  }
  const scopes: BoundScope[] = [];
  for (const [type, rule] of rules.scopes) {
    const within = [...rule.within].map(([around, inner]) => [bitOf(around), bitOf(inner)] as const);
    const bound = {
      scope: rule.scope === "same" ? 0 : bitOf(rule.scope),
      within,
      qualifier: optional(rule.qualifier),
    };
    for (const id of idsOf(type)) scopes[id] = bound;
  }
  const names: BoundName[] = [];
  for (const [type, rule] of rules.names) {
    const bound: BoundName = rule.how === "into"
      ? { how: "into", path: bindPath(rule.path), counts: rule.counts }
      : rule.how === "qualified"
      ? { how: "qualified", qualifier: bindPath(rule.qualifier), name: bindPath(rule.name) }
      : rule;
    for (const id of idsOf(type)) names[id] = bound;
  }
  return {
    actions,
    onlyIn,
    definitions,
    scopes,
    names,
    comments: mask(rules.comments),
    decorators: mask(rules.decorators),
    wrappers: mask(rules.wrappers),
    modifiers: mask(rules.modifiers),
    hasDecorators: rules.decorators.length > 0,
    source: rules,
    scopeBits,
    unknown,
  };
}

function push(map: Map<string, number[]>, key: string, id: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [id]);
  else list.push(id);
}
