/** A `_ctx` that somebody else prepared: links, other owners, ready-made and tampered packs. */
import { DatabaseSync } from "node:sqlite";
import { type HostileCase, link, OUTSIDE, type Place, shell, socket, write } from "../case.ts";

const WRITTEN = "write through it, or trust it";

function packOf(place: Place): string {
  return `${place.repo}/_ctx/pack/pack.db`;
}

/** Changes the pack of this machine in place: its inode stays the one that it says it has. */
function alter(place: Place, ...statements: string[]): void {
  const database = new DatabaseSync(packOf(place));
  for (const sql of statements) database.exec(sql);
  database.close();
}

/** Ends a journal as SQLite ends that of a change to several databases: with the name of the journal of them all. */
function namesVictim(pages: Uint8Array, victim: string): Uint8Array {
  const name = new TextEncoder().encode(victim);
  const tail = new Uint8Array(20 + name.length);
  const view = new DataView(tail.buffer);
  view.setUint32(0, 0x40000000 / 8192 + 1);
  tail.set(name, 4);
  view.setUint32(4 + name.length, name.length);
  view.setUint32(8 + name.length, name.reduce((sum, byte) => sum + byte, 0));
  tail.set([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7], 12 + name.length);
  return Uint8Array.from([...pages, ...tail]);
}

