/**
 * Which bindings of a name can be seen from a place in the same function or module: those from which control can get
 * there. Knows statements only; a condition is never evaluated.
 */
import type { Declaration } from "./python_scopes.ts";
import { enclosing, isWithin, type PyNode } from "./python_tree.ts";

const EXECUTION = ["module", "function_definition", "lambda"];
const LOOPS = ["for_statement", "while_statement"];

/** The function, lambda or module that runs `node`; classes and comprehensions run where they stand. */
export function executionOf(node: PyNode): PyNode | null {
  const { parent } = node;
  if (parent !== null && EXECUTION.includes(parent.type) && parent.type !== "module") {
    const outside = ["name", "return_type", "superclasses"].includes(node.field) ||
      (node.field === "parameters" && parent.type === "function_definition");
    return outside ? executionOf(parent) : parent;
  }
  return parent === null ? node : EXECUTION.includes(parent.type) ? parent : executionOf(parent);
}

/** Where a declaration takes effect: a parameter in its function, all else where it stands. */
function executionOfDeclaration(declaration: Declaration): PyNode | null {
  return declaration.kind === "parameter" ? declaration.scope.node : executionOf(declaration.node);
}

/** The declarations that a use at `use` can mean; all of them where the use runs later or elsewhere. */
export function reaching(declarations: readonly Declaration[], use: PyNode): Declaration[] {
  const home = executionOfUse(use);
  return declarations.filter((declaration) => {
    if (
      declaration.kind === "import" || declaration.kind === "import-from" || declaration.kind === "wildcard"
    ) {
      return true;
    }
    if (declaration.kind === "parameter" || executionOfDeclaration(declaration) !== home) return true;
    return declaration.nameNode === use || flows(declaration, use);
  });
}

function executionOfUse(use: PyNode): PyNode | null {
  const owner = use.parent;
  const isName = owner !== null && use.field === "name" &&
    (owner.type === "function_definition" || owner.type === "class_definition");
  return isName ? executionOf(owner) : executionOf(use);
}

/** Whether control can get from the binding to the use. */
function flows({ node, nameNode }: Declaration, use: PyNode): boolean {
  const loop = commonLoop(nameNode, use);
  if (nameNode.start > use.start && !isComprehensionUse(node, use)) return loop !== null;
  if (isWithin(use, node) && isRightSide(node, use)) return loop !== null;
  if (exclusive(nameNode, use)) return loop !== null;
  return !endsBefore(nameNode, use) || loop !== null;
}

/** In a comprehension the element stands before the clause that binds its names. */
function isComprehensionUse(node: PyNode, use: PyNode): boolean {
  return node.type === "for_in_clause" && node.parent !== null && isWithin(use, node.parent);
}

/** `x = x + 1`: the right-hand side runs first. */
function isRightSide(node: PyNode, use: PyNode): boolean {
  if (node.type === "assignment" || node.type === "augmented_assignment") {
    const left = node.children.find(({ field }) => field === "left");
    return left !== undefined && !isWithin(use, left);
  }
  if (node.type === "for_statement") {
    const right = node.children.find(({ field }) => field === "right");
    return right !== undefined && isWithin(use, right);
  }
  return false;
}

function commonLoop(a: PyNode, b: PyNode): PyNode | null {
  let loop = enclosing(a, [...LOOPS, ...EXECUTION]);
  while (loop !== null && LOOPS.includes(loop.type)) {
    if (isWithin(b, loop)) return loop;
    loop = enclosing(loop.parent, [...LOOPS, ...EXECUTION]);
  }
  return null;
}

/** The ancestors of a node, itself first. */
function pathUp(node: PyNode): PyNode[] {
  const path: PyNode[] = [];
  for (let at: PyNode | null = node; at !== null; at = at.parent) path.push(at);
  return path;
}

/** Whether the two are in branches of one statement of which only one runs. */
function exclusive(a: PyNode, b: PyNode): boolean {
  const above = new Set(pathUp(b));
  const path = pathUp(a);
  const index = path.findIndex((node) => above.has(node));
  const common = path[index];
  const branchOfA = path[index - 1];
  const branchOfB = pathUp(b).find((node) => node.parent === common);
  if (common === undefined || branchOfA === undefined || branchOfB === undefined || branchOfA === branchOfB) {
    return false;
  }
  switch (common.type) {
    case "if_statement":
      return isBranch(branchOfA) && isBranch(branchOfB);
    case "block":
      return branchOfA.type === "case_clause" && branchOfB.type === "case_clause";
    case "match_statement":
      return branchOfA.type === "case_clause" && branchOfB.type === "case_clause";
    case "try_statement":
      return branchOfA.type === "except_clause" &&
        (branchOfB.type === "except_clause" || branchOfB.type === "else_clause");
    case "conditional_expression":
      return false;
    default:
      return false;
  }
}

function isBranch(node: PyNode): boolean {
  return node.field === "consequence" || node.type === "elif_clause" || node.type === "else_clause";
}

const LEAVES = ["return_statement", "raise_statement", "continue_statement", "break_statement"];

/** Whether a block around the binding, but not around the use, always leaves after it. */
function endsBefore(binding: PyNode, use: PyNode): boolean {
  for (let at: PyNode | null = binding; at !== null; at = at.parent) {
    if (at.type !== "block") continue;
    if (isWithin(use, at)) return false;
    const leave = at.children.find((statement) =>
      LEAVES.includes(statement.type) && statement.start > binding.start
    );
    if (leave === undefined) continue;
    // Out of a loop by `break`, on with it by `continue`: the use after the loop is still reached.
    const loop = enclosing(at, [...LOOPS, ...EXECUTION]);
    const stays = leave.type === "continue_statement" || leave.type === "break_statement";
    if (stays && loop !== null && LOOPS.includes(loop.type) && !isWithin(use, loop)) return false;
    return true;
  }
  return false;
}
