/** What tests/property/segment_ignore_test.ts cannot generate: odd files, nested repositories and bombs. */
import { assert, assertEquals } from "@std/assert";
import { type Content, makeFifo, pathsIn, skippedIn, walk, withTree, write } from "./tree.ts";

function kept(tree: Readonly<Record<string, Content>>): string[] {
  return withTree(tree, (root) => pathsIn(root).filter((path) => !/\.(git|ctx)ignore$/.test(path)));
}

const HEAD = { ".git/HEAD": "ref: refs/heads/main\n" };

Deno.test("a deeper .gitignore wins over a shallower one, and both over info/exclude", () => {
  const tree = {
    ...HEAD,
    ".git/info/exclude": "*.log\n*.tmp\n",
    ".gitignore": "!keep.log\n*.gen\n",
    "sub/.gitignore": "!*.gen\nkeep.log\n",
    "a.log": "",
    "a.tmp": "",
    "a.gen": "",
    "keep.log": "",
    "sub/a.gen": "",
    "sub/keep.log": "",
    "sub/a.tmp": "",
  };
  assertEquals(kept(tree), ["keep.log", "sub/a.gen"]);
});

Deno.test("nothing below an ignored folder comes back, unless .ctxignore lets the folder in", () => {
  const tree = {
    ".gitignore": "gen/\n!gen/keep.py\n*.o\n",
    "gen/keep.py": "",
    "gen/sub/x.py": "",
    "gen/x.o": "",
  };
  assertEquals(kept(tree), []);
  assertEquals(kept({ ...tree, ".ctxignore": "!gen/\n" }), ["gen/keep.py", "gen/sub/x.py"]);
  // The pattern that ignored the folder is asked about `g.py` too, and does not match it.
  const starred = { ".gitignore": "g*n*\n", ".ctxignore": "!gen/\n", "gen/g.py": "", "gen/gone": "" };
  assertEquals(kept(starred), ["gen/g.py"]);
});

Deno.test("info/exclude counts only where .git is a repository", () => {
  assertEquals(kept({ ".git/info/exclude": "a\n", "a": "", "b": "" }), ["a", "b"]);
  assertEquals(kept({ ...HEAD, ".git/info/exclude": "a\n", "a": "", "b": "" }), ["b"]);
});

Deno.test("a repository inside the segment has its own rules and none of those around it", () => {
  const tree = {
    ...HEAD,
    ".gitignore": "*.gen\n",
    ".ctxignore": "*.bak\n",
    "lib/.git/HEAD": "",
    "lib/.git/info/exclude": "excluded\n",
    "lib/a.gen": "",
    "lib/a.bak": "",
    "lib/excluded": "",
    "other/.git/config": "no HEAD, no repository",
    "other/a.gen": "",
  };
  assertEquals(kept(tree), ["lib/a.gen"]);
});

Deno.test("a submodule's and a worktree's info/exclude are found through their .git files", () => {
  const tree = {
    ...HEAD,
    ".git/info/exclude": "shared\n",
    ".git/modules/lib/info/exclude": "hidden\n",
    "lib/.git": "gitdir: ../.git/modules/lib\n",
    "lib/hidden": "",
    "lib/seen": "",
    ".git/worktrees/tree/commondir": "../..\n",
    "tree/.git": "gitdir: ../.git/worktrees/tree\r\n",
    "tree/shared": "",
    "tree/hidden": "",
  };
  assertEquals(kept(tree), ["lib/seen", "tree/hidden"]);
});

Deno.test("a .git file that points out of the segment, or nowhere, is not followed", () => {
  const tree = { "out/info/exclude": "a\n", "seg/a": "", "seg/b": "", "seg/c/info/exclude": "*\n" };
  withTree(tree, (root) => {
    const pointers = [
      `gitdir: ${root}/out\n`,
      "gitdir: ../out\n",
      "gitdir: x/../../out",
      "gitdir: \0",
      "gitdir:",
      "gitdir: /c",
      "\xff",
    ];
    for (const pointer of pointers) {
      write(root, "seg/.git", pointer);
      assertEquals(pathsIn(`${root}/seg`), ["a", "b", "c/info/exclude"], pointer);
    }
    Deno.removeSync(`${root}/seg/.git`);
    write(root, "seg/.git/HEAD", "");
    write(root, "seg/.git/info", { to: "../../out/info" });
    assertEquals(pathsIn(`${root}/seg`), ["a", "b", "c/info/exclude"], "info is a symlink");
  });
});