export const STATE_CASES: readonly HostileCase[] = [
  {
    name: "_ctx is a symlink",
    mustNot: "write to where it points",
    make: (place) => link(place, "_ctx", place.outside),
  },
  ...["pack", "run", "telemetry"].map((folder): HostileCase => ({
    name: `_ctx/${folder} is a symlink`,
    mustNot: "write to where it points",
    make: (place) => link(place, `_ctx/${folder}`, place.outside),
  })),
  {
    name: "symlinks in place of the files of _ctx",
    mustNot: "write to where they point",
    make: (place) => {
      link(place, "_ctx/.gitignore", `${place.outside}/made`);
      link(place, "_ctx/pack/pack.db", `${place.outside}/precious.txt`);
      link(place, "_ctx/pack/pack.new.db", `${place.outside}/made`);
      link(place, "_ctx/run/pack.lock", `${place.outside}/made`);
      for (const name of ["events.jsonl", "metrics.json", "last_run.json", "metrics.json.new.tmp"]) {
        link(place, `_ctx/telemetry/${name}`, `${place.outside}/precious.txt`);
      }
    },
  },
  {
    name: "loops, chains and /proc links in place of the files of _ctx",
    mustNot: "hang, or write to where they lead",
    make: (place) => {
      link(place, "_ctx/.gitignore", ".gitignore");
      link(place, "_ctx/pack/pack.db", "pack.new.db");
      link(place, "_ctx/pack/pack.new.db", "pack.db");
      link(place, "_ctx/run/pack.lock", "chain");
      link(place, "_ctx/run/chain", "../chain");
      link(place, "_ctx/chain", `${place.outside}/made`);
      link(place, "_ctx/telemetry/events.jsonl", "/proc/self/mem");
      link(place, "_ctx/telemetry/metrics.json", "/dev/zero");
      link(place, "_ctx/telemetry/last_run.json", "/proc/self/cwd/last_run.json");
    },
  },
  {
    name: "folders of _ctx that lead back into the repository",
    mustNot: "write beside _ctx",
    untouched: ["src", "a.py"],
    make: (place) => {
      link(place, "_ctx/pack", "/proc/self/cwd");
      link(place, "_ctx/run", "..");
      link(place, "_ctx/telemetry", "../src");
      write(place, "src/b.py", "def other():\n    pass\n");
    },
  },
  {
    name: "_ctx is a file, or its parts are of the wrong kind",
    mustNot: "remove them, or crash",
    untouched: ["_ctx/.gitignore", "_ctx/run"],
    make: (place) =>
      shell(
        place,
        "mkdir -p _ctx/.gitignore _ctx/pack/pack.db/sub _ctx/telemetry/events.jsonl; touch _ctx/run",
      ),
  },
  {
    name: "_ctx is a file",
    mustNot: "remove it, or crash",
    untouched: ["_ctx"],
    make: (place) => write(place, "_ctx", "mine\n"),
  },
  {
    name: "sockets and devices in place of the files of _ctx",
    mustNot: "hang, or write to them",
    root: true,
    make: async (place) => {
      await shell(
        place,
        `mkdir -p _ctx/pack _ctx/run _ctx/telemetry; mknod _ctx/pack/pack.db c 1 5; mknod _ctx/telemetry/metrics.json c 1 8
         mknod _ctx/telemetry/events.jsonl c 1 7`,
      );
      socket(place, "_ctx/run/pack.lock");
    },
  },
  {
    name: "symlinks beside a pack of this machine",
    mustNot: "write to where they point",
    make: () => {},
    spoil: (place) => {
      for (
        const name of ["pack.new.db", "pack.new.db-journal", "pack.db-journal", "pack.db-wal", "pack.db-shm"]
      ) {
        link(place, `_ctx/pack/${name}`, `${place.outside}/precious.txt`);
      }
    },
  },
  {
    name: "FIFOs in place of the files of _ctx",
    mustNot: "hang",
    make: (place) =>
      shell(
        place,
        `mkdir -p _ctx/pack _ctx/run _ctx/telemetry; mkfifo _ctx/pack/pack.db _ctx/run/pack.lock
         mkfifo _ctx/telemetry/events.jsonl _ctx/telemetry/metrics.json _ctx/telemetry/last_run.json`,
      ),
  },
  {
    name: "_ctx of another user",
    mustNot: WRITTEN,
    root: true,
    untouched: ["_ctx"],
    make: (place) => shell(place, "mkdir -p _ctx/pack _ctx/run _ctx/telemetry; chown -R 12345:12345 _ctx"),
  },
  {
    name: "a pack that came with the repository",
    mustNot: "be served",
    make: (place) => {
      Deno.mkdirSync(`${place.repo}/_ctx/pack`, { recursive: true });
      const database = new DatabaseSync(packOf(place));
      database.exec(
        `PRAGMA application_id = 1668577329; PRAGMA user_version = 1;
         CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT); INSERT INTO meta VALUES('inode', '12345');
         CREATE TABLE file(id INTEGER PRIMARY KEY, path TEXT); INSERT INTO file VALUES(1, '../outside/secret.py')`,
      );
      database.close();
    },
  },
  {
    name: "a pack of another machine, whole but for a name",
    mustNot: "be served",
    secrets: ["forged4417"],
    make: () => {},
    spoil: (place) => {
      alter(place, "UPDATE outline SET data = replace(data, 'first', 'forged4417')");
      // As a checkout or an archive would bring it: the same bytes in a file of its own.
      const bytes = Deno.readFileSync(packOf(place));
      Deno.renameSync(packOf(place), `${place.repo}/a.pack`);
      Deno.writeFileSync(packOf(place), bytes);
      Deno.removeSync(`${place.repo}/a.pack`);
    },
    commands: [["ast", "symbols", "--no-sync", "--json"], [
      "get",
      "a.py#forged4417".slice(0, 5),
      "--no-sync",
    ]],
  },
  {
    name: "a pack with triggers and views",
    mustNot: "run their SQL",
    secrets: ["triggered5120"],
    make: () => {},
    spoil: (place) => {
      alter(
        place,
        "CREATE TRIGGER t AFTER INSERT ON outline BEGIN UPDATE outline SET data = replace(data, 'first', 'triggered5120'); END",
        "CREATE VIEW v AS SELECT load_extension('/tmp/x.so')",
      );
      write(place, "new.py", "def second():\n    pass\n");
    },
    commands: [["ast", "symbols", "--json"]],
  },
  {
    name: "a pack with paths that climb out",
    mustNot: "read them",
    make: (place) => write(place, "b.py", "def other():\n    pass\n"),
    spoil: (place) =>
      alter(
        place,
        "UPDATE file SET path = '../outside/secret.py' WHERE path = 'a.py'",
        `UPDATE file SET path = '${place.outside}/secret.py' WHERE path = 'b.py'`,
      ),
    commands: [["get", "../outside/secret.py", "--no-sync", "--json"], [
      "search",
      "first",
      "--no-sync",
      "--json",
    ]],
  },
  {
    name: "a pack whose rows forge output",
    mustNot: "reach the terminal raw",
    make: () => {},
    spoil: (place) =>
      alter(
        place,
        "UPDATE outline SET data = replace(data, 'first', 'first\\u001b[31m\\n== a.py')",
        "UPDATE file SET lang = 'python' || char(27) || '[2J'",
      ),
    commands: [["search", "first", "--no-sync"], ["ast", "symbols", "--no-sync"], [
      "get",
      "a.py#first",
      "--no-sync",
    ]],
  },
  {
    name: "a pack with a gigantic row",
    mustNot: "eat the memory",
    heavy: true,
    make: () => {},
    spoil: (place) => alter(place, "UPDATE outline SET data = hex(zeroblob(260000000))"),
    commands: [["search", "first", "--no-sync", "--json"]],
  },
  {
    name: "a pack of numbers out of range",
    mustNot: "crash, or cut texts at them",
    make: () => {},
    spoil: (place) =>
      alter(
        place,
        "UPDATE file SET lines = -9e15, size = 1e18, symbols = 9007199254740993, chunks = 'x'",
        'UPDATE outline SET data = \'[[0,0,1,-5,999999999,1,1,1,1,0,5,0,1,-1,0],["a","","",""]]\'',
      ),
    commands: [["get", "a.py#a", "--no-sync", "--json"], ["search", "first", "--no-sync", "--json"]],
  },
  {
    name: "a damaged pack",
    mustNot: "crash",
    make: () => {},
    spoil: (place) => {
      const bytes = Deno.readFileSync(packOf(place));
      for (let at = 5000; at < bytes.length; at += 97) bytes[at] = at & 0xff;
      Deno.writeFileSync(packOf(place), bytes);
    },
    commands: [["search", "first", "--no-sync", "--json"], ["get", "a.py", "--no-sync", "--json"]],
  },
  {
    name: "a journal that names somebody's file",
    mustNot: "have SQLite delete that file",
    make: () => {},
    spoil: (place) => {
      const database = new DatabaseSync(packOf(place));
      database.exec(
        "PRAGMA cache_size = 1; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; UPDATE file SET lang = 'x'",
      );
      database.exec("DELETE FROM outline; DELETE FROM name");
      const [pack, journal] = [
        Deno.readFileSync(packOf(place)),
        Deno.readFileSync(`${packOf(place)}-journal`),
      ];
      database.exec("ROLLBACK");
      database.close();
      Deno.writeFileSync(packOf(place), pack);
      Deno.writeFileSync(`${packOf(place)}-journal`, namesVictim(journal, `${place.outside}/precious.txt`));
    },
  },
  {
    name: "a pack in WAL mode with its log",
    mustNot: "be served",
    make: () => {},
    spoil: (place) => {
      const database = new DatabaseSync(packOf(place));
      database.exec("PRAGMA journal_mode = WAL; UPDATE file SET path = '../outside/secret.py'");
      for (const end of ["-wal", "-shm"]) {
        Deno.copyFileSync(packOf(place) + end, `${packOf(place) + end}.kept`);
      }
      database.close();
      for (const end of ["-wal", "-shm"]) Deno.renameSync(`${packOf(place) + end}.kept`, packOf(place) + end);
    },
  },
  {
    name: "telemetry that somebody prepared",
    mustNot: "be shown raw, or counted",
    make: (place) => {
      const event =
        '{"ts":"2026-01-01T00:00:00.000Z","run_id":"run_1_a","seq":1,"cmd":"ctx.search","args":{"query":"\\u001b[31m"}';
      write(
        place,
        "_ctx/telemetry/events.jsonl",
        `${event}\n\x1b[31m${OUTSIDE.slice(0, 4)}\n${"[".repeat(100_000)}\n`,
      );
      write(place, "_ctx/telemetry/metrics.json", `{"__proto__":{"x":1},"ctx_search_count":1e308}`);
      write(place, "_ctx/telemetry/last_run.json", "[".repeat(100_000));
    },
  },
];
