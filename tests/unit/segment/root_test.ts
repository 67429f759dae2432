import { assertEquals } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { findRoot } from "../../../src/segment/root.ts";
import { withTree } from "./tree.ts";

Deno.test("the nearest ancestor that holds _ctx or .git is the segment", () => {
  const tree = {
    "repo/.git/HEAD": "",
    "repo/src/deep/x.py": "",
    "repo/part/_ctx": null,
    "repo/part/src/x.py": "",
    "repo/worktree/.git": "gitdir: elsewhere\n",
    "repo/worktree/src/x": "",
    "repo/fake/_ctx": "a file",
    "repo/fake/.git": { to: "../.git" },
  };
  withTree(tree, (root) => {
    const found = (path: string): string | undefined =>
      findRoot(denoFileSystem, root + path)?.slice(root.length);
    assertEquals(found("/repo"), "/repo");
    assertEquals(found("/repo/"), "/repo");
    assertEquals(found("/repo/src/deep"), "/repo");
    assertEquals(found("/repo/src/deep/x.py"), "/repo");
    assertEquals(found("/repo/part/src"), "/repo/part");
    assertEquals(found("/repo/worktree/src"), "/repo/worktree");
    assertEquals(found("/repo/fake"), "/repo");
    assertEquals(found("/repo/not/there"), "/repo");
  });
});

Deno.test("there may be none", () => {
  assertEquals(findRoot(denoFileSystem, "/"), null);
  withTree({ "a/b": "" }, (root) => {
    assertEquals(findRoot(denoFileSystem, `${root}/a`)?.startsWith(root) ?? false, false);
  });
});
