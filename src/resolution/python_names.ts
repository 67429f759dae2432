/**
 * Which declarations a name means, in its own file and through imports, as Python's scoping rules and pyright's choice
 * among several have it. Infers no types; attributes are not its business.
 * Invariant: terminates on import cycles; answers only with declarations inside the segment.
 */
import { type FileIndex, findModule, findSubmodule, type ModuleTarget } from "./python_imports.ts";
import { reaching } from "./python_flow.ts";
import { type Declaration, type PyModule, type Scope, scopeAt, textOf } from "./python_scopes.ts";
import { enclosing, fieldOf, type PyNode } from "./python_tree.ts";

export interface PythonSources extends FileIndex {
  /** The bound file; null when it is not in the segment or cannot be parsed. */
  module(path: string): PyModule | null;
}

/** A declaration together with its file. */
export interface Located {
  readonly module: PyModule;
  readonly declaration: Declaration;
}

/** What an import leads to. */
export type Referent =
  | { readonly kind: "declaration"; readonly located: Located }
  | { readonly kind: "module"; readonly target: ModuleTarget };

const MAX_HOPS = 32;

export class PythonNames {
  readonly sources: PythonSources;

  constructor(sources: PythonSources) {
    this.sources = sources;
  }

  /** Every declaration in `module` of what a name at `node` means, as pyright has it; aliases are not followed. */
  lookup(module: PyModule, node: PyNode): Located[] {
    const name = textOf(module, node);
    let direct = true;
    for (let scope: Scope | null = scopeAt(module, node); scope !== null; scope = scope.parent) {
      if (scope.elsewhere.get(name) === "global") return this.symbol(module, name);
      // Class names are seen in the class body alone, not in what is nested in it (section 4.2.2).
      if (scope.kind === "class" && !direct) continue;
      const found = scope.names.get(name) ?? [];
      // A class or module body in which the name is not bound yet leaves it to what is around it.
      const isBound = scope.kind === "class" || scope.kind === "module"
        ? reaching(found, node).length > 0
        : found.length > 0;
      if (isBound) return found.map((declaration) => ({ module, declaration }));
      if (scope.kind === "module") return this.#fromWildcards(module, name, MAX_HOPS);
      direct = direct && scope.kind === "comprehension" && scope.parent?.kind !== "class";
    }
    return [];
  }

  /** The declarations of `name` at the top of `module`. */
  symbol(module: PyModule, name: string, hops = MAX_HOPS): Located[] {
    const found = module.scope.names.get(name);
    if (found !== undefined) return found.map((declaration) => ({ module, declaration }));
    return this.#fromWildcards(module, name, hops);
  }

  #fromWildcards(module: PyModule, name: string, hops: number): Located[] {
    if (hops <= 0 || name.startsWith("_")) return [];
    for (const declaration of [...module.scope.names.get("*") ?? []].reverse()) {
      const target = this.importedModule(module, declaration.node);
      const other = target?.kind === "file" ? this.sources.module(target.path) : null;
      if (other === null || other === module) continue;
      const found = this.symbol(other, name, hops - 1);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** The module after `from`, in an `import_from_statement`. */
  importedModule(module: PyModule, statement: PyNode): ModuleTarget | null {
    const name = fieldOf(statement, "module_name");
    if (name === null) return null;
    const dotted = name.type === "dotted_name"
      ? name
      : name.children.find(({ type }) => type === "dotted_name") ?? null;
    const prefix = name.children.find(({ type }) => type === "import_prefix");
    const level = prefix === undefined ? 0 : textOf(module, prefix).replace(/[^.]/g, "").length;
    const parts = (dotted?.children ?? []).map((part) => textOf(module, part));
    return findModule(this.sources, module.path, parts, level);
  }

  /** Follows an import to what it brings in; a declaration that is no import is its own referent. */
  follow(located: Located, hops = MAX_HOPS): Referent | null {
    const { module, declaration } = located;
    if (hops <= 0) return null;
    if (declaration.kind === "import") {
      const target = this.#importTarget(module, declaration.node);
      return target === null ? null : { kind: "module", target };
    }
    if (declaration.kind !== "import-from") return { kind: "declaration", located };
    const statement = enclosing(declaration.node, ["import_from_statement"]);
    const imported = fieldOf(declaration.node, "name") ?? declaration.node;
    return statement === null ? null : this.fromImport(module, statement, textOf(module, imported), hops);
  }

  /** What `from … import name` brings in: a symbol of the module, or a submodule of the package. */
  fromImport(module: PyModule, statement: PyNode, name: string, hops = MAX_HOPS): Referent | null {
    const target = this.importedModule(module, statement);
    if (target === null) return null;
    const other = target.kind === "file" ? this.sources.module(target.path) : null;
    if (other !== null && other !== module) {
      const chosen = chooseForImport(this.symbol(other, name, hops - 1));
      const referent = chosen === null ? null : this.follow(chosen, hops - 1);
      if (referent !== null) return referent;
    }
    const submodule = findSubmodule(this.sources, target, name);
    return submodule === null ? null : { kind: "module", target: submodule };
  }

  /** The submodule `name` of a package. */
  submodule(target: ModuleTarget, name: string): ModuleTarget | null {
    return findSubmodule(this.sources, target, name);
  }

  /** `import a.b` binds `a`; `import a.b as c` binds the whole. */
  #importTarget(module: PyModule, node: PyNode): ModuleTarget | null {
    const aliased = node.type === "aliased_import";
    const dotted = aliased ? fieldOf(node, "name") : node;
    const parts = (dotted?.children ?? []).map((part) => textOf(module, part));
    return findModule(this.sources, module.path, aliased ? parts : parts.slice(0, 1), 0);
  }
}

/** Whether a declaration says by itself what it is: pyright prefers such ones. */
export function isTyped({ kind, annotation }: Declaration): boolean {
  switch (kind) {
    case "function":
    case "class":
    case "import":
    case "import-from":
    case "type":
      return true;
    default:
      return annotation !== null;
  }
}

/** Those that say what they are, where there are any; else all. */
export function preferTyped(found: readonly Located[]): readonly Located[] {
  const typed = found.filter(({ declaration }) => isTyped(declaration));
  return typed.length > 0 ? typed : found;
}

/** An import takes the last declaration, leaving out those that stand in for a failed one. */
function chooseForImport(found: readonly Located[]): Located | null {
  const typed = preferTyped(found);
  const outside = typed.filter(({ declaration }) => enclosing(declaration.node, ["except_clause"]) === null);
  return (outside.length > 0 ? outside : typed).at(-1) ?? null;
}
