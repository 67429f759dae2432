/**
 * What the walk over a tree is making: definitions as offsets, and what it knows of the nodes that it is inside of. Types
 * alone.
 */
import type { SymbolKind } from "../model/symbol.ts";

/** A definition being built: offsets only. `bodyStart` is -1 where there is nothing to elide. */
export interface Draft {
  readonly kind: SymbolKind;
  readonly name: string;
  /** What stands between the enclosing definition's qualname and the name (a receiver, `impl` type); "" for none. */
  readonly qualifier: string;
  readonly qualname: string;
  readonly parent: number;
  start: number;
  end: number;
  /** Where the header begins: decorators and attributes before it are left out. */
  head: number;
  readonly nameStart: number;
  readonly nameEnd: number;
  bodyStart: number;
  bodyEnd: number;
}

/** What is known of an entered node. One is made for every node that the walk descends into. */
export interface Frame {
  /** Draft, scope bit and qualname (with its dot) that definitions directly in this node belong to. */
  owner: number;
  scope: number;
  prefix: string;
  /** The drafts that stand for this very node: from `draft` on, `drafts` of them; -1 for none. */
  readonly draft: number;
  readonly drafts: number;
  readonly wrapper: boolean;
  /** Inside an ERROR node, and no definition since; or the root of a tree with errors. */
  readonly broken: boolean;
  readonly root: boolean;
  /** Start of the attributes just passed that belong to the next definition; -1 for none. */
  lead: number;
  /** A wrapper's own start, that of its first child that is no decorator, and the definitions directly in it. */
  readonly start: number;
  head: number;
  direct: number;
  first: number;
  /** The last draft directly in this node; -1 for none. */
  last: number;
  /** The draft that owns what is left of this node, once there is one, and whom the node belonged to before. */
  rest: { readonly draft: number; readonly before: Belonging } | null;
}

export interface Belonging {
  readonly owner: number;
  readonly scope: number;
  readonly prefix: string;
  readonly broken?: boolean;
  readonly root?: boolean;
}
