/** A pack whose last change was cut off: its journal is there, and nobody may read it before it is dealt with. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Fixture } from "../harness.ts";
import { tree, WHOLE_STATE } from "./processes.ts";

const SOURCES = { "a.py": "def first():\n    return 1\n", "b.py": "def second():\n    return 2\n" };

/** Cuts off a change to the pack in the middle of its commit: half-written pages, and the journal of the old ones. */
function cutOff(root: string): { pack: string; journal: string } {
  const pack = `${root}/_ctx/pack/pack.db`;
  const journal = `${pack}-journal`;
  const database = new DatabaseSync(pack);
  database.exec("PRAGMA cache_size = 1; PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
  database.exec("UPDATE file SET sha256 = 'changed', lang = 'none'; DELETE FROM outline; DELETE FROM name");
  const [torn, pages] = [Deno.readFileSync(pack), Deno.readFileSync(journal)];
  database.exec("ROLLBACK");
  database.close();
  assert(Deno.readFileSync(pack).some((byte, index) => byte !== torn[index]), "the change was not under way");
  Deno.writeFileSync(pack, torn);
  Deno.writeFileSync(journal, pages);
  return { pack, journal };
}

for (const command of ["sync", "build", "search"]) {
  Deno.test(`${command} makes a half-written pack anew and leaves no journal`, async () => {
    using repo = new Fixture(SOURCES);
    const { pack_sha } = await repo.json(["sync"]);
    cutOff(repo.root);
    const before = tree(`${repo.root}/_ctx`);
    const found = await repo.json(["validate"], 1);
    assertEquals(found.errors, ["the pack was left half-written by a run that was killed"]);
    const old = await repo.ctx(["search", "first", "--no-sync", "--json"]);
    assertEquals([old.status, JSON.parse(old.stderr).code], [3, "pack-unusable"]);
    assertEquals(tree(`${repo.root}/_ctx`), before, "readers leave it as it is");

    const run = await repo.ctx([command, ...command === "search" ? ["first"] : [], "--json"]);
    assertEquals([run.status, JSON.parse(run.stdout).pack_sha], [0, pack_sha]);
    assertStringIncludes(
      run.stderr,
      "rebuilding the pack: it was left half-written by a run that was killed",
    );
    assertEquals((await repo.json(["validate"])).ok, true);
    assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
  });
}

Deno.test("a fresh pack is tidied of what killed runs left beside it", async () => {
  using repo = new Fixture(SOURCES);
  await repo.json(["sync"]);
  for (const name of ["pack.new.db", "pack.new.db-journal", "pack.db-journal"]) {
    repo.write({ [`_ctx/pack/${name}`]: "" });
  }
  assertEquals((await repo.json(["sync"])).changed.unchanged, 2);
  assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
});

/**
 * The end of a journal that belongs to a change of several databases names the journal of them all
 * (sqlite.org/fileformat.html section 3.2); SQLite reads that file, and removes it when no database needs it any more.
 */
function nameAnother(journal: string, path: string): void {
  const name = new TextEncoder().encode(path);
  const tail = new Uint8Array(4 + name.length + 4 + 4 + 8);
  const view = new DataView(tail.buffer);
  view.setUint32(0, 0x40000000 / 8192 + 1);
  tail.set(name, 4);
  view.setUint32(4 + name.length, name.length);
  view.setUint32(8 + name.length, name.reduce((sum, byte) => sum + byte, 0));
  tail.set([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], 12 + name.length);
  Deno.writeFileSync(journal, tail, { append: true });
}

Deno.test("a journal that names somebody's file: SQLite would remove that file, ctx never lets it", async () => {
  using repo = new Fixture(SOURCES);
  await repo.json(["sync"]);
  const victim = `${repo.root}/precious.txt`;
  for (const command of ["validate", "search", "build", "sync"]) {
    await repo.json(["sync", "--quiet"]);
    Deno.writeTextFileSync(victim, "years of work\n");
    nameAnother(cutOff(repo.root).journal, victim);
    const run = await repo.ctx([command, ...command === "search" ? ["first"] : [], "--json"]);
    assertEquals(run.status, command === "validate" ? 1 : 0, run.stderr);
    assertEquals(Deno.readTextFileSync(victim), "years of work\n");
  }
  // The attack is real: the same files opened for writing by SQLite itself.
  const { pack, journal } = cutOff(repo.root);
  nameAnother(journal, victim);
  const database = new DatabaseSync(pack);
  database.prepare("SELECT count(*) FROM file").all();
  database.close();
  assert(!tree(repo.root).includes("precious.txt"), "the control must lose its file");
});
