/**
 * Qualified names in a query: what a definition is called and what it belongs to, in any language's way of writing it
 * (`Flask.route`, `cache::Store`, `Buffer#read`, `json.dumps`). Pure; whether there is such a thing, only the pack can tell.
 */

import { withDots } from "../model/dotted_name.ts";

/** The last two parts of a qualified name. */
export interface QualifiedName {
  /** A class, a type, a module, a package. */
  readonly owner: string;
  readonly name: string;
}

const NAME = "[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*";
const QUALIFIED = new RegExp(`${NAME}(?:\\.${NAME})+`, "g");

/** A pasted issue may have many; each costs a look into the pack. */
const MOST_NAMES = 8;

/** Those of `text`, each once, in its order: the first few. */
export function qualifiedNames(text: string): readonly QualifiedName[] {
  const found = new Map<string, QualifiedName>();
  for (const [whole] of withDots(text).matchAll(QUALIFIED)) {
    const [owner = "", name = ""] = whole.split(".").slice(-2);
    found.set(`${owner}.${name}`, { owner, name });
    if (found.size === MOST_NAMES) break;
  }
  return [...found.values()];
}

/** Whether the definition called `qualname` in the file at `path` is meant: by what is around it, or by its file or folder. */
export function isMeant({ owner, name }: QualifiedName, path: string, qualname: string): boolean {
  const full = `${owner}.${name}`;
  if (qualname === full || qualname.endsWith(`.${full}`)) return true;
  return qualname === name && liesIn(owner, path);
}

/** Whether the file at `path`, or its folder, is called `owner`: a module or a package. */
export function liesIn(owner: string, path: string): boolean {
  const [file = "", folder] = path.split("/").reverse();
  return file.replace(/\..*$/, "") === owner || folder === owner;
}
