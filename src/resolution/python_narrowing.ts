/**
 * What is known of a name at one place beyond its declarations: an `isinstance` test around it, and the assignment that
 * comes last before it.
 */
import type { Located } from "./python_names.ts";
import { type Declaration, functionAround, type PyModule, textOf } from "./python_scopes.ts";
import { enclosing, fieldOf, type PyNode } from "./python_tree.ts";
import { MAX_DEPTH, type PyType } from "./python_type.ts";
import type { PythonTypes } from "./python_types.ts";

/** `isinstance(name, Class)` in the condition of a branch around the place, or asserted before it. */
export function narrowed(
  types: PythonTypes,
  module: PyModule,
  node: PyNode,
  depth: number,
): readonly PyType[] | null {
  const name = textOf(module, node);
  for (let at: PyNode | null = node; at !== null && at.parent !== null; at = at.parent) {
    const around: PyNode = at.parent;
    const condition = at.field === "consequence" ? fieldOf(around, "condition") : null;
    const type = condition === null ? null : tested(types, module, condition, name, depth);
    if (type !== null) return type;
    if (around.type === "boolean_operator" && at.field === "right") {
      const left = fieldOf(around, "left");
      const found = left === null ? null : tested(types, module, left, name, depth);
      if (
        found !== null &&
        !textOf(module, around).slice(0, at.start - around.start).trimEnd().endsWith("or")
      ) return found;
    }
    if (around.type === "block") {
      for (const statement of around.children) {
        if (statement.start >= at.start) break;
        if (statement.type !== "assert_statement") continue;
        const asserted = tested(types, module, statement.children[0] ?? null, name, depth);
        if (asserted !== null) return asserted;
      }
    }
    if (around.type === "function_definition" || around.type === "class_definition") return null;
  }
  return null;
}

function tested(
  types: PythonTypes,
  module: PyModule,
  condition: PyNode | null,
  name: string,
  depth: number,
): readonly PyType[] | null {
  if (condition === null || depth > MAX_DEPTH) return null;
  if (condition.type === "boolean_operator" && !/\bor\b/.test(textOf(module, condition))) {
    return tested(types, module, fieldOf(condition, "left"), name, depth + 1) ??
      tested(types, module, fieldOf(condition, "right"), name, depth + 1);
  }
  if (condition.type === "parenthesized_expression") {
    return tested(types, module, condition.children[0] ?? null, name, depth + 1);
  }
  if (condition.type !== "call") return null;
  const callee = fieldOf(condition, "function");
  const [subject, classes] = fieldOf(condition, "arguments")?.children ?? [];
  if (callee === null || textOf(module, callee) !== "isinstance" || subject === undefined) return null;
  if (subject.type !== "identifier" || textOf(module, subject) !== name) return null;
  const meant = types.instances(module, classes ?? null, depth + 1);
  return meant.length > 0 ? meant : null;
}

/** In the same function the assignment that comes last before the use decides; elsewhere any may. */
export function latest(found: readonly Located[], use: PyNode): readonly Located[] {
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
