/** Places where `ctx` cannot do all of its work: each ends with a message that says what and why, and its status. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Fixture, PLAIN_ENVIRONMENT, type Run } from "../harness.ts";
import { inNamespace } from "./namespace.ts";
import { tree, WHOLE_STATE } from "./processes.ts";

const FILES = {
  "a.py": "def first():\n    return 1\n",
  "sub/b.py": "def second():\n    return 2\n",
};

/** Large enough that a pack of it does not fit where a test leaves no room. */
const MANY = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [
  `m${index}.py`,
  Array.from({ length: 60 }, (_, at) => `def f${index}_${at}(value):\n    return value + ${at}\n`).join("\n"),
]));

/** Sources older than the pack by more than a file system's clock can hide. */
const OLD = 'find "$repo" -type f -exec touch -d "1 hour ago" {} +\n';

/** Status, and the first line of stderr. */
function outcome({ status, stderr }: Run): [number, string] {
  return [status, stderr.split("\n")[0] ?? ""];
}

function jsonError({ status, stderr }: Run): [number, string] {
  assertEquals(stderr.trimEnd().split("\n").length, 1, "one line of JSON and nothing else");
  const { schema, code, message, hint } = JSON.parse(stderr);
  assertEquals(schema, "ctx.error/1");
  assert(message !== "" && hint !== "");
  return [status, code];
}

const NOTICE = /^ctx: telemetry was not written(?: in full)?: \S.*\n$/;

Deno.test("a segment that may not be entered, or listed", async () => {
  const runs = await inNamespace(
    `chmod 000 "$repo"; ctx sync; ctx search x --json; ctx validate
     chmod 311 "$repo"; ctx sync; ctx search x --json`,
    { nobody: true, files: FILES },
  );
  const [enter, search, validate, list, listJson] = runs;
  assert(enter && search && validate && list && listJson);
  assertMatch(enter.stderr, /^error: could not serve \S+: not permitted\nhint: .+\n$/);
  assertEquals([enter.status, validate.status], [3, 3]);
  assertEquals(jsonError(search), [3, "permission"]);
  assertEquals(outcome(list), [3, "error: could not list the segment's folder: not permitted"]);
  assertEquals(jsonError(listJson), [3, "permission"]);
});

Deno.test("a folder or a file that may not be read is named, and the rest is served", async () => {
  const [folder, file, validate] = await inNamespace(
    `chmod 000 "$repo/sub"; ctx sync --json; chmod 755 "$repo/sub"
     chmod 000 "$repo/a.py"; ctx sync --json; ctx validate --json`,
    { nobody: true, files: FILES },
  );
  assert(folder && file && validate);
  assertEquals([folder.status, folder.stderr], [0, ""]);
  assertEquals(JSON.parse(folder.stdout).skipped, [{ path: "sub", reason: "unreadable" }]);
  assertEquals(JSON.parse(file.stdout).skipped, [{ path: "a.py", reason: "unreadable" }]);
  assertEquals(JSON.parse(file.stdout).files, 1);
  assertEquals(JSON.parse(validate.stdout).ok, true);
});

Deno.test("a segment that may not be written, and a _ctx of somebody else", async () => {
  const runs = await inNamespace(
    `chown 0 "$repo"; chmod 555 "$repo"; ctx sync; ctx search first --json; ctx validate
     chmod 755 "$repo"; mkdir "$repo/_ctx"; ctx sync; ctx get a.py --json; ctx validate`,
    { nobody: true, files: FILES },
  );
  if (Deno.uid() !== 0) return; // changing owners takes root
  const [sync, search, validate, foreign, foreignJson, foreignValidate] = runs;
  assert(sync && search && validate && foreign && foreignJson && foreignValidate);
  assertEquals(outcome(sync), [3, "error: could not make the folder _ctx/run: not permitted"]);
  assertEquals(jsonError(search), [3, "permission"]);
  assertEquals([validate.status, validate.stdout.split("\n")[0]], [1, "error: there is no pack"]);
  assertEquals(outcome(foreign), [3, 'error: "_ctx" belongs to user 0, and this is user 65534']);
  assertStringIncludes(foreign.stderr, "hint: remove _ctx, or run ctx as the user who owns it");
  assertEquals(jsonError(foreignJson), [3, "foreign-owner"]);
  assertEquals(foreignValidate.status, 3);
});

