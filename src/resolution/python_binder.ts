/**
 * Binds the names of one Python file: opens its scopes and notes in each what every name is bound to. Looks at no other
 * file and infers nothing.
 * Invariant: a scope's declarations of a name are in source order.
 */
import {
  type BindingKind,
  type Declaration,
  firstParameter,
  functionAround,
  type PyModule,
  type Scope,
  type ScopeKind,
} from "./python_scopes.ts";
import { descend, enclosing, fieldOf, type PyNode } from "./python_tree.ts";

const COMPREHENSIONS = [
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
];
const KINDS: Readonly<Record<string, ScopeKind>> = {
  module: "module",
  class_definition: "class",
  function_definition: "function",
  lambda: "lambda",
  ...Object.fromEntries(COMPREHENSIONS.map((type) => [type, "comprehension"])),
};

/** Binds the whole file. */
export function bindModule(path: string, text: string, root: PyNode): PyModule {
  const scopes = new Map<PyNode, Scope>();
  const binder = new Binder(text, scopes);
  const scope = binder.open("module", root, null);
  binder.bind(root, scope);
  return { path, text, root, scope, scopes };
}

class Binder {
  readonly #text: string;
  readonly #scopes: Map<PyNode, Scope>;

  constructor(text: string, scopes: Map<PyNode, Scope>) {
    this.#text = text;
    this.#scopes = scopes;
  }

  open(kind: ScopeKind, node: PyNode, parent: Scope | null): Scope {
    const scope: Scope = { kind, node, parent, names: new Map(), elsewhere: new Map(), members: new Map() };
    this.#scopes.set(node, scope);
    return scope;
  }

