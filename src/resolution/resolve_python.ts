/**
 * Where the thing at a place of a Python file is defined, without a language server. Answers with what pyright would:
 * imports are followed to the definition itself, attributes to the class that has them. No answer is better than a wrong
 * one: what depends on code outside the segment is not found.
 */
import { findModule, type ModuleTarget } from "./python_imports.ts";
import { type Located, PythonNames, type PythonSources } from "./python_names.ts";
import { type PyModule, textOf } from "./python_scopes.ts";
import { enclosing, fieldOf, nodeAt, type PyNode } from "./python_tree.ts";
import type { PyType } from "./python_type.ts";
import { PythonTypes } from "./python_types.ts";

/** A definition's name in a file; a module is its own first place. */
export interface Place {
  readonly path: string;
  /** UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

export interface PythonResolver {
  /** The definitions of what stands at `offset` of the file at `path`; empty when none is found inside the segment. */
  resolve(path: string, offset: number): Place[];
}

/** Names that every module has without binding them (language reference, 3.2, "Modules"). */
const MODULE_NAMES = [
  "__name__",
  "__file__",
  "__doc__",
  "__package__",
  "__path__",
  "__loader__",
  "__spec__",
  "__builtins__",
  "__dict__",
];

/** Makes a resolver over one state of the files. */
export function createPythonResolver(sources: PythonSources): PythonResolver {
  const names = new PythonNames(sources);
  const types = new PythonTypes(names);

  const placesOf = (found: readonly Located[]): Place[] =>
    distinct(found.flatMap((located) => {
      const referent = names.follow(located);
      if (referent === null) return [];
      return referent.kind === "module" ? modulePlaces(referent.target) : [placeOf(referent.located)];
    }));

  const attribute = (object: readonly PyType[], name: string): Place[] =>
    distinct(object.flatMap((type) => {
      const found = types.member(type, name);
      if (found.length > 0) return placesOf(found);
      const target = type.kind === "module" ? types.submodule(type.target, name) : null;
      return target === null ? [] : modulePlaces(target);
    }));

  /** The parameter that `name=` in a call stands for. */
  const keyword = (module: PyModule, node: PyNode): Place[] => {
    const call = enclosing(node, ["call"]);
    const callee = call === null ? null : fieldOf(call, "function");
    if (callee === null) return [];
    const name = textOf(module, node);
    return distinct(
      types.infer(module, callee).flatMap((type) => {
        const found = type.kind === "class"
          ? ["__init__", "__new__"].map((method) => types.member(type, method)).find((list) =>
            list.length > 0
          ) ??
            types.member(type, name).filter(({ declaration }) => declaration.annotation !== null)
          : type.kind === "function"
          ? [type.located]
          : [];
        return found.flatMap(({ module: home, declaration }) => {
          if (declaration.kind !== "function") return [placeOf({ module: home, declaration })];
          const scope = home.scopes.get(declaration.node);
          const parameter = scope?.names.get(name)?.find(({ kind }) => kind === "parameter");
          return parameter === undefined ? [] : [placeOf({ module: home, declaration: parameter })];
        });
      }),
    );
  };

  /** A part of the dotted name in an import statement. */
  const imported = (module: PyModule, node: PyNode, dotted: PyNode, statement: PyNode): Place[] => {
    const parts = dotted.children.slice(0, dotted.children.indexOf(node) + 1).map((part) =>
      textOf(module, part)
    );
    if (statement.type === "import_statement") {
      return modulePlaces(findModule(sources, module.path, parts, 0));
    }
    const from = fieldOf(statement, "module_name");
    if (from !== null && node.start >= from.start && node.end <= from.end) {
      const prefix = from.children.find(({ type }) => type === "import_prefix");
      const level = prefix === undefined ? 0 : textOf(module, prefix).replace(/[^.]/g, "").length;
      return modulePlaces(findModule(sources, module.path, parts, level));
    }
    return referentPlaces(module, statement, textOf(module, dotted));
  };

  const referentPlaces = (module: PyModule, statement: PyNode, name: string): Place[] => {
    const referent = names.fromImport(module, statement, name);
    if (referent === null) return [];
    return referent.kind === "module" ? modulePlaces(referent.target) : [placeOf(referent.located)];
  };

  const resolve = (path: string, offset: number): Place[] => {
    const module = sources.module(path);
    const node = module === null ? null : nodeAt(module.root, offset);
    if (module === null || node?.type !== "identifier" || node.parent === null) return [];
    const { parent } = node;
    if (parent.type === "attribute" && node.field === "attribute") {
      return attribute(types.infer(module, fieldOf(parent, "object")), textOf(module, node));
    }
    if (parent.type === "keyword_argument" && node.field === "name") return keyword(module, node);
    const statement = enclosing(node, [
      "import_statement",
      "import_from_statement",
      "future_import_statement",
    ]);
    if (statement !== null) {
      if (parent.type === "dotted_name") return imported(module, node, parent, statement);
      const name = parent.type === "aliased_import" ? fieldOf(parent, "name") : null;
      if (name === null) return [];
      if (statement.type === "import_from_statement") {
        return referentPlaces(module, statement, textOf(module, name));
      }
      return modulePlaces(findModule(sources, path, name.children.map((part) => textOf(module, part)), 0));
    }
    if (parent.type === "dotted_name" && parent.children[0] !== node) {
      return dottedPattern(module, node, parent);
    }
    const found = names.lookup(module, node);
    return found.length === 0 && MODULE_NAMES.includes(textOf(module, node))
      ? modulePlaces({ kind: "file", path })
      : placesOf(found);
  };

  /** `case Colour.RED:` */
  const dottedPattern = (module: PyModule, node: PyNode, dotted: PyNode): Place[] => {
    const index = dotted.children.indexOf(node);
    if (index !== 1) return [];
    return attribute(types.infer(module, dotted.children[0] ?? null), textOf(module, node));
  };

  return { resolve };
}

/** The name; of `*args` and `**kwargs` with the stars, as pyright has it. */
function placeOf({ module, declaration }: Located): Place {
  const { nameNode } = declaration;
  const splat = declaration.kind === "parameter" && nameNode.parent?.type.endsWith("_splat_pattern") === true;
  const { start, end } = splat ? nameNode.parent ?? nameNode : nameNode;
  return { path: module.path, start, end };
}

function modulePlaces(target: ModuleTarget | null): Place[] {
  return target?.kind === "file" ? [{ path: target.path, start: 0, end: 0 }] : [];
}

function distinct(places: readonly Place[]): Place[] {
  const seen = new Map(places.map((place) => [`${place.path}:${place.start}`, place]));
  return [...seen.values()];
}