Deno.test("a read-only disk: what is fresh is served, what is not says so", async () => {
  const runs = await inNamespace(
    `mount -t tmpfs -o size=4m none "$repo"; echo "def one(): pass" > "$repo/a.py"
     mount -o remount,ro "$repo"; ctx search one; ctx sync --json
     mount -o remount,rw "$repo"; ctx sync
     mount -o remount,ro "$repo"; ctx search one; ctx get a.py --mode raw; ctx sync; ctx validate; ctx build
     mount -o remount,rw "$repo"; echo "def two(): pass" > "$repo/a.py"
     mount -o remount,ro "$repo"; ctx search two; ctx search two --json; ctx search one --no-sync; ctx validate`,
  );
  const [none, noneJson, first, search, get, sync, validate, build, stale, staleJson, asIs, validateStale] =
    runs;
  assert(none && noneJson && first && search && get && sync && validate && build && stale && staleJson);
  assertEquals(outcome(none), [3, "error: could not make the folder _ctx/run: the disk is read-only"]);
  assertEquals(jsonError(noneJson), [3, "read-only"]);
  assertEquals(first.status, 0);
  // Written within the same moment as the pack: its times prove nothing, its bytes do.
  for (const fresh of [search, get, sync, validate]) {
    assertEquals(fresh.status, 0);
    assertMatch(fresh.stderr, NOTICE);
  }
  assertEquals(get.stdout, "def one(): pass\n");
  assertStringIncludes(sync.stdout, "0 added, 0 updated, 0 removed, 1 unchanged");
  assertEquals(outcome(build), [3, "error: could not lock the pack for writing: the disk is read-only"]);
  assertEquals(outcome(stale), [3, "error: could not lock the pack for writing: the disk is read-only"]);
  assertStringIncludes(stale.stderr, "--no-sync");
  assertEquals(jsonError(staleJson), [3, "read-only"]);
  assertEquals([asIs?.status, validateStale?.status], [0, 1]);
  assertStringIncludes(asIs?.stderr ?? "", "warning: stale answer: not synced since these changed: a.py\n");
});

Deno.test("a pack folder whose rights were taken away", async () => {
  const [, search, stale, build] = await inNamespace(
    `${OLD} ctx sync; chmod 500 "$repo"/_ctx "$repo"/_ctx/*; ctx search first
     echo "x = 1" > "$repo/a.py"; ctx search first; ctx build
     chmod 700 "$repo"/_ctx "$repo"/_ctx/*`,
    { nobody: true, files: FILES },
  );
  assert(search && stale && build);
  assertEquals(search.status, 0);
  assertMatch(search.stderr, NOTICE);
  assertEquals(stale.status, 3);
  assertMatch(stale.stderr, /^error: could not write the pack: .+\nhint: .+\n$/);
  assertEquals(outcome(build), [3, "error: could not write the pack: no file can be made in _ctx/pack"]);
});

Deno.test("a full disk: the old pack stays, nothing half-made stays, and room makes all well", async () => {
  const runs = await inNamespace(
    `mkdir "$root/sources"; cp "$repo"/* "$root/sources"
     mount -t tmpfs -o size=4m none "$repo"; cp "$root"/sources/* "$repo"
     ctx sync
     sed -i "s/value/other/g" "$repo"/*.py
     mkdir "$root/list"; cat /dev/zero > "$repo/filler.bin" 2> "$root/list/cat" || true
     ctx sync; ctx build; ctx search other --json; ctx search value --no-sync; ctx validate
     find "$repo/_ctx" -name "*new*" -o -name "*journal*" -o -name "*.tmp" | sort > "$root/list/strays"
     [ ! -s "$root/list/strays" ] || { cat "$root/list/strays" >&2; exit 1; }
     rm "$repo/filler.bin"
     ctx sync; ctx validate`,
    { files: MANY },
  );
  const [first, sync, build, search, asIs, validate, mended, valid] = runs;
  assert(first && sync && build && search && asIs && validate && mended && valid);
  assertEquals(first.status, 0);
  assertEquals(outcome(sync), [3, "error: could not write the pack: the disk is full"]);
  assertEquals(outcome(build), [3, "error: could not write the pack: the disk is full"]);
  assertEquals(jsonError(search), [3, "disk-full"]);
  assertEquals([asIs.status, validate.status, mended.status, valid.status], [0, 1, 0, 0]);
  assertStringIncludes(mended.stdout, "60 updated");
  // The pack that is there was never touched: it answers, and only telemetry had no room.
  assertMatch(asIs.stderr, /warning: stale answer.*\n(?:ctx: telemetry was not written.*\n)?$/);
});

Deno.test("a disk that is full from the start: no pack, no stray, one message", async () => {
  const runs = await inNamespace(
    `mkdir "$root/sources"; cp "$repo"/* "$root/sources"
     mount -t tmpfs -o size=600k none "$repo"; cp "$root"/sources/* "$repo"; cat /dev/zero > "$repo/z.bin" 2> "$root/cat" || true
     ctx sync; ctx build --json
     ls "$repo/_ctx/pack" > "$root/strays" 2> "$root/cat" || true; [ ! -s "$root/strays" ]`,
    { files: MANY },
  );
  const [sync, build] = runs;
  assert(sync && build);
  assertEquals(sync.status, 3);
  assertMatch(sync.stderr, /^error: could not .+: the disk is full\nhint: free some disk space.+\n$/);
  assertEquals(jsonError(build), [3, "disk-full"]);
});

Deno.test("no home folder, or one that is not there", async () => {
  using repo = new Fixture(FILES);
  const cache = PLAIN_ENVIRONMENT["DENO_DIR"] ?? `${PLAIN_ENVIRONMENT["HOME"]}/.cache/deno`;
  for (const HOME of ["", "/nonexistent"]) {
    const run = await repo.ctx(["search", "first"], { env: { HOME, DENO_DIR: cache } });
    assertEquals([run.status, run.stderr], [0, ""]);
  }
  assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE);
});
