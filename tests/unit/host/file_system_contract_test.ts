/**
 * What every FileSystem promises (src/host/file_system.ts), asked of the real one and of the fault double without
 * faults. A promise that only holds for one of them would make every test on the double worthless.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { isInSharedFolder, openWithoutWaiting } from "../../../src/host/open_without_waiting.ts";
import {
  type FileSystem,
  HostError,
  type HostErrorCode,
  type OpenFile,
  replaceFile,
  writeFully,
} from "../../../src/host/file_system.ts";
import { FaultyFileSystem } from "../../fault/faulty_file_system.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function codeOf(act: () => unknown): HostErrorCode {
  return assertThrows(act, HostError).code;
}

/** Runs `use` in a new folder; nothing may stay open. */
function inFolder(fs: FileSystem, use: (fs: FileSystem, folder: string) => void): void {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-fs-" }));
  try {
    use(fs, folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function readAll(file: OpenFile): string {
  const buffer = new Uint8Array(100);
  let text = "";
  for (let count = file.read(buffer); count > 0; count = file.read(buffer)) {
    text += new TextDecoder().decode(buffer.subarray(0, count));
  }
  return text;
}

function save(fs: FileSystem, path: string, text: string): void {
  const file = fs.open(path, { write: true, create: true });
  writeFully(file, encode(text));
  file.close();
}

const PROMISES: Readonly<Record<string, (fs: FileSystem, folder: string) => void>> = {
  "lstat tells kinds apart, does not follow symlinks, and is null for what is not there": (fs, folder) => {
    save(fs, `${folder}/file`, "abc");
    Deno.symlinkSync("file", `${folder}/link`);
    Deno.symlinkSync("nowhere", `${folder}/dangling`);
    new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).outputSync();
    const kinds = ["file", "link", "dangling", "pipe"].map((name) => fs.lstat(`${folder}/${name}`)?.kind);
    assertEquals(kinds, ["file", "symlink", "symlink", "other"]);
    assertEquals(fs.lstat(folder)?.kind, "directory");
    assertEquals(fs.lstat(`${folder}/absent`), null);
    assertEquals(codeOf(() => fs.lstat(`${folder}/file/below`)), "not-a-directory");
    assertEquals(codeOf(() => fs.lstat(`${folder}/${"x".repeat(300)}`)), "name-too-long");
  },
  "lstat and an open file's info agree, in whole milliseconds and with an owner": (fs, folder) => {
    save(fs, `${folder}/file`, "abc");
    Deno.utimeSync(`${folder}/file`, 1_700_000_000.987, 1_700_000_000.987654);
    const seen = fs.lstat(`${folder}/file`);
    const file = fs.openForRead(`${folder}/file`);
    assertEquals(file.info(), seen);
    file.close();
    assertEquals(seen?.sizeBytes, 3);
    assertEquals(seen?.mtimeMs, 1_700_000_000_987);
    assert(seen !== null && Number.isInteger(seen.ctimeMs) && seen.inode > 0 && seen.device > 0);
    assertEquals(seen.uid, Deno.uid());
    assertEquals(seen.mode, 0o600);
  },
  "readDirectory gives each name once, with the kind of the entry itself": (fs, folder) => {
    save(fs, `${folder}/f`, "");
    fs.makeDirectory(`${folder}/d/e`);
    Deno.symlinkSync("d", `${folder}/l`);
    const entries = fs.readDirectory(folder).sort((a, b) => a.name < b.name ? -1 : 1);
    assertEquals(entries, [
      { name: "d", kind: "directory" },
      { name: "f", kind: "file" },
      { name: "l", kind: "symlink" },
    ]);
    assertEquals(codeOf(() => fs.readDirectory(`${folder}/absent`)), "not-found");
    assertEquals(codeOf(() => fs.readDirectory(`${folder}/f`)), "not-a-directory");
  },
  "readFile gives the whole file": (fs, folder) => {
    save(fs, `${folder}/f`, "äbc");
    assertEquals(fs.readFile(`${folder}/f`), encode("äbc"));
    assertEquals(codeOf(() => fs.readFile(`${folder}/absent`)), "not-found");
    assertEquals(codeOf(() => fs.readFile(folder)), "is-a-directory");
  },
  "an open file reads on from its position, to 0 at the end": (fs, folder) => {
    save(fs, `${folder}/f`, "0123456789");
    const file = fs.openForRead(`${folder}/f`);
    const buffer = new Uint8Array(4);
    assertEquals(file.read(buffer), 4);
    assertEquals(new TextDecoder().decode(buffer), "0123");
    file.seek(8);
    assertEquals(readAll(file), "89");
    assertEquals(file.read(buffer), 0);
    file.close();
    assertEquals(codeOf(() => fs.openForRead(`${folder}/absent`)), "not-found");
    assertEquals(codeOf(() => file.read(buffer)), "closed");
    assertEquals(codeOf(() => file.info()), "closed");
  },
  "a file opened for reading cannot be written": (fs, folder) => {
    save(fs, `${folder}/f`, "old");
    const file = fs.openForRead(`${folder}/f`);
    assertThrows(() => file.write(encode("new")), HostError);
    file.close();
    assertEquals(fs.readFile(`${folder}/f`), encode("old"));
  },
  "open makes, appends, truncates and refuses as it is told": (fs, folder) => {
    const path = `${folder}/f`;
    assertEquals(codeOf(() => fs.open(path, { write: true })), "not-found");
    fs.open(path, { write: true, createNew: true }).close();
    assertEquals(codeOf(() => fs.open(path, { write: true, createNew: true })), "exists");
    save(fs, path, "one");
    const appended = fs.open(path, { append: true });
    writeFully(appended, encode("two"));
    appended.close();
    const file = fs.open(path, { read: true, write: true });
    file.truncate(5);
    file.sync();
    assertEquals(readAll(file), "onetw");
    file.close();
    Deno.symlinkSync("nowhere", `${folder}/dangling`);
    assertEquals(codeOf(() => fs.open(`${folder}/dangling`, { write: true, createNew: true })), "exists");
    assertEquals(fs.lstat(path)?.mode, 0o600);
  },
  "a lock is held by one open file at a time, and ends with it": (fs, folder) => {
    save(fs, `${folder}/f`, "");
    const first = fs.open(`${folder}/f`, { write: true });
    const second = fs.open(`${folder}/f`, { write: true });
    assertEquals([first.tryLock(), second.tryLock()], [true, false]);
    first.unlock();
    assertEquals(second.tryLock(), true);
    assertEquals(first.tryLock(), false);
    second.close();
    assertEquals(first.tryLock(), true);
    first.close();
  },
  "realPath resolves every symlink": (fs, folder) => {
    fs.makeDirectory(`${folder}/a/b`);
    Deno.symlinkSync("a", `${folder}/l`);
    Deno.symlinkSync("me", `${folder}/me`);
    assertEquals(fs.realPath(`${folder}/l/b/..`), `${folder}/a`);
    assertEquals(codeOf(() => fs.realPath(`${folder}/absent`)), "not-found");
    assertEquals(codeOf(() => fs.realPath(`${folder}/me`)), "loop");
  },
  "makeDirectory makes parents, and is content with what is there": (fs, folder) => {
    fs.makeDirectory(`${folder}/a/b/c`);
    fs.makeDirectory(`${folder}/a/b/c`);
    assertEquals(fs.lstat(`${folder}/a/b/c`)?.mode, 0o700);
    save(fs, `${folder}/f`, "");
    assertThrows(() => fs.makeDirectory(`${folder}/f/x`), HostError);
  },
  "rename replaces a file and moves it as it is": (fs, folder) => {
    save(fs, `${folder}/a`, "new");
    save(fs, `${folder}/b`, "old");
    const inode = fs.lstat(`${folder}/a`)?.inode;
    fs.rename(`${folder}/a`, `${folder}/b`);
    assertEquals(fs.lstat(`${folder}/a`), null);
    assertEquals(fs.lstat(`${folder}/b`)?.inode, inode);
    assertEquals(codeOf(() => fs.rename(`${folder}/absent`, `${folder}/b`)), "not-found");
  },
  "remove takes one file, symlink or empty folder, and does not mind its absence": (fs, folder) => {
    save(fs, `${folder}/target`, "kept");
    Deno.symlinkSync("target", `${folder}/l`);
    fs.makeDirectory(`${folder}/empty`);
    fs.makeDirectory(`${folder}/full/x`);
    for (const name of ["l", "empty", "absent"]) fs.remove(`${folder}/${name}`);
    assertEquals(codeOf(() => fs.remove(`${folder}/full`)), "not-empty");
    assertEquals(fs.readDirectory(folder).map((entry) => entry.name).sort(), ["full", "target"]);
  },
  "removeTree takes all that is below, and not what symlinks point to": (fs, folder) => {
    save(fs, `${folder}/kept`, "");
    fs.makeDirectory(`${folder}/tree/deep`);
    Deno.symlinkSync("../kept", `${folder}/tree/l`);
    Deno.symlinkSync("../../", `${folder}/tree/deep/up`);
    fs.removeTree(`${folder}/tree`);
    fs.removeTree(`${folder}/tree`);
    assertEquals(fs.readDirectory(folder).map((entry) => entry.name), ["kept"]);
  },
  "replaceFile leaves the new content and nothing beside it": (fs, folder) => {
    save(fs, `${folder}/f`, "old");
    replaceFile(fs, `${folder}/f`, encode("new"), "1");
    assertEquals(fs.readFile(`${folder}/f`), encode("new"));
    assertEquals(fs.readDirectory(folder).length, 1);
  },
};

const SYSTEMS: Readonly<Record<string, () => FileSystem>> = {
  "the real file system": () => denoFileSystem,
  "files that are opened without waiting": () => ({ ...denoFileSystem, openForRead: openWithoutWaiting }),
  "the fault double without faults": () => new FaultyFileSystem(denoFileSystem),
};

for (const [system, make] of Object.entries(SYSTEMS)) {
  for (const [promise, check] of Object.entries(PROMISES)) {
    Deno.test(`${system}: ${promise}`, () => {
      const fs = make();
      inFolder(fs, check);
      if (fs instanceof FaultyFileSystem) assertEquals(fs.openFiles, 0);
    });
  }
}

Deno.test("replaceFile under faults: the old content or the new one, and nothing beside it", () => {
  for (const operation of ["open", "write", "close", "rename"] as const) {
    inFolder(denoFileSystem, (_, folder) => {
      save(denoFileSystem, `${folder}/f`, "old");
      const fs = new FaultyFileSystem(denoFileSystem, { faults: [{ operation, nth: 1, code: "disk-full" }] });
      assertEquals(codeOf(() => replaceFile(fs, `${folder}/f`, encode("new"), "1")), "disk-full");
      assertEquals(denoFileSystem.readFile(`${folder}/f`), encode("old"));
      if (operation !== "close") assertEquals(denoFileSystem.readDirectory(folder).length, 1, operation);
      assertEquals(fs.openFiles, 0);
    });
  }
});

Deno.test("writeFully: short writes add up, and a write that takes nothing is a full disk", () => {
  inFolder(denoFileSystem, (_, folder) => {
    const fs = new FaultyFileSystem(denoFileSystem, { maxWriteBytes: 3 });
    save(fs, `${folder}/f`, "0123456789");
    assertEquals(denoFileSystem.readFile(`${folder}/f`), encode("0123456789"));
  });
  const stuck = { ...denoFileSystem.open("/dev/null", { write: true }), write: () => 0 };
  assertEquals(codeOf(() => writeFully(stuck, encode("x"))), "disk-full");
  stuck.close();
});

Deno.test("a folder is shared where another account may exchange its names, there or above", () => {
  inFolder(denoFileSystem, (_, root) => {
    // On a machine where everybody may write the temporary folder itself, all below it is shared.
    const above = isInSharedFolder(`${root}/x`);
    const sharedAt = (mode: number, deep: string): boolean => {
      const folder = `${root}/${mode.toString(8)}`;
      Deno.mkdirSync(`${folder}/deep/er`, { recursive: true });
      Deno.chmodSync(folder, mode);
      return isInSharedFolder(`${folder}${deep}/x.py`);
    };
    for (const deep of ["", "/deep", "/deep/er"]) {
      assertEquals(sharedAt(0o777, deep), true, `777 ${deep}`);
      assertEquals(sharedAt(0o755, deep), above, `755 ${deep}`);
      assertEquals(sharedAt(0o1777, deep), above, `1777 ${deep}`);
    }
  });
});
