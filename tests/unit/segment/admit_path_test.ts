/** Every test of the walk compares `admitPath` with it (tree.ts); here are the paths that no walk would name. */
import { assertEquals } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { admitPath, hasMoreEntriesThan } from "../../../src/segment/admit_path.ts";
import { walk, withTree } from "./tree.ts";

Deno.test("a path is admitted only as the walk would write it", () => {
  withTree({ "src/a.py": "x", "b.py": "y" }, (root) => {
    const admits = (path: string): boolean =>
      admitPath(denoFileSystem, root, path, { includeSecrets: false }) !== null;
    assertEquals(["src/a.py", "b.py"].filter(admits), ["src/a.py", "b.py"]);
    const others = ["", ".", "src", "src/", "./b.py", "src/../b.py", "/b.py", "src//a.py", "b.py/x", "no.py"];
    assertEquals([...others, `${root}/b.py`, "b.py\0", "x".repeat(5000)].filter(admits), []);
  });
});

Deno.test("nothing behind a symlinked folder is admitted", () => {
  withTree({ "src/a.py": "x", "link": { to: "src" }, "out": { to: "/etc" } }, (root) => {
    for (const path of ["link/a.py", "out/passwd", "link"]) {
      assertEquals(admitPath(denoFileSystem, root, path, { includeSecrets: false }), null, path);
    }
  });
});

Deno.test("ignore rules of every folder above count, and so do those of a repository inside", () => {
  const tree = {
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/info/exclude": "*.local\n",
    ".gitignore": "build/\n*.log\n!keep.log\n",
    "src/.gitignore": "gen_*\n",
    "src/.ctxignore": "slow/\n",
    "src/gen_a.py": "",
    "src/slow/a.py": "",
    "src/deep/keep.log": "",
    "src/deep/x.log": "",
    "src/deep/a.local": "",
    "src/deep/a.py": "",
    "build/a.py": "",
    "sub/.git/HEAD": "ref: refs/heads/main\n",
    "sub/a.local": "",
  };
  withTree(tree, (root) => {
    assertEquals(walk(root).files.map(({ path }) => path), [
      ".gitignore",
      "src/.ctxignore",
      "src/.gitignore",
      "src/deep/a.py",
      "src/deep/keep.log",
      "sub/a.local",
    ]);
  });
});

Deno.test("entries are counted up to the question, without those that are never looked at", () => {
  withTree({ "a/b/c.py": "", "d.py": "", "node_modules/x/y.js": "", ".git/HEAD": "" }, (root) => {
    const more = [0, 3, 4, 5].map((count) => hasMoreEntriesThan(count, denoFileSystem, root));
    assertEquals(more, [true, true, false, false]);
  });
});
