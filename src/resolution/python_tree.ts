/**
 * A Python syntax tree as plain objects: named nodes only, each with its parent. Made from whatever tree-sitter cursor is
 * handed in; knows nothing of names or meaning.
 * Invariant: children are in source order and lie within their parent.
 */

/** The few calls of a tree-sitter cursor that are needed here. */
export interface TreeCursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly currentFieldName: string | null;
  readonly startIndex: number;
  readonly endIndex: number;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
}

export interface PyNode {
  readonly type: string;
  /** The field of the parent that it is in; "" for none. */
  readonly field: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  readonly parent: PyNode | null;
  readonly children: readonly PyNode[];
}

interface GrowingNode extends PyNode {
  readonly children: GrowingNode[];
}

/** Copies the tree under `cursor`, which stands on its root. Iterative: nesting depth costs no stack. */
export function copyTree(cursor: TreeCursor): PyNode {
  const grow = (parent: GrowingNode | null): GrowingNode => ({
    type: cursor.nodeType,
    field: cursor.currentFieldName ?? "",
    start: cursor.startIndex,
    end: cursor.endIndex,
    parent,
    children: [],
  });
  const root = grow(null);
  let current = root;
  if (!cursor.gotoFirstChild()) return root;
  for (;;) {
    if (cursor.nodeIsNamed) {
      const node = grow(current);
      current.children.push(node);
      if (cursor.gotoFirstChild()) {
        current = node;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || current.parent === null) return root;
      current = current.parent as GrowingNode;
    }
  }
}

/** The first child in `field`; null when there is none. */
export function fieldOf(node: PyNode, field: string): PyNode | null {
  return node.children.find((child) => child.field === field) ?? null;
}

/** The innermost node that holds `offset`; a place just past a node's end still counts as in it. */
export function nodeAt(root: PyNode, offset: number): PyNode {
  let node = root;
  for (;;) {
    const inside = node.children.filter((child) => child.start <= offset && offset <= child.end);
    const next = inside.find((child) => offset < child.end) ?? inside.at(-1);
    if (next === undefined) return node;
    node = next;
  }
}

/** The nearest enclosing node of one of `types`, `node` itself included. */
export function enclosing(node: PyNode | null, types: readonly string[]): PyNode | null {
  let at = node;
  while (at !== null && !types.includes(at.type)) at = at.parent;
  return at;
}

/** Whether `node` is `outer` or lies below it. */
export function isWithin(node: PyNode, outer: PyNode): boolean {
  return node.start >= outer.start && node.end <= outer.end;
}

/** `node` and everything below it, outer before inner, not entering what `stop` says. */
export function* descend(node: PyNode, stop: (node: PyNode) => boolean = () => false): Generator<PyNode> {
  const pending = [node];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    yield at;
    if (at !== node && stop(at)) continue;
    for (let i = at.children.length - 1; i >= 0; i--) {
      const child = at.children[i];
      if (child !== undefined) pending.push(child);
    }
  }
}
