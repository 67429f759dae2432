/**
 * What an expression is, as far as classes, modules and functions of the segment are concerned: enough to know where an
 * attribute was defined. Everything else is unknown, which is the empty list; an uncertain guess is never made.
 * Invariant: bounded depth; never throws on any tree.
 */
import { reaching } from "./python_flow.ts";
import type { ModuleTarget } from "./python_imports.ts";
import { isTyped, type Located, preferTyped, type PythonNames } from "./python_names.ts";
import {
  type Declaration,
  firstParameter,
  functionAround,
  type PyModule,
  type Scope,
  textOf,
} from "./python_scopes.ts";
import { descend, enclosing, fieldOf, type PyNode } from "./python_tree.ts";

export interface ClassRef {
  readonly module: PyModule;
  readonly scope: Scope;
}

export type PyType =
  | { readonly kind: "module"; readonly target: ModuleTarget }
  | { readonly kind: "class"; readonly of: ClassRef }
  | { readonly kind: "instance"; readonly of: ClassRef }
  | { readonly kind: "super"; readonly of: ClassRef }
  | { readonly kind: "function"; readonly located: Located; readonly receiver: PyType | null }
  /** A built-in container by what it holds; a tuple has one entry for each place. */
  | { readonly kind: "container"; readonly tuple: boolean; readonly items: readonly (readonly PyType[])[] };

const MAX_DEPTH = 14;

const PROPERTIES = /(?:^|\.)(?:property|cached_property|abstractproperty|getter)$/;
const WRAPPERS = ["Optional", "Final", "ClassVar", "Annotated", "Required", "NotRequired", "Awaitable"];
const SEQUENCES = [
  "list",
  "List",
  "set",
  "Set",
  "frozenset",
  "FrozenSet",
  "Sequence",
  "MutableSequence",
  "Iterable",
  "Iterator",
  "Collection",
  "Generator",
  "AsyncIterator",
  "AsyncIterable",
  "Deque",
  "deque",
  "AbstractSet",
  "Container",
  "Reversible",
];
const MAPPINGS = [
  "dict",
  "Dict",
  "Mapping",
  "MutableMapping",
  "OrderedDict",
  "defaultdict",
  "DefaultDict",
  "ChainMap",
];
const COPIES = ["list", "set", "frozenset", "sorted", "reversed", "iter", "deque"];

export class PythonTypes {
  readonly #names: PythonNames;
  readonly #mros = new Map<Scope, readonly ClassRef[]>();
  readonly #active = new Set<Declaration>();

