/**
 * What a definition is in one language, as data: the decoded form of grammars/<language>/definitions.json (the
 * format is described in grammars/README.md). The only module that knows that JSON shape.
 * Invariant: a decoded value refers to node types and fields by name only; nothing here depends on a grammar.
 */
import { SYMBOL_KINDS, type SymbolKind } from "../model/symbol.ts";

/**
 * Steps down from a node: a field (`body`), a child of one of some types (`<block,suite>`), both (`value<object>`),
 * or `*`, the first named child that is no comment. `.` is the node itself. A `+` at the end means every child that
 * the last step fits; `/..` at the end means from there to the end of the node that holds it. Kept as text.
 */
export type NodePath = string;

/** What a definitions.json may ask for under `repairs`. */
export const REPAIRS = [
  /** Comments to blanks: one at column 1 between a decorator and its `def` ends the block for the grammar. */
  "blank_comments",
  /** Line ends inside brackets to blanks: the grammar sees a dedent after `(a.`. */
  "join_bracketed_lines",
  /** `[T = int]` to `[T      ]` after `def`, `class` and `type` names (PEP 696). */
  "blank_type_parameter_defaults",
  /** A `;` for the line end before a call signature: without it `<` and `(` go on with the type before. */
  "terminate_call_signatures",
  /** `export type *` to `export      *` (TypeScript 5.0). */
  "blank_type_only_star",
  /** `using x =` to `const x =` (TypeScript 5.2). */
  "using_as_const",
  /** `fun interface` to `    interface` (Kotlin 1.4). */
  "blank_fun_interface",
  /** `@B` after `@A(x)` before a class to blanks (misread otherwise: `class` is then the middle of an infix call). */
  "blank_bare_annotations",
  /** Macros that stand where C and C++ know no word: attribute_macros.ts. */
  "blank_attribute_macros",
  /** One branch of an `#if` inside a declaration: conditional_branches.ts. */
  "keep_first_branches",
  /** Expressions and parameters of C++ that its grammar does not know: cpp_expressions.ts. */
  "plain_expressions",
] as const;
export type Repair = typeof REPAIRS[number];

/** How a name is read off a node of one type. */
export type NameRule =
  /** Its text, or the part of it that `match` finds. */
  | { readonly how: "leaf"; readonly match: RegExp | null }
  /** Its text is a qualified name. */
  | { readonly how: "split"; readonly separator: RegExp }
  /** One for each child that has one. */
  | { readonly how: "each" }
  /** That of a node in it; `counts` makes this node's type the `via` of conditions. */
  | { readonly how: "into"; readonly path: NodePath; readonly counts: boolean }
  | { readonly how: "qualified"; readonly qualifier: NodePath; readonly name: NodePath };

/** Conditions that all hold, and what then replaces the rule's own values. */
export interface RuleCase {
  readonly in: readonly string[] | null;
  readonly name: RegExp | null;
  readonly qualified: boolean | null;
  /** Whether the name is that of the definition around it, or its own qualifier's last part. */
  readonly likeOwner: boolean | null;
  readonly via: readonly string[] | null;
  /** What stands between the start of the wrapper around the node and the node. */
  readonly before: RegExp | null;
  readonly has: NodePath | null;
  readonly lacks: NodePath | null;
  readonly text: readonly (readonly [NodePath, RegExp])[];
  readonly kind: SymbolKind | "none" | null;
  readonly scope: string | null;
  readonly body: NodePath | null;
  readonly rest: boolean;
}