Deno.test("a .gitignore that is a symlink, a folder, a FIFO or binary does no harm", () => {
  assertEquals(kept({ "rules": "a\n", ".gitignore": { to: "rules" }, "a": "" }), ["a", "rules"]);
  assertEquals(kept({ ".gitignore/x": "", "a": "" }), [".gitignore/x", "a"]);
  withTree({
    "a": "",
    "b/.gitignore": new Uint8Array([0, 255, 10, 97, 0, 98, 10, 0xff]),
    "b/a": "",
    "b/c": "",
  }, (root) => {
    makeFifo(`${root}/.gitignore`);
    assertEquals(pathsIn(root), ["a", "b/.gitignore", "b/c"]);
    assertEquals(skippedIn(root), [".gitignore: not-a-file"]);
  });
});

Deno.test("patterns are bytes: a mark at the start is skipped, one that is not UTF-8 is no error", () => {
  const bytes = (...values: number[]): Uint8Array => new Uint8Array(values);
  assertEquals(kept({ ".gitignore": bytes(0xef, 0xbb, 0xbf, 0x61), "a": "", "é": "" }), ["é"]);
  assertEquals(kept({ ".gitignore": bytes(0xc3, 0xa9), "a": "", "é": "" }), ["a"]);
  assertEquals(kept({ ".gitignore": bytes(0xe9), "a": "", "é": "" }), ["a", "é"]);
  assertEquals(kept({ ".gitignore": "??", "a": "", "é": "" }), ["a"]);
});

Deno.test("case matters", () => {
  assertEquals(kept({ ".gitignore": "Build\n*.LOG\n", "build": "", "Build": "", "a.log": "" }), [
    "a.log",
    "build",
  ]);
  assertEquals(kept({ ".gitignore": "b*D*\n", "bad": "", "baD": "" }), ["bad"]);
});

Deno.test("names that look like paths or patterns are only names", () => {
  const tree = {
    ".gitignore": "\\*\n/..x\n",
    "*": "",
    "a": "",
    "..x": "",
    "...": "",
    "a\\b": "",
    "b\nc": "",
    "\x1b[31m": "",
  };
  assertEquals(kept(tree), ["\x1b[31m", "...", "a", "a\\b", "b\nc"]);
});

Deno.test("an ignore file is used up to a limit, and named when it is longer", () => {
  const many = Array.from({ length: 6_000 }, (_, i) => `n${i}`).join("\n");
  withTree({
    ".gitignore": many,
    "n1": "",
    "n5999": "",
    "sub/.gitignore": `${"#".repeat(300_000)}\nx`,
    "sub/x": "",
  }, (root) => {
    assertEquals(pathsIn(root).filter((path) => !path.endsWith("ignore")), ["n5999", "sub/x"]);
    assertEquals(walk(root).limitedIgnoreFiles, [".gitignore", "sub/.gitignore"]);
  });
  withTree({ ".gitignore": `a/**/b/**/c/**/d\n${"x".repeat(5_000)}\n`, "x": "" }, (root) => {
    assertEquals(walk(root).limitedIgnoreFiles, [".gitignore"]);
  });
});

Deno.test("a tree made to be slow to match ends the walk with a reason, not after minutes", () => {
  const deep = Array.from({ length: 60 }, () => "a").join("/");
  const bombs = Array.from({ length: 5_000 }, (_, i) => `a/**/a/**/*b${i}*`).join("\n");
  withTree({ ".gitignore": bombs, [`${deep}/b`]: "", "z": "" }, (root) => {
    const { files, skipped } = walk(root);
    assertEquals(files.map((file) => file.path), [".gitignore"]);
    assert(skipped.some(({ path, reason }) => path === "." && reason === "too-many-files"));
  });
});

Deno.test("blanks and letters without end in a pattern are looked at once", () => {
  const run = 200_000;
  withTree({
    ".gitignore": `a**${" ".repeat(run)}b\n${" ".repeat(4_000)}x\n${"x".repeat(4_000)}?\ny\n`,
    "sub/.gitignore": `c**\\  \n${`${" ".repeat(4_000)}x\n${"x".repeat(4_000)}?\n`.repeat(30)}`,
    "sub/c": "",
    "sub/c ": "",
    "sub/z": "",
    "y": "",
  }, (root) => {
    assertEquals(pathsIn(root).filter((path) => !path.endsWith("ignore")), ["sub/c", "sub/z"]);
  });
});
