/** What `ctx search` finds first when the query is a name, and where generated code stands. */
import { assert, assertEquals } from "@std/assert";
import { Fixture } from "../harness.ts";

interface Hit {
  readonly id: string;
  readonly explain?: {
    readonly fields: Readonly<Record<string, number>>;
    readonly factors: Readonly<Record<string, number>>;
  };
}

async function find(repo: Fixture, ...words: string[]): Promise<readonly Hit[]> {
  const run = await repo.ctx(["search", "--json", ...words]);
  assert(run.status < 2, run.stderr);
  return (JSON.parse(run.stdout) as { hits: Hit[] }).hits;
}

async function idsOf(repo: Fixture, ...words: string[]): Promise<readonly string[]> {
  return (await find(repo, ...words)).map(({ id }) => id);
}

const LONG = `test_${"the_session_is_kept_when_nothing_changed_".repeat(2)}at_all`;

/** Every file speaks of sessions and of saving; what is asked for says least of it. */
const FILES = {
  "src/session.py": [
    "class Session:",
    '    """A session: session data, session id, session store."""',
    "    def open(self):",
    "        return self.session",
    "",
    "    def save(self):",
    "        return 1",
    "",
    "class Store:",
    '    """Where a session is saved; save, save, save the session."""',
    "    def save(self, session):",
    '        """Save the session."""',
    "        session.save(session)",
    "",
  ].join("\n"),
  "src/saving.py": "def save_session(session):\n    return Session.save(session)\n",
  "src/codec.py": "def dumps(value):\n    return str(value)\n",
  "src/other.py": "import codec\n\ndef write(value):\n    return codec.dumps(codec.dumps(value))\n",
  "tests/test_session.py": `class FakeSession:\n    pass\n\ndef ${LONG}():\n    assert FakeSession()\n`,
  "src/use.py":
    "# FakeSession, FakeSession: a fake session for FakeSession\ndef fake():\n    return 'FakeSession'\n",
};

Deno.test("a name alone finds what is called so, whatever speaks more of it", async () => {
  using repo = new Fixture(FILES);
  const first = async (...words: string[]): Promise<string | undefined> => (await idsOf(repo, ...words))[0];
  assertEquals(await first("FakeSession"), "tests/test_session.py#FakeSession");
  assertEquals(await first("FakeSession()"), "tests/test_session.py#FakeSession");
  assertEquals(await first(LONG), `tests/test_session.py#${LONG}`);
  assertEquals(await first("Session.save"), "src/session.py#Session.save");
  assertEquals(await first("Session#save"), "src/session.py#Session.save");
  assertEquals(await first("src::session::Store::save"), "src/session.py#Store.save");
  assertEquals(await first("codec.dumps"), "src/codec.py#dumps");
  assertEquals(await first("how does Session.save work"), "src/session.py#Session.save");
  // A word that English has too is a question, and tests are no answer to that.
  assertEquals(await first("session"), "src/session.py#Session");
});

Deno.test("what a qualified name means is found within what was asked for, and explained", async () => {
  using repo = new Fixture(FILES);
  assertEquals(await idsOf(repo, "Session.save", "--path", "src/codec.py"), []);
  assertEquals((await idsOf(repo, "Session.save", "--kind", "class"))[0], "src/session.py#Store");
  const [hit] = await find(repo, "Session.save", "--explain");
  assertEquals(hit?.id, "src/session.py#Session.save");
  assert((hit?.explain?.fields["name"] ?? 0) > 0);
  assert((hit?.explain?.factors["name"] ?? 0) > 1);
});

Deno.test("what a qualified name means comes first however little it says of itself", async () => {
  const getters = Object.fromEntries(
    Array.from(
      { length: 20 },
      (
        _,
        n,
      ) => [
        `many/m${n}.py`,
        ["a", "b", "c"].map((one) => `def get_${one}${n}():\n    return ${n}\n`).join(""),
      ],
    ),
  );
  using repo = new Fixture({
    ...getters,
    "src/a.py": [
      "class Session:",
      '    """A session: session data, session id, session store, session time."""',
      "    timeout = 5",
      "    def get(self):",
      "        return 1",
      "    def save_all(self):",
      "        return 2",
      "",
    ].join("\n"),
    "src/session_save_all.py":
      'class OldSession:\n    """Session, session."""\n    def save_all(self):\n        """Save all: session save_all, session save_all, Session.save_all."""\n',
  });
  const first = async (query: string): Promise<string | undefined> => (await idsOf(repo, query))[0];
  // A word that stands everywhere weighs nothing, a field has no words of its own, and a namesake says more.
  assertEquals(await first("Session.get"), "src/a.py#Session.get");
  assertEquals(await first("Session.timeout"), "src/a.py#Session.timeout");
  assertEquals(await first("Session.save_all"), "src/a.py#Session.save_all");
});

Deno.test("what says that it was generated stands behind what was written, unless it is asked for", async () => {
  const stream = "package api\n\n// OpenStream opens a stream of events.\nfunc OpenStream() {}\n";
  const written =
    "package api\n\n// Begin opens what came before it, and then waits until all of that has come.\nfunc Begin() {}\n";
  using repo = new Fixture({
    "api/one.go": `// Code generated by stream-gen. DO NOT EDIT.\n\n${stream}`,
    "api/two.go": written,
  });
  assertEquals((await idsOf(repo, "opens stream"))[0], "api/two.go#Begin");
  assertEquals((await idsOf(repo, "generated code that opens a stream"))[0]?.split("#")[0], "api/one.go");
  assertEquals((await idsOf(repo, "OpenStream"))[0], "api/one.go#OpenStream");
  // The map too, though more is made of it.
  repo.write({
    "use/a.go": "package use\n\nfunc A() { api.OpenStream(); api.Begin() }\n",
    "use/b.go": "package use\n\nfunc B() { api.OpenStream() }\n",
  });
  const map = await repo.ctx(["map"]);
  assert(map.stdout.indexOf("func Begin") < map.stdout.indexOf("func OpenStream"), map.stdout);
});
