/** `ctx map` through the shipped command. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { countTokens } from "gpt-tokenizer";
import { Fixture } from "../harness.ts";

const SOURCES = {
  "core/store.py":
    'class RecordStore:\n    """Keeps records."""\n\n    def find_record(self, key):\n        return key\n\n    def _hidden(self):\n        pass\n',
  "core/lonely.py": "def never_used(argument):\n    return argument\n",
  "app/one.py":
    "from core.store import RecordStore\n\n\ndef run_one():\n    return RecordStore().find_record(1)\n",
  "app/two.py":
    "from core.store import RecordStore\n\n\ndef run_two():\n    return RecordStore().find_record(2)\n",
  "tests/test_store.py":
    "from core.store import RecordStore\n\n\ndef test_find():\n    assert RecordStore().find_record(1)\n",
};

interface MapAnswer {
  readonly used_tokens: number;
  readonly entries: readonly { readonly id: string; readonly rank: number }[];
  readonly text: string;
}

Deno.test("what others use comes first, and reads like the code", async () => {
  using repo = new Fixture(SOURCES);
  const { entries, text } = await repo.json(["map"]) as MapAnswer;
  assertEquals(entries.slice(0, 2).map(({ id }) => id).sort(), [
    "core/store.py#RecordStore",
    "core/store.py#RecordStore.find_record",
  ]);
  assertStringIncludes(text, "core/store.py:\n  class RecordStore\n    def find_record(self, key)\n");
  const ranks = entries.map(({ rank }) => rank);
  assertEquals(ranks, [...ranks].sort((a, b) => b - a));
  const ids = entries.map(({ id }) => id);
  assert(ids.indexOf("app/one.py#run_one") < ids.indexOf("tests/test_store.py#test_find"), "tests come last");
});

Deno.test("the map keeps to its budget by the real tokenizer, and to the paths asked for", async () => {
  using repo = new Fixture(SOURCES);
  for (const budget of [1, 10, 25, 40, 80]) {
    const run = await repo.ctx(["map", "--budget", String(budget), "--json"]);
    const answer = JSON.parse(run.stdout) as MapAnswer;
    assert(countTokens(answer.text) <= budget, `${budget}: ${answer.text}`);
    assert(answer.used_tokens <= budget);
    assertEquals(run.status, answer.entries.length > 0 ? 0 : 1);
  }
  const below = await repo.json(["map", "app"]) as MapAnswer;
  assertEquals(below.entries.map(({ id }) => id).sort(), ["app/one.py#run_one", "app/two.py#run_two"]);
});

Deno.test("a focus moves what it names and uses to the front", async () => {
  using repo = new Fixture(SOURCES);
  const first = async (focus: string): Promise<string | undefined> =>
    (await repo.json(["map", "--focus", focus]) as MapAnswer).entries[0]?.id;
  assertEquals(await first("core/lonely.py"), "core/lonely.py#never_used");
  assertEquals(await first("never_used"), "core/lonely.py#never_used");
  assertEquals(await first("lonely argument never"), "core/lonely.py#never_used");
  const nothing = await repo.json(["map", "--focus", "zebra"]);
  assertEquals(nothing.warnings, ["--focus zebra: nothing in the repository matches, so it has no effect"]);
});

Deno.test("a repository without definitions has no map", async () => {
  using repo = new Fixture({ "notes.txt": "words\n" });
  const run = await repo.ctx(["map"]);
  assertEquals([run.status, run.stdout, run.stderr], [1, "nothing to map\n", ""]);
});

const MAP = "_ctx/pack/map.json";
const SHOWN = "class RecordStore";
const MARKED = "class Remembered!";

/** The answer without what each run has of its own. */
async function mapOf(repo: Fixture, args: readonly string[]): Promise<MapAnswer> {
  const { used_tokens, entries, text } = await repo.json(["map", ...args]) as MapAnswer;
  return { used_tokens, entries, text };
}

/** Exchanges a signature in the kept map, so that an answer tells whether it comes from there. */
async function mark(repo: Fixture): Promise<void> {
  const text = await Deno.readTextFile(`${repo.root}/${MAP}`);
  assertStringIncludes(text, SHOWN);
  await Deno.writeTextFile(`${repo.root}/${MAP}`, text.replaceAll(SHOWN, MARKED));
}

Deno.test("the plain map is kept while the sources are the same, and no longer", async () => {
  using repo = new Fixture(SOURCES);
  const first = await mapOf(repo, []);
  assertEquals(await mapOf(repo, []), first);
  await mark(repo);
  assertStringIncludes((await repo.json(["map"]) as MapAnswer).text, MARKED);
  assertStringIncludes((await repo.json(["map", "--budget", "60"]) as MapAnswer).text, MARKED);
  // What is asked from a place, or with a focus, is ranked for it.
  for (const other of [["map", "core"], ["map", "--focus", "core"]]) {
    assertEquals((await repo.json(other) as MapAnswer).text.includes(MARKED), false);
  }
  await Deno.writeTextFile(`${repo.root}/app/three.py`, "def run_three():\n    return 3\n");
  const changed = await repo.json(["map"]) as MapAnswer;
  assertStringIncludes(changed.text, SHOWN);
  assertStringIncludes(changed.text, "run_three");
});

Deno.test("a kept map that is broken, too long for its budget, or cannot be written changes no answer", async () => {
  using repo = new Fixture(SOURCES);
  const first = await mapOf(repo, ["--budget", "60"]);
  const kept = await Deno.readTextFile(`${repo.root}/${MAP}`);
  for (const broken of ["", "{", kept.slice(0, -9), kept.replace(/"pack_sha":"\w+"/, '"pack_sha":"0"')]) {
    await Deno.writeTextFile(`${repo.root}/${MAP}`, broken);
    assertEquals(await mapOf(repo, ["--budget", "60"]), first);
    await Deno.remove(`${repo.root}/${MAP}`);
  }
  const small = await mapOf(repo, ["--budget", "25"]);
  assert(small.entries.length < first.entries.length);
  const lie = kept.replace(/"fitted":\[60,\d+\]/, `"fitted":[25,${first.entries.length}]`);
  assert(lie !== kept);
  await Deno.writeTextFile(`${repo.root}/${MAP}`, lie);
  assertEquals(await mapOf(repo, ["--budget", "25"]), small);

  await Deno.remove(`${repo.root}/${MAP}`);
  await Deno.mkdir(`${repo.root}/${MAP}`);
  const refused = await repo.ctx(["map"]);
  assertEquals([refused.status, refused.stdout], [3, ""]);
});