export interface DefinitionRule {
  readonly kind: SymbolKind | "none";
  /** Scopes in which the rule applies; null is everywhere. */
  readonly where: readonly string[] | null;
  /** Alternatives; the first that leads somewhere counts. */
  readonly name: readonly NodePath[];
  /** The name where there is none in the text; "" makes it no definition. */
  readonly anonymous: string;
  /** Put before the name (`~`, `operator `). */
  readonly prefix: string;
  /** The name is the text at `name`, whatever stands there. */
  readonly rawName: boolean;
  readonly qualifier: NodePath | null;
  /** The qualifier counts only where this leads somewhere. */
  readonly qualifierWhen: NodePath | null;
  readonly body: readonly NodePath[];
  /** What is elided only where it is long. */
  readonly value: NodePath | null;
  readonly scope: string | null;
  /** Whether children belong to this definition, or to the one around it. */
  readonly children: "inside" | "beside";
  /** It belongs to what is around the definition around it (a field declared in a constructor's parameters). */
  readonly hoist: boolean;
  /** Descend even where no definition comes of it (an anonymous struct). */
  readonly enter: boolean;
  /** The definition runs to the end of the node around it and owns what follows (`namespace A;`). */
  readonly rest: boolean;
  readonly cases: readonly RuleCase[];
}

/** A node that is no definition but gives what is inside a scope and a qualifier (`impl Type`). */
export interface ScopeRule {
  /** "same" leaves it as it is. */
  readonly scope: string;
  /** Scopes in which it is another one. */
  readonly within: ReadonlyMap<string, string>;
  readonly qualifier: NodePath | null;
}

/** Headers that begin a line, for stretches that do not parse. */
export interface RecoverRule {
  /** Multi-line; groups `name`, and where there are several kinds `keyword`, and `owner` for a receiver. */
  readonly pattern: RegExp;
  readonly kinds: ReadonlyMap<string, SymbolKind>;
  /** Kinds that become another with an owner, or directly inside a class and the like. */
  readonly inClass: ReadonlyMap<SymbolKind, SymbolKind>;
  /** Multi-line, with a group `owner`: headers of blocks that are no definition but own what is in them; null for none. */
  readonly around: RegExp | null;
}

export interface LanguageRules {
  /** Node types to descend into; null descends into all but `prune`. */
  readonly enter: readonly string[] | null;
  readonly prune: readonly string[];
  /** Node types that are looked at only in these scopes. */
  readonly onlyIn: ReadonlyMap<string, readonly string[]>;
  readonly comments: readonly string[];
  readonly decorators: readonly string[];
  readonly modifiers: readonly string[];
  readonly wrappers: readonly string[];
  readonly leading: readonly string[];
  /** Nodes after a definition that belong to it (Kotlin's accessors). */
  readonly trailing: readonly string[];
  readonly docs: "docstring" | "comment";
  /** The comment token of a language whose nodes take in the comments that follow their last token; "" elsewhere. */
  readonly trailingComment: string;
  readonly normalize: "NFKC" | null;
  /** Keywords: what a damaged tree may take for a name. */
  readonly reserved: ReadonlySet<string>;
  /** Qualifier parts that name no definition (`prototype`, `exports`). */
  readonly dropQualifiers: readonly string[];
  readonly names: ReadonlyMap<string, NameRule>;
  readonly definitions: ReadonlyMap<string, DefinitionRule>;
  readonly scopes: ReadonlyMap<string, ScopeRule>;
  /** What to try on text with errors before believing them. */
  readonly repairs: readonly Repair[];
  /** Text that the grammar may read as something else without an error: the repairs are tried on it too. */
  readonly misread: RegExp | null;
  /** How a header is found, line by line, where the grammar found only an error. */
  readonly recover: RecoverRule | null;
}

type Json = Readonly<Record<string, unknown>>;

