/** Whether what was packed is still there: told for a change of the same length, and for a file too few or too many. */
import { assertEquals, assertRejects } from "@std/assert";
import { checkOwnFiles } from "../../../src/context/doctor_files.ts";
import { digestsByName, type FileDigest } from "../../../src/context/own_digests.ts";
import { denoFileSystem } from "../../../src/host/deno_file_system.ts";
import { CtxError } from "../../../src/model/error.ts";
import { Fixture } from "../../harness.ts";

// From `printf abc | sha256sum` and `printf 123 | sha256sum`.
const PACKED: readonly FileDigest[] = [
  { path: "server/b.js", sha256: "a665a45920422f9d417e4867efdc4fb8a04a1f3fff1fa07e998e86f7f7a27ae3" },
  { path: "a.js", sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
];
const FILES = { "a.js": "abc", "server/b.js": "123" };

Deno.test("own files: whole, changed, too few, too many, and a list that is none", async () => {
  using folder = new Fixture(FILES, { git: false });
  const list = JSON.stringify(await digestsByName(PACKED));
  folder.write({ "digests.json": list });
  const check = (): Promise<string> =>
    checkOwnFiles(denoFileSystem, `${folder.root}/digests.json`, folder.root);
  const failure = async (): Promise<string> => (await assertRejects(check, CtxError)).message;
  assertEquals(await check(), "2 files, as they were packed");

  folder.write({ "server/b.js": "124" });
  assertEquals(await failure(), "could not find what was packed: server differs");
  folder.write({ ...FILES, "server/c.js": "" });
  assertEquals(await failure(), "could not find what was packed: server differs");
  Deno.removeSync(`${folder.root}/server/c.js`);
  Deno.renameSync(`${folder.root}/a.js`, `${folder.root}/other`);
  Deno.symlinkSync("other", `${folder.root}/a.js`);
  assertEquals(await failure(), "could not find what was packed: a.js differs");
  Deno.removeSync(`${folder.root}/a.js`);
  Deno.renameSync(`${folder.root}/other`, `${folder.root}/a.js`);
  assertEquals(await check(), "2 files, as they were packed");
  for (const text of ["{}", '{"a.js":', list.replace(/[0-9a-f]{64}/, "0".repeat(64))]) {
    folder.write({ "digests.json": text });
    await failure();
  }
});

Deno.test("own files: the order in which they are found does not matter", async () => {
  assertEquals(await digestsByName(PACKED.toReversed()), await digestsByName(PACKED));
});