  constructor(names: PythonNames) {
    this.#names = names;
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
        return this.#call(module, node, depth);
      case "await":
      case "parenthesized_expression":
      case "expression_list":
        return node.children.length === 1 ? go(node.children[0]) : this.#display(module, node, depth);
      case "conditional_expression":
        return union(go(node.children[0]), go(node.children[2]));
      case "boolean_operator":
        return union(go(fieldOf(node, "left")), go(fieldOf(node, "right")));
      case "named_expression":
        return go(fieldOf(node, "value"));
      case "subscript":
        return this.#subscript(go(fieldOf(node, "value")), module, node, depth);
      case "tuple":
        return this.#display(module, node, depth);
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
        return this.#operator(module, node, depth);
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
    const module = target.kind === "file" ? this.#names.sources.module(target.path) : null;
    if (module === null) return [];
    // An import that leads out of the segment hides nothing.
    return preferTyped(
      this.#names.symbol(module, name).filter((located) => this.#names.follow(located) !== null),
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
    if (depth > MAX_DEPTH || this.#active.has(declaration)) return [];
    this.#active.add(declaration);
    try {
      return this.#declared({ module, declaration }, depth + 1);
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
        const referent = this.#names.follow(located);
        if (referent === null) return [];
        return referent.kind === "module" ? [referent] : this.typeOf(referent.located, depth);
      }
      case "parameter":
        return this.#parameter(located, depth);
      case "exception":
        return this.#instances(module, value, depth);
    }
    if (annotation !== null) return this.annotated(module, annotation, depth);
    const source = this.infer(module, value, depth);
    const whole = kind === "iteration"
      ? source.flatMap((type) => this.#element(type, depth))
      : kind === "context"
      ? source.flatMap((type) => this.#entered(type, depth))
      : source;
    return unpack.reduce<readonly PyType[]>(
      (types, index) => types.flatMap((type) => itemAt(type, index)),
      whole,
    );
  }

  #instances(module: PyModule, value: PyNode | null, depth: number): readonly PyType[] {
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
    if (annotation !== null) return this.annotated(module, annotation, depth);
    return value?.type === "call" ? this.infer(module, value, depth) : [];
  }

  /** The instances that an annotation allows. */
  annotated(module: PyModule, node: PyNode | null, depth: number): readonly PyType[] {
    if (node === null || depth > MAX_DEPTH) return [];
    const go = (child: PyNode | undefined): readonly PyType[] =>
      this.annotated(module, child ?? null, depth + 1);
    switch (node.type) {
      case "type":
      case "parenthesized_expression":
      case "member_type":
        return node.children.length === 1 ? go(node.children[0]) : [];
      case "identifier":
        return this.#annotatedName(module, node, depth);
      case "attribute":
        return instancesOf(this.infer(module, node, depth + 1));
      case "string":
        return this.#annotatedText(module, node, depth);
      case "binary_operator":
      case "union_type":
        return node.children.flatMap((child) => [...go(child)]);
      case "generic_type":
        return this.#generic(module, node.children[0] ?? null, node.children[1]?.children ?? [], depth);
      case "subscript":
        return this.#generic(
          module,
          fieldOf(node, "value"),
          node.children.filter(({ field }) => field === "subscript"),
          depth,
        );
      default:
        return [];
    }
  }

  #annotatedName(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    if (textOf(module, node) === "Self") {
      const owner = enclosing(node, ["class_definition"]);
      const scope = owner === null ? undefined : module.scopes.get(owner);
      return scope === undefined ? [] : [{ kind: "instance", of: { module, scope } }];
    }
    return this.#names.lookup(module, node).flatMap((located) => {
      const referent = this.#names.follow(located);
      if (referent?.kind !== "declaration") return [];
      const { module: home, declaration } = referent.located;
      // An alias: `Paths = Union[Path, str]`.
      if (declaration.kind === "assignment" && declaration.value !== null && depth < MAX_DEPTH) {
        return declaration.value.type === "call" ? [] : this.annotated(home, declaration.value, depth + 2);
      }
      return instancesOf(this.typeOf(referent.located, depth + 1));
    });
  }

  /** A forward reference: only a plain dotted name is read, and `Optional["X"]` is handled around it. */
  #annotatedText(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const text = textOf(module, node).replace(/^[a-zA-Z]*(?:"""|'''|"|')|(?:"""|'''|"|')$/g, "").trim();
    const inner = /^(?:\w+\.)*Optional\[(.*)\]$/.exec(text)?.[1] ?? text;
    return inner.split("|").flatMap((part) => {
      const [first = "", ...rest] = part.trim().split(".");
      if (!/^[\w.]+$/.test(part.trim())) return [];
      let types = this.#byName(module, node, first, depth);
      for (const name of rest) types = types.flatMap((type) => this.#memberTypes(type, name, depth + 1));
      return [...instancesOf(types)];
    });
  }

  #byName(module: PyModule, at: PyNode, name: string, depth: number): readonly PyType[] {
    for (let scope: Scope | null = scopeAround(module, at); scope !== null; scope = scope.parent) {
      const found = scope.names.get(name);
      if (found !== undefined) {
        return found.flatMap((declaration) => [...this.typeOf({ module, declaration }, depth + 1)]);
      }
    }
    return this.#names.symbol(module, name).flatMap((located) => [...this.typeOf(located, depth + 1)]);
  }

  #generic(module: PyModule, base: PyNode | null, args: readonly PyNode[], depth: number): readonly PyType[] {
    if (base === null) return [];
    const name = textOf(module, base).split(".").at(-1) ?? "";
    const flat = args.flatMap((arg) => arg.type === "tuple" ? arg.children : [arg]);
    const types = flat.map((arg) => this.annotated(module, arg, depth + 1));
    if (name === "Union") return types.flat();
    if (WRAPPERS.includes(name)) return types[0] ?? [];
    if (name === "Coroutine") return types[2] ?? [];
    if (name === "Type" || name === "type") {
      return (types[0] ?? []).flatMap((type) =>
        type.kind === "instance" ? [{ kind: "class", of: type.of }] : []
      );
    }
    if (name === "Tuple" || name === "tuple") {
      const isUniform = flat.length === 2 && flat[1] !== undefined && textOf(module, flat[1]) === "...";
      return [{ kind: "container", tuple: !isUniform, items: isUniform ? types.slice(0, 1) : types }];
    }
    if (SEQUENCES.includes(name)) return [{ kind: "container", tuple: false, items: types.slice(0, 1) }];
    if (MAPPINGS.includes(name)) return [{ kind: "container", tuple: false, items: types.slice(0, 2) }];
    return this.annotated(module, base, depth + 1);
  }

  #identifier(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const narrowed = this.#narrowed(module, node, depth);
    if (narrowed !== null) return narrowed;
    const all = this.#names.lookup(module, node);
    const reached = reaching(all.map(({ declaration }) => declaration), node);
    const found = all.filter(({ declaration }) => reached.includes(declaration));
    const declared = found.filter(({ declaration }) => declaration.annotation !== null);
    const chosen = declared.length > 0 ? declared : latest(found, node);
    return unionAll(chosen.map((located) => this.typeOf(located, depth)));
  }

  /** `isinstance(name, Class)` in the condition of a branch around the place, or asserted before it. */
  #narrowed(module: PyModule, node: PyNode, depth: number): readonly PyType[] | null {
    const name = textOf(module, node);
    for (let at: PyNode | null = node; at !== null && at.parent !== null; at = at.parent) {
      const around: PyNode = at.parent;
      const condition = at.field === "consequence" ? fieldOf(around, "condition") : null;
      const type = condition === null ? null : this.#tested(module, condition, name, depth);
      if (type !== null) return type;
      if (around.type === "boolean_operator" && at.field === "right") {
        const left = fieldOf(around, "left");
        const tested = left === null ? null : this.#tested(module, left, name, depth);
        if (
          tested !== null &&
          !textOf(module, around).slice(0, at.start - around.start).trimEnd().endsWith("or")
        ) return tested;
      }
      if (around.type === "block") {
        for (const statement of around.children) {
          if (statement.start >= at.start) break;
          if (statement.type !== "assert_statement") continue;
          const asserted = this.#tested(module, statement.children[0] ?? null, name, depth);
          if (asserted !== null) return asserted;
        }
      }
      if (around.type === "function_definition" || around.type === "class_definition") return null;
    }
    return null;
  }

  #tested(module: PyModule, condition: PyNode | null, name: string, depth: number): readonly PyType[] | null {
    if (condition === null || depth > MAX_DEPTH) return null;
    if (condition.type === "boolean_operator" && !/\bor\b/.test(textOf(module, condition))) {
      return this.#tested(module, fieldOf(condition, "left"), name, depth + 1) ??
        this.#tested(module, fieldOf(condition, "right"), name, depth + 1);
    }
    if (condition.type === "parenthesized_expression") {
      return this.#tested(module, condition.children[0] ?? null, name, depth + 1);
    }
    if (condition.type !== "call") return null;
    const callee = fieldOf(condition, "function");
    const [subject, classes] = fieldOf(condition, "arguments")?.children ?? [];
    if (callee === null || textOf(module, callee) !== "isinstance" || subject === undefined) return null;
    if (subject.type !== "identifier" || textOf(module, subject) !== name) return null;
    const types = this.#instances(module, classes ?? null, depth + 1);
    return types.length > 0 ? types : null;
  }

  #attribute(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const attribute = fieldOf(node, "attribute");
    if (attribute === null) return [];
    const name = textOf(module, attribute);
    return unionAll(
      this.infer(module, fieldOf(node, "object"), depth + 1).map((type) =>
        this.#memberTypes(type, name, depth + 1)
      ),
    );
  }

  #memberTypes(type: PyType, name: string, depth: number): readonly PyType[] {
    if (name === "__class__" && type.kind === "instance") return [{ kind: "class", of: type.of }];
    const found = this.member(type, name);
    if (found.length === 0 && type.kind === "module") {
      const target = this.submodule(type.target, name);
      return target === null ? [] : [{ kind: "module", target }];
    }
    return unionAll(found.map((located) => this.#bound(type, located, depth)));
  }

  submodule(target: ModuleTarget, name: string): ModuleTarget | null {
    return this.#names.submodule(target, name);
  }

  /** A member seen through an object: a property is what it returns, a method keeps its receiver. */
  #bound(receiver: PyType, located: Located, depth: number): readonly PyType[] {
    const { module, declaration } = located;
    if (declaration.kind === "function" && receiver.kind === "instance") {
      if (decoratorsOf(module, declaration.node).some((name) => PROPERTIES.test(name))) {
        return this.#returned(located, receiver, depth);
      }
    }
    return this.typeOf(located, depth).map((type) => type.kind === "function" ? { ...type, receiver } : type);
  }

  #call(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const callee = fieldOf(node, "function");
    if (callee === null) return [];
    const args = fieldOf(node, "arguments")?.children ?? [];
    const plain = callee.type === "identifier" ? textOf(module, callee) : "";
    if (plain === "super") return this.#superOf(module, node);
    if (plain === "type" && args.length === 1) {
      return this.infer(module, args[0] ?? null, depth + 1).flatMap((type) =>
        type.kind === "instance" ? [{ kind: "class", of: type.of }] : []
      );
    }
    if (/(?:^|\.)cast$/.test(textOf(module, callee))) {
      return this.annotated(module, args[0] ?? null, depth + 1);
    }
    const results = unionAll(
      this.infer(module, callee, depth + 1).map((type) => this.#result(type, depth + 1)),
    );
    return results.length > 0 ? results : this.#builtin(module, callee, plain, args, depth);
  }

  #superOf(module: PyModule, node: PyNode): readonly PyType[] {
    const owner = enclosing(node, ["class_definition"]);
    const scope = owner === null ? undefined : module.scopes.get(owner);
    return scope === undefined ? [] : [{ kind: "super", of: { module, scope } }];
  }

  #result(type: PyType, depth: number): readonly PyType[] {
    switch (type.kind) {
      case "class":
        return [{ kind: "instance", of: type.of }];
      case "function":
        return this.#returned(type.located, type.receiver, depth);
      case "instance":
        return this.member(type, "__call__").flatMap((located) => [...this.#returned(located, type, depth)]);
      default:
        return [];
    }
  }

  /** What a call of the function gives. */
  #returned({ module, declaration }: Located, receiver: PyType | null, depth: number): readonly PyType[] {
    if (declaration.kind !== "function" || depth > MAX_DEPTH) return [];
    const annotation = fieldOf(declaration.node, "return_type");
    if (annotation !== null) {
      const text = textOf(module, annotation);
      const first = firstParameter(declaration.node);
      const own = first?.parent?.type === "typed_parameter" ? fieldOf(first.parent, "type") : null;
      const isSelf = text === "Self" || text.endsWith(".Self") ||
        (own !== null && textOf(module, own) === text);
      if (isSelf && receiver !== null && (receiver.kind === "instance" || receiver.kind === "class")) {
        return [{ kind: "instance", of: receiver.of }];
      }
      return this.annotated(module, annotation, depth + 1);
    }
    return this.#inferredReturn({ module, declaration }, receiver, depth);
  }

  #inferredReturn(
    { module, declaration }: Located,
    receiver: PyType | null,
    depth: number,
  ): readonly PyType[] {
    if (this.#active.has(declaration)) return [];
    const body = fieldOf(declaration.node, "body");
    if (body === null) return [];
    const nested = (node: PyNode): boolean =>
      node.type === "function_definition" || node.type === "class_definition" || node.type === "lambda";
    const returns: PyNode[] = [];
    for (const node of descend(body, nested)) {
      if (node.type === "yield") return [];
      if (node.type === "return_statement" && node.children[0] !== undefined) returns.push(node.children[0]);
    }
    const self = firstParameter(declaration.node);
    this.#active.add(declaration);
    try {
      return unionAll(
        returns.slice(0, 8).map((value) => {
          const isSelf = self !== null && value.type === "identifier" &&
            textOf(module, value) === textOf(module, self);
          return isSelf && receiver !== null && receiver.kind === "instance"
            ? [receiver]
            : this.infer(module, value, depth + 1);
        }),
      );
    } finally {
      this.#active.delete(declaration);
    }
  }

  /** The few built-in functions and container methods that pass on what they are given. */
  #builtin(
    module: PyModule,
    callee: PyNode,
    plain: string,
    args: readonly PyNode[],
    depth: number,
  ): readonly PyType[] {
    const go = (node: PyNode | undefined | null): readonly PyType[] =>
      this.infer(module, node ?? null, depth + 1);
    const elements = (node: PyNode | undefined): readonly PyType[] =>
      go(node).flatMap((type) => [...this.#element(type, depth + 1)]);
    if (COPIES.includes(plain)) return [{ kind: "container", tuple: false, items: [elements(args[0])] }];
    if (plain === "next" || plain === "max" || plain === "min") return elements(args[0]);
    if (plain === "enumerate") {
      return [{
        kind: "container",
        tuple: false,
        items: [[{ kind: "container", tuple: true, items: [[], elements(args[0])] }]],
      }];
    }
    if (plain === "zip") {
      return [{
        kind: "container",
        tuple: false,
        items: [[{ kind: "container", tuple: true, items: args.map(elements) }]],
      }];
    }
    if (callee.type !== "attribute") return [];
    const method = textOf(module, fieldOf(callee, "attribute") ?? callee);
    return go(fieldOf(callee, "object")).flatMap((type): readonly PyType[] => {
      if (type.kind !== "container" || type.tuple) return [];
      const [first = [], second] = type.items;
      if (method === "copy") return [type];
      if (second === undefined) return method === "pop" || method === "popleft" ? first : [];
      if (method === "get" || method === "pop" || method === "setdefault") return second;
      if (method === "values") return [{ kind: "container", tuple: false, items: [second] }];
      if (method === "keys") return [{ kind: "container", tuple: false, items: [first] }];
      if (method === "items") {
        return [{
          kind: "container",
          tuple: false,
          items: [[{ kind: "container", tuple: true, items: [first, second] }]],
        }];
      }
      return [];
    });
  }

  #display(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    return [{
      kind: "container",
      tuple: true,
      items: node.children.map((child) => this.infer(module, child, depth + 1)),
    }];
  }

  #subscript(types: readonly PyType[], module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const index = fieldOf(node, "subscript");
    return unionAll(types.map((type) => {
      if (type.kind === "class") return [type]; // a generic class
      if (type.kind === "instance") {
        return this.member(type, "__getitem__").flatMap((
          located,
        ) => [...this.#returned(located, type, depth + 1)]);
      }
      if (type.kind !== "container" || index === null) return [];
      if (index.type === "slice") return [type];
      if (type.tuple) return index.type === "integer" ? itemAt(type, Number(textOf(module, index))) : [];
      return type.items[1] ?? type.items[0] ?? [];
    }));
  }

  #operator(module: PyModule, node: PyNode, depth: number): readonly PyType[] {
    const left = this.infer(module, fieldOf(node, "left"), depth + 1);
    const operator = textOf(module, node).slice((node.children[0]?.end ?? 0) - node.start).trim()[0] ?? "";
    const method =
      { "+": "__add__", "-": "__sub__", "/": "__truediv__", "|": "__or__", "*": "__mul__" }[operator];
    if (method === undefined) return [];
    return left.flatMap((type) =>
      type.kind === "instance"
        ? this.member(type, method).flatMap((located) => [...this.#returned(located, type, depth + 1)])
        : type.kind === "container" && operator === "+"
        ? [type]
        : []
    );
  }

  #element(type: PyType, depth: number): readonly PyType[] {
    if (type.kind === "container") return type.tuple ? type.items.flat() : type.items[0] ?? [];
    if (type.kind !== "instance" || depth > MAX_DEPTH) return [];
    const results = this.member(type, "__iter__").flatMap((
      located,
    ) => [...this.#returned(located, type, depth + 1)]);
    return results.flatMap((result) =>
      result.kind === "container" ? result.items[0] ?? [] : this.member(result, "__next__").flatMap((
        located,
      ) => [...this.#returned(located, result, depth + 1)])
    );
  }

  #entered(type: PyType, depth: number): readonly PyType[] {
    if (type.kind === "container") return type.items[0] ?? [];
    if (type.kind !== "instance") return [];
    return ["__enter__", "__aenter__"].flatMap((name) =>
      this.member(type, name).flatMap((located) => [...this.#returned(located, type, depth + 1)])
    );
  }
}

function scopeAround(module: PyModule, node: PyNode): Scope {
  let at = node.parent;
  while (at !== null && !module.scopes.has(at)) at = at.parent;
  return (at === null ? undefined : module.scopes.get(at)) ?? module.scope;
}

/** Texts of the decorators of a function or class, without arguments. */
export function decoratorsOf(module: PyModule, node: PyNode): string[] {
  if (node.parent?.type !== "decorated_definition") return [];
  return node.parent.children.filter(({ type }) => type === "decorator").map((decorator) => {
    const [expression] = decorator.children;
    const named = expression?.type === "call" ? fieldOf(expression, "function") : expression;
    return named === null || named === undefined ? "" : textOf(module, named);
  });
}

function instancesOf(types: readonly PyType[]): readonly PyType[] {
  return types.flatMap((type) => type.kind === "class" ? [{ kind: "instance", of: type.of } as const] : []);
}

function itemAt(type: PyType, index: number): readonly PyType[] {
  if (type.kind !== "container") return [];
  return (type.tuple ? type.items[index] : type.items[0]) ?? [];
}

/** In the same function the assignment that comes last before the use decides; elsewhere any may. */
function latest(found: readonly Located[], use: PyNode): readonly Located[] {
  const before = found.filter(({ declaration }) =>
    declaration.nameNode.end <= use.start && isRunTogether(declaration, use)
  );
  const last = before.at(-1);
  if (last === undefined || before.length < found.length) return found;
  const block = enclosing(last.declaration.node.parent, ["block", "module"]);
  const dominates = block !== null && use.start >= block.start && use.end <= block.end;
  return dominates ? [last] : found;
}

function isRunTogether({ scope }: Declaration, use: PyNode): boolean {
  const { node } = scope;
  return use.start >= node.start && use.end <= node.end &&
    (scope.kind === "module" || functionAround(scope) === scope);
}

function same(a: PyType, b: PyType): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "module" && b.kind === "module") return a.target.path === b.target.path;
  if ("of" in a && "of" in b) return a.of.scope === b.of.scope;
  return a === b;
}

function union(a: readonly PyType[], b: readonly PyType[]): readonly PyType[] {
  return unionAll([a, b]);
}

function unionAll(lists: readonly (readonly PyType[])[]): readonly PyType[] {
  const all: PyType[] = [];
  for (const type of lists.flat()) if (!all.some((known) => same(known, type))) all.push(type);
  return all.slice(0, 12);
}
