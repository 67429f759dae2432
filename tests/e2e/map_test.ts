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