  /** Binds what `root` binds in `scope`; scopes inside are opened and bound in turn. */
  bind(root: PyNode, scope: Scope): void {
    const pending: { node: PyNode; scope: Scope }[] = root.children.map((node) => ({ node, scope }))
      .reverse();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { node } = next;
      this.#declare(node, next.scope);
      const kind = KINDS[node.type];
      const inner = kind === undefined ? next.scope : this.open(kind, node, next.scope);
      if (kind === "function" || kind === "lambda") this.#parameters(node, inner);
      for (let i = node.children.length - 1; i >= 0; i--) {
        const child = node.children[i];
        if (child === undefined) continue;
        const outside = kind !== undefined &&
          ["name", "superclasses", "return_type", "parameters"].includes(child.field);
        pending.push({ node: child, scope: outside ? next.scope : inner });
      }
    }
  }

  #declare(node: PyNode, scope: Scope): void {
    switch (node.type) {
      case "function_definition":
      case "class_definition": {
        const name = fieldOf(node, "name");
        if (name !== null) {
          this.#add(scope, node.type === "class_definition" ? "class" : "function", name, node);
        }
        for (const type of fieldOf(node, "type_parameters")?.children ?? []) {
          this.#typeParameter(type, node, scope);
        }
        return;
      }
      case "assignment":
      case "augmented_assignment": {
        const left = fieldOf(node, "left");
        const right = fieldOf(node, "right");
        const annotation = fieldOf(node, "type");
        const value = node.type === "augmented_assignment" ? null : innermostValue(right);
        if (left !== null) this.#target(scope, "assignment", left, node, { annotation, value });
        return;
      }
      case "named_expression": {
        const name = fieldOf(node, "name");
        const around = outOfComprehensions(scope);
        if (name !== null) this.#target(around, "assignment", name, node, { value: fieldOf(node, "value") });
        return;
      }
      case "for_statement":
      case "for_in_clause": {
        const left = fieldOf(node, "left");
        if (left !== null) this.#target(scope, "iteration", left, node, { value: fieldOf(node, "right") });
        return;
      }
      case "as_pattern": {
        const alias = fieldOf(node, "alias")?.children[0] ?? null;
        const [value = null] = node.children;
        if (alias === null) {
          const capture = node.children.at(-1);
          if (capture?.type === "identifier") this.#add(scope, "other", capture, node);
          return;
        }
        const kind = enclosing(node, ["except_clause", "except_group_clause", "with_item", "case_pattern"])
          ?.type;
        this.#target(scope, kind === "with_item" ? "context" : "exception", alias, node, { value });
        return;
      }
      case "import_statement":
        for (const child of node.children) {
          const alias = child.type === "aliased_import" ? fieldOf(child, "alias") : null;
          const first = child.type === "dotted_name" ? child.children[0] : undefined;
          const name = alias ?? first;
          if (name !== undefined) this.#add(scope, "import", name, child);
        }
        return;
      case "import_from_statement":
        for (const child of node.children) {
          if (child.type === "wildcard_import") this.#add(scope, "wildcard", child, node, {}, "*");
          if (child.field !== "name") continue;
          const name = child.type === "aliased_import" ? fieldOf(child, "alias") : child.children[0] ?? null;
          if (name !== null) this.#add(scope, "import-from", name, child);
        }
        return;
      case "global_statement":
      case "nonlocal_statement":
        for (const name of node.children) {
          scope.elsewhere.set(this.#textOf(name), node.type === "global_statement" ? "global" : "nonlocal");
        }
        return;
      case "type_alias_statement": {
        const left = fieldOf(node, "left")?.children[0];
        const name = left?.type === "generic_type" ? left.children[0] : left;
        if (name !== undefined) this.#add(scope, "type", name, node);
        return;
      }
      case "case_pattern":
      case "splat_pattern":
        this.#capture(node, scope);
    }
  }

  /** `case name:` and `case [*rest]:` bind; dotted names, and `_`, do not. */
  #capture(node: PyNode, scope: Scope): void {
    const [only] = node.children;
    const name = only?.type === "dotted_name" && only.children.length === 1 ? only.children[0] : only;
    if (name?.type === "identifier" && this.#textOf(name) !== "_") this.#add(scope, "other", name, node);
  }

  #typeParameter(type: PyNode, node: PyNode, scope: Scope): void {
    const name = [...descend(type)].find((inner) => inner.type === "identifier");
    if (name !== undefined) this.#add(scope, "other", name, node);
  }

  #parameters(owner: PyNode, scope: Scope): void {
    for (const parameter of fieldOf(owner, "parameters")?.children ?? []) {
      const annotation = fieldOf(parameter, "type");
      const named = fieldOf(parameter, "name") ??
        (parameter.type === "typed_parameter" ? parameter.children[0] ?? null : parameter);
      if (named === null) continue;
      for (const name of descend(named)) {
        if (name.type !== "identifier") continue;
        const splat = name.parent !== null && name.parent.type.endsWith("_splat_pattern");
        const value = splat ? null : fieldOf(parameter, "value");
        this.#add(scope, "parameter", name, parameter, { annotation: splat ? null : annotation, value });
      }
    }
  }

  /** Every name in an assignment target; attributes of a method's first parameter become members of its class. */
  #target(
    scope: Scope,
    kind: BindingKind,
    target: PyNode,
    node: PyNode,
    source: { annotation?: PyNode | null; value?: PyNode | null },
    unpack: readonly number[] = [],
  ): void {
    switch (target.type) {
      case "identifier":
        this.#add(scope, kind, target, node, { ...source, unpack });
        return;
      case "attribute":
        this.#member(scope, kind, target, node, { ...source, unpack });
        return;
      case "list_splat_pattern":
      case "list_splat":
      case "parenthesized_expression":
        for (const child of target.children) this.#target(scope, "other", child, node, {}, unpack);
        return;
      case "pattern_list":
      case "tuple_pattern":
      case "list_pattern":
      case "tuple":
      case "list":
      case "expression_list":
        target.children.forEach((child, index) =>
          this.#target(scope, kind, child, node, { value: source.value ?? null }, [...unpack, index])
        );
    }
  }

  #member(
    scope: Scope,
    kind: BindingKind,
    target: PyNode,
    node: PyNode,
    source: { annotation?: PyNode | null; value?: PyNode | null; unpack: readonly number[] },
  ): void {
    const object = fieldOf(target, "object");
    const name = fieldOf(target, "attribute");
    if (object?.type !== "identifier" || name === null) return;
    const method = functionAround(scope);
    const owner = method?.parent;
    if (method === null || owner?.kind !== "class") return;
    const first = firstParameter(method.node);
    if (first === null || this.#textOf(first) !== this.#textOf(object)) return;
    const key = this.#textOf(name);
    const declaration = this.#make(method, kind, name, node, source, key);
    owner.members.set(key, [...owner.members.get(key) ?? [], declaration]);
  }

  #add(
    scope: Scope,
    kind: BindingKind,
    nameNode: PyNode,
    node: PyNode,
    source: { annotation?: PyNode | null; value?: PyNode | null; unpack?: readonly number[] } = {},
    name = this.#textOf(nameNode),
  ): void {
    const home = this.#home(scope, name);
    const declaration = this.#make(home, kind, nameNode, node, source, name);
    const known = home.names.get(name);
    if (known === undefined) home.names.set(name, [declaration]);
    else known.push(declaration);
  }

  #make(
    scope: Scope,
    kind: BindingKind,
    nameNode: PyNode,
    node: PyNode,
    source: { annotation?: PyNode | null; value?: PyNode | null; unpack?: readonly number[] },
    name: string,
  ): Declaration {
    const { annotation = null, value = null, unpack = [] } = source;
    return { kind, name, nameNode, node, scope, annotation, value, unpack };
  }

  /** The scope that `name` is bound in when it is bound in `scope`. */
  #home(scope: Scope, name: string): Scope {
    const where = scope.elsewhere.get(name);
    if (where === undefined) return scope;
    let at = scope;
    if (where === "global") {
      while (at.parent !== null) at = at.parent;
      return at;
    }
    for (let outer = scope.parent; outer !== null; outer = outer.parent) {
      if (outer.kind !== "class" && outer.names.has(name)) return outer;
    }
    return scope;
  }

  #textOf(node: PyNode): string {
    return this.#text.slice(node.start, node.end);
  }
}

/** In `a = b = value` the value of `a` is that of the last assignment. */
function innermostValue(right: PyNode | null): PyNode | null {
  let value = right;
  while (value?.type === "assignment") value = fieldOf(value, "right");
  return value;
}

/** `:=` binds around the comprehension that it is in (PEP 572). */
function outOfComprehensions(scope: Scope): Scope {
  let at = scope;
  while (at.kind === "comprehension" && at.parent !== null) at = at.parent;
  return at;
}
