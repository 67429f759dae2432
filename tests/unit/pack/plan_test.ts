import { assertEquals } from "@std/assert";
import type { Stamp } from "../../../src/model/source.ts";
import { COARSE_MS, planDelta, RACY_MARGIN_MS, type StoredFile } from "../../../src/pack/plan.ts";

const stamp: Stamp = { sizeBytes: 10, mtimeMs: 1_000_001, ctimeMs: 1_000_001, inode: 7 };
const NEVER: ReadonlySet<string> = new Set();

function stored(path: string, over: Partial<StoredFile> = {}): StoredFile {
  return { id: 1, path, stamp, readMs: 2_000_000, lang: "python", sha256: "aa", ...over };
}

function plan(
  before: StoredFile[],
  now: { path: string; stamp: Stamp }[],
  outdated: ReadonlySet<string> = NEVER,
) {
  const delta = planDelta(
    new Map(before.map((file) => [file.path, file])),
    now,
    ({ lang }) => outdated.has(lang),
  );
  return {
    read: delta.toRead.map(({ file, stored }) => [file.path, stored === null ? "new" : "known"]),
    removed: delta.removed.map(({ path }) => path),
    unchanged: delta.unchanged,
  };
}

Deno.test("a file with the remembered stamp is passed over", () => {
  assertEquals(plan([stored("a")], [{ path: "a", stamp }]), { read: [], removed: [], unchanged: 1 });
});

Deno.test("any part of the stamp that differs makes the file be read", () => {
  for (const part of ["sizeBytes", "mtimeMs", "ctimeMs", "inode"] as const) {
    const now = { path: "a", stamp: { ...stamp, [part]: stamp[part] + 1 } };
    assertEquals(plan([stored("a")], [now]).read, [["a", "known"]], part);
  }
});

Deno.test("a file written within the clock's tick of its reading is read again", () => {
  const readMs = stamp.ctimeMs + RACY_MARGIN_MS;
  assertEquals(plan([stored("a", { readMs })], [{ path: "a", stamp }]).unchanged, 1);
  assertEquals(plan([stored("a", { readMs: readMs - 1 })], [{ path: "a", stamp }]).read, [["a", "known"]]);
});

Deno.test("a time in whole seconds stands for any moment that it was cut from", () => {
  const coarse = { ...stamp, ctimeMs: 1_000_000 };
  const readMs = coarse.ctimeMs + COARSE_MS + RACY_MARGIN_MS;
  assertEquals(plan([stored("a", { stamp: coarse, readMs })], [{ path: "a", stamp: coarse }]).unchanged, 1);
  assertEquals(
    plan([stored("a", { stamp: coarse, readMs: readMs - 1 })], [{ path: "a", stamp: coarse }]).unchanged,
    0,
  );
});

Deno.test("added and removed files, and files of an outdated language", () => {
  assertEquals(plan([stored("gone"), stored("a")], [{ path: "a", stamp }, { path: "b", stamp }]), {
    read: [["b", "new"]],
    removed: ["gone"],
    unchanged: 1,
  });
  assertEquals(
    plan(
      [stored("a"), stored("b", { lang: "go" })],
      [{ path: "a", stamp }, { path: "b", stamp }],
      new Set(["go"]),
    ),
    {
      read: [["b", "known"]],
      removed: [],
      unchanged: 1,
    },
  );
});