/** Decodes the content of a definitions.json; throws TypeError naming the place when the shape is wrong. */
export function decodeRules(value: unknown, language: string): LanguageRules {
  const at = `grammars/${language}/definitions.json`;
  const top = decodeObject(value, at);
  const definitions = new Map<string, DefinitionRule>();
  for (const [type, rule] of Object.entries(decodeObject(top["definitions"] ?? {}, `${at} definitions`))) {
    definitions.set(type, decodeDefinition(decodeObject(rule, `${at} ${type}`), `${at} ${type}`));
  }
  const names = new Map<string, NameRule>();
  for (const [type, rule] of Object.entries(decodeObject(top["names"] ?? {}, `${at} names`))) {
    names.set(type, decodeName(rule, `${at} names ${type}`));
  }
  const scopes = new Map<string, ScopeRule>();
  for (const [type, rule] of Object.entries(decodeObject(top["scopes"] ?? {}, `${at} scopes`))) {
    const scope = decodeObject(rule, `${at} scopes ${type}`);
    const within = new Map<string, string>();
    for (const [around, inner] of Object.entries(decodeObject(scope["within"] ?? {}, at))) {
      within.set(around, decodeString(inner, at));
    }
    scopes.set(type, {
      scope: decodeString(scope["scope"], at),
      within,
      qualifier: decodeOptionalString(scope["qualifier"], at),
    });
  }
  const onlyIn = new Map<string, readonly string[]>();
  for (const [type, words] of Object.entries(decodeObject(top["only_in"] ?? {}, `${at} only_in`))) {
    onlyIn.set(type, decodeStrings(words, `${at} only_in ${type}`));
  }
  return {
    enter: top["enter"] === undefined ? null : decodeStrings(top["enter"], `${at} enter`),
    prune: decodeStrings(top["prune"] ?? [], `${at} prune`),
    onlyIn,
    comments: decodeStrings(top["comments"] ?? [], `${at} comments`),
    decorators: decodeStrings(top["decorators"] ?? [], `${at} decorators`),
    modifiers: decodeStrings(top["modifiers"] ?? [], `${at} modifiers`),
    wrappers: decodeStrings(top["wrappers"] ?? [], `${at} wrappers`),
    leading: decodeStrings(top["leading"] ?? [], `${at} leading`),
    trailing: decodeStrings(top["trailing"] ?? [], `${at} trailing`),
    docs: top["docs"] === "docstring" ? "docstring" : "comment",
    trailingComment: decodeString(top["trailing_comment"] ?? "", at),
    normalize: top["normalize"] === "NFKC" ? "NFKC" : null,
    reserved: new Set(decodeStrings(top["reserved"] ?? [], `${at} reserved`)),
    dropQualifiers: decodeStrings(top["drop_qualifiers"] ?? [], `${at} drop_qualifiers`),
    names,
    definitions,
    scopes,
    repairs: decodeStrings(top["repairs"] ?? [], `${at} repairs`).map((one) => {
      const repair = REPAIRS.find((known) => known === one);
      if (repair === undefined) throw new TypeError(`${at}: unknown repair ${JSON.stringify(one)}`);
      return repair;
    }),
    misread: decodeRegExp(top["misread"], `${at} misread`, "u"),
    recover: top["recover"] === undefined
      ? null
      : decodeRecover(decodeObject(top["recover"], `${at} recover`), `${at} recover`),
  };
}

function decodeDefinition(rule: Json, at: string): DefinitionRule {
  const cases = rule["cases"] ?? [];
  if (!Array.isArray(cases)) throw new TypeError(`${at}: cases is not a list`);
  return {
    kind: decodeKind(rule["kind"], at),
    where: rule["where"] === undefined ? null : decodeStrings(rule["where"], at),
    name: decodePaths(rule["name"], at),
    anonymous: decodeString(rule["anonymous"] ?? "", at),
    prefix: decodeString(rule["prefix"] ?? "", at),
    rawName: rule["raw_name"] === true,
    hoist: rule["hoist"] === true,
    enter: rule["enter"] === true,
    qualifier: decodeOptionalString(rule["qualifier"], at),
    qualifierWhen: decodeOptionalString(rule["qualifier_when"], at),
    body: decodePaths(rule["body"], at),
    value: decodeOptionalString(rule["value"], at),
    scope: decodeOptionalString(rule["scope"], at),
    children: rule["children"] === "beside" ? "beside" : "inside",
    rest: rule["rest"] === true,
    cases: cases.map((one: unknown) => decodeCase(decodeObject(one, at), at)),
  };
}

