import { assert, assertEquals, assertNotEquals } from "@std/assert";
import fc from "../../property_seed.ts";
import type { Stamp, WalkedFile } from "../../../src/model/source.ts";
import { planDelta, type StoredFile } from "../../../src/pack/plan.ts";
import { digestSettled, digestStamps } from "../../../src/pack/settled.ts";

const stamp: Stamp = { sizeBytes: 10, mtimeMs: 1_000_001, ctimeMs: 1_000_001, inode: 7 };
const READ_MS = 2_000_000;

function remembered(files: readonly WalkedFile[]): StoredFile[] {
  return files.map((file, id) => ({ ...file, id, readMs: READ_MS, lang: "text", sha256: "" }));
}

const someFiles = fc.uniqueArray(fc.constantFrom("a", "a.py", "a/b", "b", "\u{1f600}", "\uffee"), {
  maxLength: 6,
}).chain(
  (paths) =>
    fc.tuple(
      ...paths.sort().map((path) =>
        fc.record({
          path: fc.constant(path),
          stamp: fc.record({
            sizeBytes: fc.nat({ max: 2 }),
            mtimeMs: fc.integer({ min: 1_000_000, max: 1_000_002 }),
            ctimeMs: fc.integer({ min: 1_000_000, max: 1_000_002 }),
            inode: fc.nat({ max: 2 }),
          }),
        })
      ),
    ),
);

Deno.test("equal digests mean that a plan has nothing to do, and other ones that it has", async () => {
  await fc.assert(fc.asyncProperty(someFiles, someFiles, async (before, now) => {
    const stored = remembered(before);
    const delta = planDelta(new Map(stored.map((file) => [file.path, file])), now, () => false);
    const equal = await digestSettled("names", stored.toReversed()) === await digestStamps("names", now);
    assertEquals(equal, delta.toRead.length === 0 && delta.removed.length === 0);
    assert(!equal || delta.unchanged === now.length);
  }));
});

Deno.test("each part of a stamp, each path and the rules for names are in the digest", async () => {
  const file = { path: "a", stamp };
  const plain = await digestStamps("names", [file]);
  assertEquals(plain, await digestSettled("names", remembered([file])));
  for (const part of ["sizeBytes", "mtimeMs", "ctimeMs", "inode"] as const) {
    assertNotEquals(
      plain,
      await digestStamps("names", [{ path: "a", stamp: { ...stamp, [part]: 1 } }]),
      part,
    );
  }
  assertNotEquals(plain, await digestStamps("names", [{ path: "b", stamp }]));
  assertNotEquals(plain, await digestStamps("other names", [file]));
  assertNotEquals(plain, await digestStamps("names", [file, { path: "b", stamp }]));
});

Deno.test("a file whose stamp proves nothing leaves the pack without a digest", async () => {
  const [file] = remembered([{ path: "a", stamp }]);
  assert(file !== undefined);
  assertEquals(await digestSettled("names", [{ ...file, readMs: stamp.mtimeMs }]), "");
});
