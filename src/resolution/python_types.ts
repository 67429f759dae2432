/**
 * What an expression is, as far as classes, modules and functions of the segment are concerned: enough to know where an
 * attribute was defined. Everything else is unknown, which is the empty list; an uncertain guess is never made.
 * Invariant: bounded depth; never throws on any tree.
 */
import { annotated } from "./python_annotations.ts";
import { call, returned } from "./python_calls.ts";
import { display, element, entered, operator, subscript } from "./python_containers.ts";
import { reaching } from "./python_flow.ts";
import type { ModuleTarget } from "./python_imports.ts";
import { isTyped, type Located, preferTyped, type PythonNames } from "./python_names.ts";
import { latest, narrowed } from "./python_narrowing.ts";
import { type Declaration, firstParameter, type PyModule, type Scope, textOf } from "./python_scopes.ts";
import { fieldOf, type PyNode } from "./python_tree.ts";
import { type ClassRef, instancesOf, itemAt, MAX_DEPTH, type PyType, unionAll } from "./python_type.ts";

export class PythonTypes {
  /** Names, and the files that they are in. */
  readonly names: PythonNames;
  readonly #mros = new Map<Scope, readonly ClassRef[]>();
  readonly #active = new Set<Declaration>();

  constructor(names: PythonNames) {
    this.names = names;
  }

  /** The types that `node` can have. */
  infer(module: PyModule, node: PyNode | null, depth = 0): readonly PyType[] {
    if (node === null || depth > MAX_DEPTH) return [];
    const go = (child: PyNode | null | undefined): readonly PyType[] =>
      this.infer(module, child ?? null, depth + 1);
    switch (node.type) {
      case "identifier":
        return this.#identifier(module, node, depth);
      case "attribute":
        return this.#attribute(module, node, depth);
      case "call":
        return call(this, module, node, depth);
      case "await":
      case "parenthesized_expression":
      case "expression_list":
        return node.children.length === 1 ? go(node.children[0]) : display(this, module, node, depth);
      case "conditional_expression":
        return unionAll([go(node.children[0]), go(node.children[2])]);
      case "boolean_operator":
        return unionAll([go(fieldOf(node, "left")), go(fieldOf(node, "right"))]);
      case "named_expression":
        return go(fieldOf(node, "value"));
      case "subscript":
        return subscript(this, go(fieldOf(node, "value")), module, node, depth);
      case "tuple":
        return display(this, module, node, depth);
      case "list":
      case "set":
        return [{
          kind: "container",
          tuple: false,
          items: [node.children.flatMap((child) => [...go(child)]).slice(0, 8)],
        }];
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
        return [{ kind: "container", tuple: false, items: [go(fieldOf(node, "body"))] }];
      case "dictionary": {
        const pair = node.children.find(({ type }) => type === "pair");
        return [{ kind: "container", tuple: false, items: [go(pair?.children[0]), go(pair?.children[1])] }];
      }
      case "binary_operator":
        return operator(this, module, node, depth);
      default:
        return [];
    }
  }

  /** The declarations of attribute `name` of a type; where several classes could have it, those of the first that does. */
  member(type: PyType, name: string): readonly Located[] {
    switch (type.kind) {
      case "module":
        return this.#moduleMember(type.target, name);
      case "class":
      case "instance":
        return this.#classMember(this.mro(type.of), name);
      case "super":
        return this.#classMember(this.mro(type.of).slice(1), name);
      default:
        return [];
    }
  }

