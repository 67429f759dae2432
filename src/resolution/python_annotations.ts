/**
 * What an annotation allows: names, forward references, unions, and the generic types that pass on what they hold.
 * Whatever else stands there is unknown.
 */
import type { PythonTypes } from "./python_types.ts";
import { instancesOf, MAX_DEPTH, type PyType } from "./python_type.ts";
import { type PyModule, type Scope, textOf } from "./python_scopes.ts";
import { enclosing, fieldOf, type PyNode } from "./python_tree.ts";

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

/** The instances that an annotation allows. */
export function annotated(
  types: PythonTypes,
  module: PyModule,
  node: PyNode | null,
  depth: number,
): readonly PyType[] {
  if (node === null || depth > MAX_DEPTH) return [];
  const go = (child: PyNode | undefined): readonly PyType[] =>
    annotated(types, module, child ?? null, depth + 1);
  switch (node.type) {
    case "type":
    case "parenthesized_expression":
    case "member_type":
      return node.children.length === 1 ? go(node.children[0]) : [];
    case "identifier":
      return annotatedName(types, module, node, depth);
    case "attribute":
      return instancesOf(types.infer(module, node, depth + 1));
    case "string":
      return annotatedText(types, module, node, depth);
    case "binary_operator":
    case "union_type":
      return node.children.flatMap((child) => [...go(child)]);
    case "generic_type":
      return generic(types, module, node.children[0] ?? null, node.children[1]?.children ?? [], depth);
    case "subscript":
      return generic(
        types,
        module,
        fieldOf(node, "value"),
        node.children.filter(({ field }) => field === "subscript"),
        depth,
      );
    default:
      return [];
  }
}

function annotatedName(types: PythonTypes, module: PyModule, node: PyNode, depth: number): readonly PyType[] {
  if (textOf(module, node) === "Self") {
    const owner = enclosing(node, ["class_definition"]);
    const scope = owner === null ? undefined : module.scopes.get(owner);
    return scope === undefined ? [] : [{ kind: "instance", of: { module, scope } }];
  }
  return types.names.lookup(module, node).flatMap((located) => {
    const referent = types.names.follow(located);
    if (referent?.kind !== "declaration") return [];
    const { module: home, declaration } = referent.located;
    // An alias: `Paths = Union[Path, str]`.
    if (declaration.kind === "assignment" && declaration.value !== null && depth < MAX_DEPTH) {
      return declaration.value.type === "call" ? [] : annotated(types, home, declaration.value, depth + 2);
    }
    return instancesOf(types.typeOf(referent.located, depth + 1));
  });
}

/** A forward reference: only a plain dotted name is read, and `Optional["X"]` is handled around it. */
function annotatedText(types: PythonTypes, module: PyModule, node: PyNode, depth: number): readonly PyType[] {
  const text = textOf(module, node).replace(/^[a-zA-Z]*(?:"""|'''|"|')|(?:"""|'''|"|')$/g, "").trim();
  const inner = /^(?:\w+\.)*Optional\[(.*)\]$/.exec(text)?.[1] ?? text;
  return inner.split("|").flatMap((part) => {
    const [first = "", ...rest] = part.trim().split(".");
    if (!/^[\w.]+$/.test(part.trim())) return [];
    let found = byName(types, module, node, first, depth);
    for (const name of rest) found = found.flatMap((type) => types.memberTypes(type, name, depth + 1));
    return [...instancesOf(found)];
  });
}

function byName(
  types: PythonTypes,
  module: PyModule,
  at: PyNode,
  name: string,
  depth: number,
): readonly PyType[] {
  for (let scope: Scope | null = scopeAround(module, at); scope !== null; scope = scope.parent) {
    const found = scope.names.get(name);
    if (found !== undefined) {
      return found.flatMap((declaration) => [...types.typeOf({ module, declaration }, depth + 1)]);
    }
  }
  return types.names.symbol(module, name).flatMap((located) => [...types.typeOf(located, depth + 1)]);
}

function generic(
  types: PythonTypes,
  module: PyModule,
  base: PyNode | null,
  args: readonly PyNode[],
  depth: number,
): readonly PyType[] {
  if (base === null) return [];
  const name = textOf(module, base).split(".").at(-1) ?? "";
  const flat = args.flatMap((arg) => arg.type === "tuple" ? arg.children : [arg]);
  const given = flat.map((arg) => annotated(types, module, arg, depth + 1));
  if (name === "Union") return given.flat();
  if (WRAPPERS.includes(name)) return given[0] ?? [];
  if (name === "Coroutine") return given[2] ?? [];
  if (name === "Type" || name === "type") {
    return (given[0] ?? []).flatMap((type) =>
      type.kind === "instance" ? [{ kind: "class", of: type.of }] : []
    );
  }
  if (name === "Tuple" || name === "tuple") {
    const isUniform = flat.length === 2 && flat[1] !== undefined && textOf(module, flat[1]) === "...";
    return [{ kind: "container", tuple: !isUniform, items: isUniform ? given.slice(0, 1) : given }];
  }
  if (SEQUENCES.includes(name)) return [{ kind: "container", tuple: false, items: given.slice(0, 1) }];
  if (MAPPINGS.includes(name)) return [{ kind: "container", tuple: false, items: given.slice(0, 2) }];
  return annotated(types, module, base, depth + 1);
}

function scopeAround(module: PyModule, node: PyNode): Scope {
  let at = node.parent;
  while (at !== null && !module.scopes.has(at)) at = at.parent;
  return (at === null ? undefined : module.scopes.get(at)) ?? module.scope;
}
