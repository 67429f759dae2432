/**
 * What an expression can be to the resolver: classes, modules and functions of the segment, and containers of these.
 * Values only; how they are found is python_types.ts.
 */
import type { ModuleTarget } from "./python_imports.ts";
import type { Located } from "./python_names.ts";
import type { PyModule, Scope } from "./python_scopes.ts";

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

/** How deep one question may lead to others. */
export const MAX_DEPTH = 14;

/** More alternatives than this are as good as not knowing. */
const MAX_ALTERNATIVES = 12;

/** The instances of those that are classes. */
export function instancesOf(types: readonly PyType[]): readonly PyType[] {
  return types.flatMap((type) => type.kind === "class" ? [{ kind: "instance", of: type.of } as const] : []);
}

/** What stands at `index` of a container. */
export function itemAt(type: PyType, index: number): readonly PyType[] {
  if (type.kind !== "container") return [];
  return (type.tuple ? type.items[index] : type.items[0]) ?? [];
}

function same(a: PyType, b: PyType): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "module" && b.kind === "module") return a.target.path === b.target.path;
  if ("of" in a && "of" in b) return a.of.scope === b.of.scope;
  return a === b;
}

/** Every type of the lists once. */
export function unionAll(lists: readonly (readonly PyType[])[]): readonly PyType[] {
  const all: PyType[] = [];
  for (const type of lists.flat()) if (!all.some((known) => same(known, type))) all.push(type);
  return all.slice(0, MAX_ALTERNATIVES);
}
