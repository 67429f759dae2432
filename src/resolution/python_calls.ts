/**
 * What a call gives: an instance of the class that is called, what a function is said to return, or what its `return`
 * statements hold.
 */
import { annotated } from "./python_annotations.ts";
import { builtin } from "./python_containers.ts";
import type { Located } from "./python_names.ts";
import { firstParameter, type PyModule, textOf } from "./python_scopes.ts";
import { descend, enclosing, fieldOf, type PyNode } from "./python_tree.ts";
import { MAX_DEPTH, type PyType, unionAll } from "./python_type.ts";
import type { PythonTypes } from "./python_types.ts";

/** The types of a call expression. */
export function call(types: PythonTypes, module: PyModule, node: PyNode, depth: number): readonly PyType[] {
  const callee = fieldOf(node, "function");
  if (callee === null) return [];
  const args = fieldOf(node, "arguments")?.children ?? [];
  const plain = callee.type === "identifier" ? textOf(module, callee) : "";
  if (plain === "super") return superOf(module, node);
  if (plain === "type" && args.length === 1) {
    return types.infer(module, args[0] ?? null, depth + 1).flatMap((type) =>
      type.kind === "instance" ? [{ kind: "class", of: type.of }] : []
    );
  }
  if (/(?:^|\.)cast$/.test(textOf(module, callee))) {
    return annotated(types, module, args[0] ?? null, depth + 1);
  }
  const results = unionAll(
    types.infer(module, callee, depth + 1).map((type) => result(types, type, depth + 1)),
  );
  return results.length > 0 ? results : builtin(types, module, callee, plain, args, depth);
}

function superOf(module: PyModule, node: PyNode): readonly PyType[] {
  const owner = enclosing(node, ["class_definition"]);
  const scope = owner === null ? undefined : module.scopes.get(owner);
  return scope === undefined ? [] : [{ kind: "super", of: { module, scope } }];
}

function result(types: PythonTypes, type: PyType, depth: number): readonly PyType[] {
  switch (type.kind) {
    case "class":
      return [{ kind: "instance", of: type.of }];
    case "function":
      return returned(types, type.located, type.receiver, depth);
    case "instance":
      return types.member(type, "__call__").flatMap((located) => [...returned(types, located, type, depth)]);
    default:
      return [];
  }
}

/** What a call of the function gives. */
export function returned(
  types: PythonTypes,
  { module, declaration }: Located,
  receiver: PyType | null,
  depth: number,
): readonly PyType[] {
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
    return annotated(types, module, annotation, depth + 1);
  }
  return inferredReturn(types, { module, declaration }, receiver, depth);
}

function inferredReturn(
  types: PythonTypes,
  { module, declaration }: Located,
  receiver: PyType | null,
  depth: number,
): readonly PyType[] {
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
  return types.once(declaration, () =>
    unionAll(
      returns.slice(0, 8).map((value) => {
        const isSelf = self !== null && value.type === "identifier" &&
          textOf(module, value) === textOf(module, self);
        return isSelf && receiver !== null && receiver.kind === "instance"
          ? [receiver]
          : types.infer(module, value, depth + 1);
      }),
    ));
}
