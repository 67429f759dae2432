/** Trees that were made to break a walk: names, depth, numbers, and rights that are missing. */
import { assert, assertEquals } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import {
  type DirectoryEntry,
  type FileInfo,
  type FileSystem,
  HostError,
} from "../../../src/host/file_system.ts";
import { MAX_FILES, walkSegment } from "../../../src/segment/walk.ts";
import { FaultyFileSystem } from "../../fault/faulty_file_system.ts";
import { pathsIn, skippedIn, walk, withTree } from "./tree.ts";

function shell(folder: string, script: string): void {
  const { success, stderr } = new Deno.Command("sh", { args: ["-c", script], cwd: folder }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

Deno.test("a name that is not UTF-8 is named as unreadable, be it a file's or a folder's", () => {
  withTree({ "a.py": "", "\uFFFD-but-real.py": "" }, (root) => {
    shell(
      root,
      `echo x > "$(printf 'bad\\377.py')"; mkdir "$(printf 'dir\\376')"; echo x > "$(printf 'dir\\376/b.py')"`,
    );
    assertEquals(pathsIn(root), ["a.py", "\uFFFD-but-real.py"]);
    assertEquals(skippedIn(root), ["bad\uFFFD.py: unreadable", "dir\uFFFD: unreadable"]);
  });
});

Deno.test("two names that look the same after decoding are listed once", () => {
  withTree({ "x\uFFFD.py": "real" }, (root) => {
    shell(root, `echo longer > "$(printf 'x\\377.py')"; echo longer > "$(printf 'x\\376.py')"`);
    assertEquals(walk(root).files.map((file) => [file.path, file.stamp.sizeBytes]), [["x\uFFFD.py", 4]]);
  });
});

Deno.test("names with control, bidi and glob characters are names like any other", () => {
  const names = [
    "\x1b[2Jclear.py",
    "new\nline.py",
    "\u202egpj.py",
    "*.py",
    "-rf",
    "a\tb",
    "~",
    "$(x)",
    "'\"`",
    " ",
  ];
  withTree(Object.fromEntries(names.map((name) => [name, ""])), (root) => {
    assertEquals(pathsIn(root), [...names].sort());
  });
});

Deno.test("folders nested five hundred deep are walked, and past what the system can name they are skipped", () => {
  withTree({ [`${"d/".repeat(500)}x.py`]: "" }, (root) => {
    assertEquals(pathsIn(root), [`${"d/".repeat(500)}x.py`]);
    shell(
      root,
      `long=$(printf 'n%.0s' $(seq 250)); for i in $(seq 20); do mkdir $long; cd -P ./$long || exit 1; done`,
    );
    const { files, skipped } = walk(root);
    assertEquals(files.length, 1);
    assertEquals(skipped.map(({ reason }) => reason), ["unreadable"]);
  });
});

/** A file system of one folder with `count` empty files, listed backwards. */
function crowd(count: number): FileSystem {
  const info: FileInfo = {
    kind: "file",
    sizeBytes: 0,
    mtimeMs: 0,
    ctimeMs: 0,
    inode: 1,
    device: 1,
    uid: 0,
    mode: 0,
  };
  const name = (i: number): string => `f${String(i).padStart(7, "0")}.py`;
  const entries = Array.from(
    { length: count },
    (_, i): DirectoryEntry => ({ name: name(count - i), kind: "file" }),
  );
  return { ...denoFileSystem, lstat: () => info, readDirectory: () => [...entries] };
}

Deno.test("a folder of any size is listed in order, up to a limit that is named", () => {
  const { files, skipped } = walkSegment(crowd(100_000), ".", { includeSecrets: false });
  assertEquals([files.length, files[0]?.path, files.at(-1)?.path], [100_000, "f0000001.py", "f0100000.py"]);
  assertEquals(skipped, []);
  const more = walkSegment(crowd(MAX_FILES + 1), ".", { includeSecrets: false });
  assertEquals(more.files.length, MAX_FILES);
  assertEquals(more.skipped, [{ path: ".", reason: "too-many-files" }]);
});

Deno.test("what may not be read is named, and the rest is listed", () => {
  withTree({ "open/a.py": "", "shut/b.py": "", "c.py": "", "d.py": "" }, (root) => {
    const denied = new Set([`${root}/shut`, `${root}/c.py`]);
    const before = ({ path }: { path: string }): void => {
      if (denied.has(path)) throw new HostError("permission", "test");
    };
    const fs = new FaultyFileSystem(denoFileSystem, { before });
    const { files, skipped } = walkSegment(fs, root, { includeSecrets: false });
    assertEquals(files.map((file) => file.path), ["d.py", "open/a.py"]);
    assertEquals(skipped, [{ path: "c.py", reason: "unreadable" }, { path: "shut", reason: "unreadable" }]);
  });
});

Deno.test("a walk opens ignore files and nothing else, and never runs or follows anything", () => {
  const tree = {
    ".gitignore": "x",
    "a.py": "",
    "sub/.ctxignore": "y",
    "sub/b.py": "",
    "l": { to: "/etc" },
    ".git/HEAD": "",
  };
  withTree(tree, (root) => {
    const fs = new FaultyFileSystem(denoFileSystem);
    walkSegment(fs, root, { includeSecrets: false });
    const opened = fs.calls.filter(({ operation }) =>
      operation === "openForRead" || operation === "readFile"
    );
    assertEquals(opened.map(({ path }) => path.slice(root.length + 1)), [".gitignore", "sub/.ctxignore"]);
    assert(fs.calls.every(({ path }) => path.startsWith(root)));
  });
});