  #moduleMember(target: ModuleTarget, name: string): readonly Located[] {
    const module = target.kind === "file" ? this.names.sources.module(target.path) : null;
    if (module === null) return [];
    // An import that leads out of the segment hides nothing.
    return preferTyped(
      this.names.symbol(module, name).filter((located) => this.names.follow(located) !== null),
    );
  }

  #classMember(mro: readonly ClassRef[], name: string): readonly Located[] {
    let untyped: readonly Located[] = [];
    for (const { module, scope } of mro) {
      const all = [...scope.names.get(name) ?? [], ...scope.members.get(name) ?? []];
      const found = all.map((declaration) => ({ module, declaration }));
      const typed = found.filter(({ declaration }) => isTyped(declaration));
      if (typed.length > 0) return typed;
      if (untyped.length === 0) untyped = found;
    }
    return untyped;
  }

  /** The class and its bases inside the segment, in the order in which attributes are looked up. */
  mro(of: ClassRef, depth = 0): readonly ClassRef[] {
    const known = this.#mros.get(of.scope);
    if (known !== undefined) return known;
    this.#mros.set(of.scope, [of]); // a class that inherits from itself
    const orders = depth > MAX_DEPTH ? [] : this.#bases(of).map((base) => this.mro(base, depth + 1));
    const flat = [of, ...orders.flat()];
    // Of a class that is reached twice the last place counts, which is what C3 comes to in ordinary hierarchies.
    const order = flat.filter((one, index) =>
      flat.findLastIndex((other) => other.scope === one.scope) === index
    );
    this.#mros.set(of.scope, order);
    return order;
  }

  #bases(of: ClassRef): ClassRef[] {
    const list = fieldOf(of.scope.node, "superclasses");
    return (list?.children ?? []).filter(({ type }) => type !== "keyword_argument").flatMap((base) => {
      const named = base.type === "subscript" ? fieldOf(base, "value") : base;
      return this.infer(of.module, named).flatMap((type) => type.kind === "class" ? [type.of] : []);
    });
  }

  /** What a declaration's name stands for. */
  typeOf({ module, declaration }: Located, depth = 0): readonly PyType[] {
    if (depth > MAX_DEPTH) return [];
    return this.once(declaration, () => this.#declared({ module, declaration }, depth + 1));
  }

  /** What `work` finds of a declaration; nothing while the same is under way further up. */
  once(declaration: Declaration, work: () => readonly PyType[]): readonly PyType[] {
    if (this.#active.has(declaration)) return [];
    this.#active.add(declaration);
    try {
      return work();
    } finally {
      this.#active.delete(declaration);
    }
  }

  #declared(located: Located, depth: number): readonly PyType[] {
    const { module, declaration } = located;
    const { kind, node, value, unpack, annotation } = declaration;
    switch (kind) {
      case "function":
        return [{ kind: "function", located, receiver: null }];
      case "class": {
        const scope = module.scopes.get(node);
        return scope === undefined ? [] : [{ kind: "class", of: { module, scope } }];
      }
      case "import":
      case "import-from": {
        const referent = this.names.follow(located);
        if (referent === null) return [];
        return referent.kind === "module" ? [referent] : this.typeOf(referent.located, depth);
      }
      case "parameter":
        return this.#parameter(located, depth);
      case "exception":
        return this.instances(module, value, depth);
    }
    if (annotation !== null) return annotated(this, module, annotation, depth);
    const source = this.infer(module, value, depth);
    const whole = kind === "iteration"
      ? source.flatMap((type) => element(this, type, depth))
      : kind === "context"
      ? source.flatMap((type) => entered(this, type, depth))
      : source;
    return unpack.reduce<readonly PyType[]>(
      (types, index) => types.flatMap((type) => itemAt(type, index)),
      whole,
    );
  }

  /** Instances of the class, or of the classes in the tuple, that `value` is. */
  instances(module: PyModule, value: PyNode | null, depth: number): readonly PyType[] {
    const classes = value?.type === "tuple" ? value.children : value === null ? [] : [value];
    return classes.flatMap((one) => instancesOf(this.infer(module, one, depth)));
  }

  #parameter({ module, declaration }: Located, depth: number): readonly PyType[] {
    const { annotation, scope, nameNode, value } = declaration;
    const owner = scope.parent;
    const isFirst = scope.kind === "function" && firstParameter(scope.node) === nameNode;
    if (isFirst && owner?.kind === "class") {
      const decorators = decoratorsOf(module, scope.node);
      const name = textOf(module, fieldOf(scope.node, "name") ?? nameNode);
      if (!decorators.includes("staticmethod") || name === "__new__") {
        const isClass = decorators.includes("classmethod") ||
          ["__new__", "__init_subclass__", "__class_getitem__"].includes(name);
        return [{ kind: isClass ? "class" : "instance", of: { module, scope: owner } }];
      }
    }
    if (annotation !== null) return annotated(this, module, annotation, depth);
    return value?.type === "call" ? this.infer(module, value, depth) : [];
  }

  #identifier(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const known = narrowed(this, module, node, depth);
    if (known !== null) return known;
    const all = this.names.lookup(module, node);
    const reached = reaching(all.map(({ declaration }) => declaration), node);
    const found = all.filter(({ declaration }) => reached.includes(declaration));
    const declared = found.filter(({ declaration }) => declaration.annotation !== null);
    const chosen = declared.length > 0 ? declared : latest(found, node);
    return unionAll(chosen.map((located) => this.typeOf(located, depth)));
  }

  #attribute(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const attribute = fieldOf(node, "attribute");
    if (attribute === null) return [];
    const name = textOf(module, attribute);
    return unionAll(
      this.infer(module, fieldOf(node, "object"), depth + 1).map((type) =>
        this.memberTypes(type, name, depth + 1)
      ),
    );
  }

  /** The types of attribute `name` of a value of this type. */
  memberTypes(type: PyType, name: string, depth: number): readonly PyType[] {
    if (name === "__class__" && type.kind === "instance") return [{ kind: "class", of: type.of }];
    const found = this.member(type, name);
    if (found.length === 0 && type.kind === "module") {
      const target = this.submodule(type.target, name);
      return target === null ? [] : [{ kind: "module", target }];
    }
    return unionAll(found.map((located) => this.#bound(type, located, depth)));
  }

  /** The submodule `name` of a package. */
  submodule(target: ModuleTarget, name: string): ModuleTarget | null {
    return this.names.submodule(target, name);
  }

  /** A member seen through an object: a property is what it returns, a method keeps its receiver. */
  #bound(receiver: PyType, located: Located, depth: number): readonly PyType[] {
    const { module, declaration } = located;
    if (declaration.kind === "function" && receiver.kind === "instance") {
      if (decoratorsOf(module, declaration.node).some((name) => PROPERTIES.test(name))) {
        return returned(this, located, receiver, depth);
      }
    }
    return this.typeOf(located, depth).map((type) => type.kind === "function" ? { ...type, receiver } : type);
  }
}

const PROPERTIES = /(?:^|\.)(?:property|cached_property|abstractproperty|getter)$/;
/** Texts of the decorators of a function or class, without arguments. */
export function decoratorsOf(module: PyModule, node: PyNode): string[] {
  if (node.parent?.type !== "decorated_definition") return [];
  return node.parent.children.filter(({ type }) => type === "decorator").map((decorator) => {
    const [expression] = decorator.children;
    const named = expression?.type === "call" ? fieldOf(expression, "function") : expression;
    return named === null || named === undefined ? "" : textOf(module, named);
  });
}
