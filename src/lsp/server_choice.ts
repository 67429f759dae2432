/**
 * Which language server is run: the pinned pyright, or one of two programs of a fixed name from an absolute PATH entry
 * outside the segment. Nothing else is ever run, and nothing of a repository decides what is. Every command reads this;
 * how a server is started is pyright.ts.
 */

export const SERVER_NAMES = ["bundled", "pyright-langserver", "basedpyright-langserver"] as const;
export type ServerName = typeof SERVER_NAMES[number];

/** The pinned package; deno.json pins the same version, and tests/unit/lsp compares them. */
export const PYRIGHT_PACKAGE = "npm:pyright@1.1.414";

/** The value of `CTX_LSP_SERVER`; null when it names no known server. */
export function parseServerName(text: string): ServerName | null {
  if (text === "") return "bundled";
  return SERVER_NAMES.find((name) => name === text) ?? null;
}

/**
 * The entries of a PATH from which a program may be run: absolute, not inside `root`, each once. An entry with a comma
 * is left out, because a permission flag cannot name it.
 */
export function safeSearchPath(path: string, root: string): string[] {
  const inside = (entry: string): boolean => `${entry}/`.startsWith(root.endsWith("/") ? root : `${root}/`);
  const entries = path.split(":").filter((entry) => entry.startsWith("/") && !entry.includes(","))
    .map((entry) => entry.replace(/\/+$/, "") || "/")
    .filter((entry) => !entry.split("/").some((part) => part === ".." || part === "."));
  return [...new Set(entries)].filter((entry) => !inside(entry));
}

const INTERPRETERS = ["python3", "python"] as const;

/** Absolute names of everything that may be run to find and ask an interpreter, best first. */
export function interpreterCandidates(searchPath: readonly string[]): string[] {
  return INTERPRETERS.flatMap((name) => searchPath.map((entry) => join(entry, name)));
}

/** Absolute names under which a server from PATH may lie; none for the bundled one. */
export function serverCandidates(server: ServerName, searchPath: readonly string[]): string[] {
  return server === "bundled" ? [] : searchPath.map((entry) => join(entry, server));
}

function join(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}