function decodeCase(rule: Json, at: string): RuleCase {
  const text: [NodePath, RegExp][] = [];
  for (const [path, pattern] of Object.entries(decodeObject(rule["text"] ?? {}, at))) {
    text.push([path, new RegExp(decodeString(pattern, at), "u")]);
  }
  return {
    in: rule["in"] === undefined ? null : decodeStrings(rule["in"], at),
    name: decodeRegExp(rule["name"], at, "u"),
    qualified: typeof rule["qualified"] === "boolean" ? rule["qualified"] : null,
    likeOwner: typeof rule["like_owner"] === "boolean" ? rule["like_owner"] : null,
    rest: rule["rest"] === true,
    before: decodeRegExp(rule["before"], at, "u"),
    via: rule["via"] === undefined ? null : decodeStrings(rule["via"], at),
    has: decodeOptionalString(rule["has"], at),
    lacks: decodeOptionalString(rule["lacks"], at),
    text,
    kind: rule["kind"] === undefined ? null : decodeKind(rule["kind"], at),
    scope: decodeOptionalString(rule["scope"], at),
    body: decodeOptionalString(rule["body"], at),
  };
}

function decodeRecover(rule: Json, at: string): RecoverRule {
  const kinds = new Map<string, SymbolKind>();
  for (const [keyword, kind] of Object.entries(decodeObject(rule["kinds"], at))) {
    kinds.set(keyword, decodeSymbolKind(kind, at));
  }
  const inClass = new Map<SymbolKind, SymbolKind>();
  for (const [kind, member] of Object.entries(decodeObject(rule["in_class"] ?? {}, at))) {
    inClass.set(decodeSymbolKind(kind, at), decodeSymbolKind(member, at));
  }
  const pattern = new RegExp(decodeString(rule["pattern"], at), "dgmu");
  return { pattern, kinds, inClass, around: decodeRegExp(rule["around"], at, "gmu") };
}

function decodeName(rule: unknown, at: string): NameRule {
  if (rule === "leaf") return { how: "leaf", match: null };
  if (rule === "each") return { how: "each" };
  const object = decodeObject(rule, at);
  if (object["match"] !== undefined) return { how: "leaf", match: decodeRegExp(object["match"], at, "u") };
  if (object["split"] !== undefined) {
    return { how: "split", separator: new RegExp(decodeString(object["split"], at), "u") };
  }
  if (object["into"] !== undefined) {
    return { how: "into", path: decodeString(object["into"], at), counts: true };
  }
  if (object["through"] !== undefined) {
    return { how: "into", path: decodeString(object["through"], at), counts: false };
  }
  return {
    how: "qualified",
    qualifier: decodeString(object["qualifier"], at),
    name: decodeString(object["name"], at),
  };
}

function decodeKind(value: unknown, at: string): SymbolKind | "none" {
  return value === "none" ? "none" : decodeSymbolKind(value, at);
}

function decodeSymbolKind(value: unknown, at: string): SymbolKind {
  const kind = SYMBOL_KINDS.find((one) => one === value);
  if (kind === undefined) throw new TypeError(`${at}: unknown kind ${JSON.stringify(value)}`);
  return kind;
}

function decodePaths(value: unknown, at: string): NodePath[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => decodeString(one, at));
}

function decodeRegExp(value: unknown, at: string, flags: string): RegExp | null {
  return value === undefined ? null : new RegExp(decodeString(value, at), flags);
}

function decodeOptionalString(value: unknown, at: string): string | null {
  return value === undefined ? null : decodeString(value, at);
}

function decodeString(value: unknown, at: string): string {
  if (typeof value !== "string") {
    throw new TypeError(`${at}: expected a text, found ${JSON.stringify(value)}`);
  }
  return value;
}

function decodeStrings(value: unknown, at: string): string[] {
  if (!Array.isArray(value)) throw new TypeError(`${at}: expected a list of texts`);
  return value.map((one: unknown) => decodeString(one, at));
}

function decodeObject(value: unknown, at: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${at}: expected an object`);
  }
  return value as Json;
}
