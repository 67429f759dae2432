/**
 * What goes into containers and comes out again: displays, subscripts, operators, iteration, `with`, and the few built-in
 * functions and methods that pass on what they are given.
 */
import { returned } from "./python_calls.ts";
import { type PyModule, textOf } from "./python_scopes.ts";
import { fieldOf, type PyNode } from "./python_tree.ts";
import { itemAt, MAX_DEPTH, type PyType, unionAll } from "./python_type.ts";
import type { PythonTypes } from "./python_types.ts";

const COPIES = ["list", "set", "frozenset", "sorted", "reversed", "iter", "deque"];

/** The few built-in functions and container methods that pass on what they are given. */
export function builtin(
  types: PythonTypes,
  module: PyModule,
  callee: PyNode,
  plain: string,
  args: readonly PyNode[],
  depth: number,
): readonly PyType[] {
  const go = (node: PyNode | undefined | null): readonly PyType[] =>
    types.infer(module, node ?? null, depth + 1);
  const elements = (node: PyNode | undefined): readonly PyType[] =>
    go(node).flatMap((type) => [...element(types, type, depth + 1)]);
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

export function display(
  types: PythonTypes,
  module: PyModule,
  node: PyNode,
  depth: number,
): readonly PyType[] {
  return [{
    kind: "container",
    tuple: true,
    items: node.children.map((child) => types.infer(module, child, depth + 1)),
  }];
}

export function subscript(
  types: PythonTypes,
  values: readonly PyType[],
  module: PyModule,
  node: PyNode,
  depth: number,
): readonly PyType[] {
  const index = fieldOf(node, "subscript");
  return unionAll(values.map((type) => {
    if (type.kind === "class") return [type]; // a generic class
    if (type.kind === "instance") {
      return types.member(type, "__getitem__").flatMap((
        located,
      ) => [...returned(types, located, type, depth + 1)]);
    }
    if (type.kind !== "container" || index === null) return [];
    if (index.type === "slice") return [type];
    if (type.tuple) return index.type === "integer" ? itemAt(type, Number(textOf(module, index))) : [];
    return type.items[1] ?? type.items[0] ?? [];
  }));
}

export function operator(
  types: PythonTypes,
  module: PyModule,
  node: PyNode,
  depth: number,
): readonly PyType[] {
  const left = types.infer(module, fieldOf(node, "left"), depth + 1);
  const operator = textOf(module, node).slice((node.children[0]?.end ?? 0) - node.start).trim()[0] ?? "";
  const method =
    { "+": "__add__", "-": "__sub__", "/": "__truediv__", "|": "__or__", "*": "__mul__" }[operator];
  if (method === undefined) return [];
  return left.flatMap((type) =>
    type.kind === "instance"
      ? types.member(type, method).flatMap((located) => [...returned(types, located, type, depth + 1)])
      : type.kind === "container" && operator === "+"
      ? [type]
      : []
  );
}

export function element(types: PythonTypes, type: PyType, depth: number): readonly PyType[] {
  if (type.kind === "container") return type.tuple ? type.items.flat() : type.items[0] ?? [];
  if (type.kind !== "instance" || depth > MAX_DEPTH) return [];
  const results = types.member(type, "__iter__").flatMap((
    located,
  ) => [...returned(types, located, type, depth + 1)]);
  return results.flatMap((result) =>
    result.kind === "container" ? result.items[0] ?? [] : types.member(result, "__next__").flatMap((
      located,
    ) => [...returned(types, located, result, depth + 1)])
  );
}

export function entered(types: PythonTypes, type: PyType, depth: number): readonly PyType[] {
  if (type.kind === "container") return type.items[0] ?? [];
  if (type.kind !== "instance") return [];
  return ["__enter__", "__aenter__"].flatMap((name) =>
    types.member(type, name).flatMap((located) => [...returned(types, located, type, depth + 1)])
  );
}
