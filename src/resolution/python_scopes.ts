/**
 * The scopes of one Python file and what their names are bound to, as the language reference has it (section 4.2, "Naming
 * and binding"), and how they are looked into. They are made in python_binder.ts.
 */
import { fieldOf, type PyNode } from "./python_tree.ts";

export type ScopeKind = "module" | "class" | "function" | "lambda" | "comprehension";

export interface Scope {
  readonly kind: ScopeKind;
  /** The node whose names these are. */
  readonly node: PyNode;
  readonly parent: Scope | null;
  readonly names: Map<string, Declaration[]>;
  /** Names that `global` or `nonlocal` sends elsewhere. */
  readonly elsewhere: Map<string, "global" | "nonlocal">;
  /** For classes: attributes that methods bind on their first parameter. */
  readonly members: Map<string, Declaration[]>;
}

/** How a name comes by its value; `value` of a Declaration is read accordingly. */
export type BindingKind =
  | "function"
  | "class"
  | "parameter"
  | "assignment"
  /** The value is what iterating over `value` gives. */
  | "iteration"
  /** The value is what entering `value` gives. */
  | "context"
  /** The value is an instance of `value`, or of one of its elements. */
  | "exception"
  | "import"
  | "import-from"
  | "wildcard"
  | "type"
  | "other";

export interface Declaration {
  readonly kind: BindingKind;
  readonly name: string;
  /** The node of the name itself. */
  readonly nameNode: PyNode;
  /** The statement or definition that binds. */
  readonly node: PyNode;
  readonly scope: Scope;
  /** The annotation; null where there is none. */
  readonly annotation: PyNode | null;
  /** Where the value comes from: see BindingKind; null where that says nothing. */
  readonly value: PyNode | null;
  /** Place within the unpacked value, outermost first; empty where nothing is unpacked. */
  readonly unpack: readonly number[];
}

export interface PyModule {
  readonly path: string;
  readonly text: string;
  readonly root: PyNode;
  readonly scope: Scope;
  readonly scopes: ReadonlyMap<PyNode, Scope>;
}

/** The text of a node. */
export function textOf(module: { readonly text: string }, node: PyNode): string {
  return module.text.slice(node.start, node.end);
}

/** The scope in which a name at `node` is looked up first. */
export function scopeAt(module: PyModule, node: PyNode): Scope {
  let child: PyNode | null = null;
  for (let at: PyNode | null = node; at !== null; child = at, at = at.parent) {
    const scope = module.scopes.get(at);
    if (scope === undefined || at === node) continue;
    if (child === null || !belongsOutside(at, child, node)) return scope;
  }
  return module.scope;
}

/** Decorators, defaults, annotations, bases and the first iterable are evaluated around a scope, not in it. */
function belongsOutside(owner: PyNode, child: PyNode, node: PyNode): boolean {
  switch (owner.type) {
    case "function_definition":
      if (child.field === "name") return true;
      if (child.field === "return_type") return true;
      return child.field === "parameters" && !isParameterName(node);
    case "class_definition":
      return child.field === "name" || child.field === "superclasses";
    case "lambda":
      return child.field === "parameters" && !isParameterName(node);
    default:
      return child.type === "for_in_clause" &&
        child === owner.children.find(({ type }) => type === "for_in_clause") &&
        within(node, fieldOf(child, "right"));
  }
}

function within(node: PyNode, outer: PyNode | null): boolean {
  return outer !== null && node.start >= outer.start && node.end <= outer.end;
}

function isParameterName(node: PyNode): boolean {
  const { parent } = node;
  if (node.type !== "identifier" || parent === null) return false;
  if (parent.type === "parameters" || parent.type === "lambda_parameters") return true;
  if (parent.type === "default_parameter" || parent.type === "typed_default_parameter") {
    return node.field === "name";
  }
  if (parent.type === "typed_parameter") return node.field === "";
  return ["list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern"].includes(parent.type);
}

/** The function scope that `scope` is or is a comprehension in. */
export function functionAround(scope: Scope): Scope | null {
  let at: Scope | null = scope;
  while (at?.kind === "comprehension") at = at.parent;
  return at?.kind === "function" ? at : null;
}

/** The node of a function's first parameter's name; null when it has none. */
export function firstParameter(node: PyNode): PyNode | null {
  const first = fieldOf(node, "parameters")?.children.find(({ type }) => type !== "comment");
  if (first === undefined) return null;
  if (first.type === "identifier") return first;
  const named = fieldOf(first, "name") ?? first.children[0];
  return named?.type === "identifier" ? named : null;
}
