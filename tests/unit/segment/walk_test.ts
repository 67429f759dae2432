import { assertEquals, assertThrows } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { CtxError } from "../../../src/model/error.ts";
import { walkSegment } from "../../../src/segment/walk.ts";
import { makeFifo, pathsIn, skippedIn, walk, withTree } from "./tree.ts";

Deno.test("lists files with the stamps that lstat gives, in code-unit order of whole paths", () => {
  withTree({ "a/b.py": "1", "a.py": "22", "a-b/c.py": "", "b": "333", "Z": "" }, (root) => {
    const { files } = walk(root);
    assertEquals(files.map((file) => file.path), ["Z", "a-b/c.py", "a.py", "a/b.py", "b"]);
    const info = Deno.lstatSync(`${root}/a.py`);
    assertEquals(files[2]?.stamp, {
      sizeBytes: 2,
      mtimeMs: info.mtime?.getTime() ?? -1,
      ctimeMs: info.ctime?.getTime() ?? -1,
      inode: info.ino ?? -1,
    });
  });
});

Deno.test("an empty folder has no files and nothing skipped", () => {
  withTree({}, (root) => assertEquals(walk(root), { files: [], skipped: [], limitedIgnoreFiles: [] }));
});

Deno.test("never enters version control, state, installed packages or virtual environments", () => {
  const tree = {
    ".git/HEAD": "ref: refs/heads/main\n",
    "_ctx/pack/pack.db": "x",
    "web/node_modules/left-pad/index.js": "x",
    ".hg/store/data": "x",
    "env/pyvenv.cfg": "home = /usr/bin\n",
    "env/lib/x.py": "x",
    "conda/conda-meta/history": "x",
    "conda/x.py": "x",
    "src/a.py": "x",
  };
  withTree(tree, (root) => {
    assertEquals(pathsIn(root), ["src/a.py"]);
    assertEquals(skippedIn(root), []);
  });
});

Deno.test("a segment that is itself a virtual environment is still served", () => {
  withTree({ "pyvenv.cfg": "home = /usr\n", "app.py": "" }, (root) => {
    assertEquals(pathsIn(root), ["app.py", "pyvenv.cfg"]);
  });
});

Deno.test("symlinks are never followed; only those that leave the segment are named", () => {
  const tree = {
    "src/a.py": "x",
    "same.py": { to: "src/a.py" },
    "folder": { to: "src" },
    "loop/self": { to: "." },
    "loop/two": { to: "two" },
    "dangling": { to: "nowhere" },
    "passwd": { to: "/etc/passwd" },
    "etc": { to: "/etc" },
    "proc": { to: "/proc/self/cwd" },
    "up": { to: "../.." },
  };
  withTree(tree, (root) => {
    assertEquals(pathsIn(root), ["src/a.py"]);
    assertEquals(skippedIn(root), [
      "etc: outside-segment",
      "passwd: outside-segment",
      ...(Deno.realPathSync("/proc/self/cwd").startsWith(root) ? [] : ["proc: outside-segment"]),
      "up: outside-segment",
    ]);
  });
});

Deno.test("a sibling folder whose name starts like the segment's is outside of it", () => {
  withTree({ "seg/link": { to: "../seg-secret/key" }, "seg-secret/key": "k" }, (root) => {
    assertEquals(skippedIn(`${root}/seg`), ["link: outside-segment"]);
  });
});

Deno.test("FIFOs and files over one mebibyte are named, one of exactly that size is admitted", () => {
  const tree = { "big": new Uint8Array(1024 * 1024 + 1), "exact": new Uint8Array(1024 * 1024) };
  withTree(tree, (root) => {
    makeFifo(`${root}/pipe`);
    assertEquals(pathsIn(root), ["exact"]);
    assertEquals(skippedIn(root), ["big: too-large", "pipe: not-a-file"]);
  });
});

Deno.test("secrets are named, unless they are asked for", () => {
  const tree = { ".env": "K=1", ".env.example": "K=", ".ssh/config": "x", "deploy/id_rsa": "x", "a.py": "" };
  withTree(tree, (root) => {
    assertEquals(pathsIn(root), [".env.example", "a.py"]);
    assertEquals(skippedIn(root), [".env: secret", ".ssh: secret", "deploy/id_rsa: secret"]);
    assertEquals(walk(root, true).files.map((file) => file.path), [
      ".env",
      ".env.example",
      ".ssh/config",
      "a.py",
      "deploy/id_rsa",
    ]);
  });
});

Deno.test("ignored files are left out in silence, whatever else is wrong with them", () => {
  const tree = {
    ".gitignore": "*.big\n.env\nlink\n",
    "x.big": new Uint8Array(2e6),
    ".env": "",
    link: { to: "/" },
  };
  withTree(tree, (root) => {
    assertEquals(pathsIn(root), [".gitignore"]);
    assertEquals(skippedIn(root), []);
  });
});

Deno.test("of files that nobody wants nothing is seen, and the others come as ever", () => {
  const tree = {
    ".gitignore": "hidden.py\n",
    "a.py": "",
    "a.md": "",
    "hidden.py": "",
    "deep/b.py": "",
    "deep/.env": "",
  };
  withTree(tree, (root) => {
    const wants = (path: string): boolean => path.endsWith(".py");
    const some = walkSegment(denoFileSystem, root, { includeSecrets: false, wants });
    assertEquals(some.files, walk(root).files.filter(({ path }) => wants(path)));
    assertEquals([some.files.map(({ path }) => path), some.skipped], [["a.py", "deep/b.py"], []]);
  });
});

Deno.test("the segment's own folder must be listable", () => {
  withTree({ "file": "x" }, (root) => {
    const missing = assertThrows(() => walk(`${root}/nowhere`), CtxError);
    assertEquals(missing.code, "segment-missing");
    const file = assertThrows(() => walk(`${root}/file`), CtxError);
    assertEquals(file.code, "not-a-folder");
  });
});
