/**
 * The walk's idea of what is ignored, against git's own: `git ls-files --others --exclude-standard` on generated
 * trees. CTX_RUNS raises the number of trees.
 */
import fc from "../property_seed.ts";
import { assertEquals } from "@std/assert";
import { pathsIn, withTree } from "../unit/segment/tree.ts";

const RUNS = Number(Deno.env.get("CTX_RUNS") ?? 40);

const ISOLATED = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function git(root: string, ...args: string[]): string {
  const command = new Deno.Command("git", { args: ["-C", root, ...args], env: ISOLATED });
  const { success, stdout, stderr } = command.outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** What git would list as untracked and not ignored; `extra` are patterns that win over every `.gitignore`. */
function gitPaths(root: string, extra: readonly string[] = []): string[] {
  const flags = extra.flatMap((pattern) => ["-x", pattern]);
  const listed = git(root, "ls-files", "--others", "--exclude-standard", "-z", ...flags);
  return listed.split("\0").filter((path) => path !== "").sort();
}

const NAMES = [
  "a",
  "b",
  "ab",
  "a.c",
  "A",
  "a b",
  "b ",
  " a",
  "#a",
  "!a",
  "*",
  "?",
  "[a]",
  "a\\b",
  "é",
  "a\nb",
];
const name = fc.constantFrom(...NAMES);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

const piece = fc.constantFrom(
  ...["a", "b", "ab", "a.c", "A", "a b", "*", "**", "?", "a*", "*b", "*.c", "[ab]", "[!a]", "[^b]", "[a-c]"],
  ...[
    "[[:alpha:]]",
    "\\*",
    "\\?",
    "\\[a]",
    "\\a",
    "a\\\\b",
    "#a",
    "!a",
    "a\\ ",
    "é",
    "[",
    "[]a]",
    "a**",
    "**b",
  ],
);
const pattern = fc.record({
  negated: fc.boolean(),
  anchored: fc.boolean(),
  pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
  folder: fc.boolean(),
  end: fc.constantFrom("", "", "", " ", "\t", "\r"),
}).map(({ negated, anchored, pieces, folder, end }) =>
  `${negated ? "!" : ""}${anchored ? "/" : ""}${pieces.join("/")}${folder ? "/" : ""}${end}`
);
const line = fc.oneof(
  { weight: 12, arbitrary: pattern },
  fc.constantFrom("", "# note", "!", "/", "\\", "\\#a"),
);
const ignoreText = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));

/** Files (a path that is also a folder of another is dropped) and the folders' ignore files. */
function plan(
  paths: readonly string[],
  ignores: readonly (readonly [string, string])[],
): Record<string, string> {
  const tree: Record<string, string> = { "x/y/z": "", "a/a/a": "" };
  const folders = new Set([""]);
  for (const path of [...paths, "x/y/z", "a/a/a"]) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, i) => folders.add(parts.slice(0, i + 1).join("/")));
  }
  const isFree = (path: string): boolean =>
    !folders.has(path) &&
    !path.split("/").slice(0, -1).some((_, i, all) => all.slice(0, i + 1).join("/") in tree);
  for (const path of paths) if (isFree(path)) tree[path] = "";
  for (const [path, text] of ignores) {
    const folder = path.split("/").slice(0, -1).join("/");
    if (folders.has(folder)) tree[folder === "" ? ".gitignore" : `${folder}/.gitignore`] = text;
  }
  return tree;
}

const tree = fc.record({
  paths: fc.array(path, { minLength: 1, maxLength: 12 }),
  ignores: fc.array(fc.tuple(path, ignoreText), { maxLength: 3 }),
  root: ignoreText,
  exclude: ignoreText,
});

Deno.test("nested .gitignore files and info/exclude hide what they hide from git", () => {
  fc.assert(
    fc.property(tree, ({ paths, ignores, root, exclude }) => {
      withTree(plan(paths, [["x", root], ...ignores]), (folder) => {
        git(folder, "init", "-q");
        Deno.writeTextFileSync(`${folder}/.git/info/exclude`, exclude);
        assertEquals(pathsIn(folder), gitPaths(folder));
      });
    }),
    { numRuns: RUNS },
  );
});

Deno.test(".ctxignore has git's syntax, and wins over .gitignore as git's command line does", () => {
  const lines = fc.array(pattern.filter((text) => /^[^#\r\t ]*$/.test(text)), { maxLength: 4 });
  fc.assert(
    fc.property(tree, lines, ({ paths, ignores, root }, own) => {
      withTree(plan(paths, [["x", root], ...ignores]), (folder) => {
        git(folder, "init", "-q");
        const expected = gitPaths(folder, own);
        Deno.writeTextFileSync(`${folder}/.ctxignore`, own.join("\n"));
        assertEquals(pathsIn(folder).filter((path) => path !== ".ctxignore"), expected);
      });
    }),
    { numRuns: RUNS },
  );
});
