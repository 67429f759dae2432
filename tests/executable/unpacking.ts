/**
 * The executable where nothing is installed: its first start, what it does with a cache folder that it must not trust,
 * and a machine that has a shell and little else. Run by `deno task test:executable`, on the file that CTX_EXECUTABLE
 * names; as root also as another user and in a root folder of its own.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { EXECUTABLE, Fixture, type Run } from "../harness.ts";
import { effortOf } from "./how_made.ts";

const FILES = { "a.py": 'def greet():\n    """Says hello."""\n    return 1\n\n\nx = greet()\n' };

/** A private folder for caches, removed at the end. */
class Place extends Fixture {
  constructor() {
    super({}, { git: false });
    Deno.chmodSync(this.root, 0o700);
  }
  get base(): string {
    return `${this.root}/ctx`;
  }
  /** The unpacked version; "" when there is none. */
  get version(): string {
    return this.list("ctx").find((name) => /^[0-9a-f]{64}$/.test(name)) ?? "";
  }
}

/** Runs the executable with nothing in its environment but `env`. */
async function bare(args: readonly string[], cwd: string, env: Record<string, string>): Promise<Run> {
  return await outside(EXECUTABLE, args, cwd, env);
}

async function outside(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    clearEnv: true,
    env,
    stdin: "null",
  }).output();
  return { status: code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** What is shipped; the form that is made in seconds (`--fast`) may have 4 % more. */
const MAX_BYTES = 45e6;

Deno.test("it is no larger than it may be, with everything inside", () => {
  const { size } = Deno.statSync(EXECUTABLE);
  const most = effortOf(EXECUTABLE) === "fast" ? MAX_BYTES * 1.04 : MAX_BYTES;
  assert(size <= most, `${size} bytes, and at most ${most}`);
});

const SEARCH = ["search", "hello", "--json"] as const;

function assertAnswers(run: Run): void {
  assertEquals([run.status, run.stderr], [0, ""]);
  assertEquals(JSON.parse(run.stdout).hits[0].id, "a.py#greet");
}

/** Whether a child of process `pid` is called `name` now. */
function hasChild(pid: number, name: string): boolean {
  const read = (path: string): string => {
    try {
      return Deno.readTextFileSync(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return ""; // it has ended
      throw error;
    }
  };
  const children = read(`/proc/${pid}/task/${pid}/children`).split(" ").filter((word) => word !== "");
  return children.some((child) => read(`/proc/${child}/comm`).trim() === name);
}

Deno.test("concurrent first starts in an empty environment: one unpacks, the others wait, and all answer", async () => {
  using place = new Place();
  const repos = Array.from({ length: 8 }, () => new Fixture(FILES));
  const runs = await Promise.all(
    repos.map((repo) => bare(SEARCH, repo.root, { XDG_CACHE_HOME: place.root })),
  );
  for (const repo of repos) repo[Symbol.dispose]();
  runs.forEach(assertAnswers);
  const { version } = place;
  assertEquals(place.list("ctx"), [version, `${version}.lock`]);
  assertEquals((Deno.statSync(place.base).mode ?? 0) & 0o777, 0o700);

  using slow = new Place();
  using repo = new Fixture(FILES);
  slow.write({ [`ctx/${version}.turn`]: `${Deno.pid}\n` }); // as if this process unpacked
  Deno.chmodSync(slow.base, 0o700);
  await using waiting = new Deno.Command(EXECUTABLE, {
    args: [...SEARCH],
    cwd: repo.root,
    clearEnv: true,
    env: { XDG_CACHE_HOME: slow.root },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const ended = waiting.status.then(() => true);
  while (!hasChild(waiting.pid, "sleep")) {
    const soon = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 10));
    assert(!await Promise.race([ended, soon]), "it did not wait");
  }
  assertEquals(slow.list("ctx"), [`${version}.turn`]);
  Deno.renameSync(`${place.base}/${version}`, `${slow.base}/${version}`);
  assertEquals((await waiting.status).code, 0);
  assertEquals(slow.list("ctx"), [version, `${version}.turn`]);
});

/** Each breaks what lies in the cache; the next start must notice, answer, and have mended it. */
const DAMAGE: Readonly<Record<string, (folder: string) => void>> = {
  "a runtime cut short": (folder) => Deno.truncateSync(`${folder}/deno`, 1 << 20),
  "a module of the same length, changed": (folder) => {
    const text = Deno.readTextFileSync(`${folder}/program/main.js`);
    Deno.writeTextFileSync(`${folder}/program/main.js`, text.replace(/[a-z]/g, "x"));
  },
  "a folder that others can write": (folder) => Deno.chmodSync(folder, 0o777),
  "half unpacked": (folder) => {
    for (const name of ["seal", "program/main.js"]) Deno.removeSync(`${folder}/${name}`);
  },
};

Deno.test("what lies in the cache is verified before it is trusted, and mended", async (t) => {
  using place = new Place();
  using repo = new Fixture(FILES);
  const env = { XDG_CACHE_HOME: place.root };
  assertAnswers(await bare(SEARCH, repo.root, env));
  const folder = `${place.base}/${place.version}`;
  const inode = (): number | null => Deno.statSync(folder).ino;
  for (const [name, damage] of Object.entries(DAMAGE)) {
    await t.step(name, async () => {
      damage(folder);
      const before = inode();
      assertAnswers(await bare(SEARCH, repo.root, env));
      assert(inode() !== before, "the damaged folder is still there");
      const mended = inode();
      assertAnswers(await bare(SEARCH, repo.root, env));
      assertEquals([inode(), place.list("ctx").length], [mended, 2]);
    });
  }
});

Deno.test("what no start looks at is doctor's: it names the file, and its hint helps", async () => {
  using place = new Place();
  using repo = new Fixture(FILES);
  const env = { XDG_CACHE_HOME: place.root };
  const failures = async (): Promise<{ name: string; detail: string; hint: string }[]> => {
    const { checks } = JSON.parse((await bare(["doctor", "--json"], repo.root, env)).stdout);
    return checks.filter(({ ok }: { ok: boolean }) => !ok);
  };
  assertEquals(await failures(), []);
  const folder = `${place.base}/${place.version}`;
  const stub = `${folder}/program/pyright/dist/typeshed-fallback/stdlib/os/__init__.pyi`;
  Deno.writeTextFileSync(stub, "# another\n", { append: true });
  const [failure, ...more] = await failures();
  assertEquals(more, []);
  assertEquals([failure?.name, failure?.detail], [
    "own files",
    "could not find what was packed: pyright differs",
  ]);
  const named = /^remove (.+): the next start unpacks it anew$/.exec(failure?.hint ?? "")?.[1] ?? "";
  assertEquals(named, folder);
  Deno.removeSync(named, { recursive: true });
  assertEquals(await failures(), []);
});

Deno.test("a cache folder that everyone can write, a link, and one of another user are not used", async (t) => {
  using repo = new Fixture(FILES);
  const cases: Record<string, (place: Place) => void> = {
    "can be written by everyone": (place) => {
      Deno.mkdirSync(place.base);
      Deno.chmodSync(place.base, 0o777);
    },
    "cannot be made": (place) => {
      Deno.mkdirSync(`${place.root}/elsewhere`, { mode: 0o700 });
      Deno.symlinkSync("elsewhere", place.base);
    },
    "the folder around it can be written by everyone": (place) => Deno.chmodSync(place.root, 0o777),
  };
  if (Deno.uid() === 0) {
    cases["is another user's"] = (place) => {
      Deno.mkdirSync(place.base, { mode: 0o700 });
      Deno.chownSync(place.base, 65534, 65534);
    };
  }
  for (const [reason, prepare] of Object.entries(cases)) {
    await t.step(reason, async () => {
      using place = new Place();
      prepare(place);
      const env = { XDG_CACHE_HOME: place.root, HOME: "/dev/null", TMPDIR: "/dev/null" };
      const run = await bare(SEARCH, repo.root, env);
      assertEquals([run.status, run.stdout], [3, ""]);
      const error = JSON.parse(run.stderr);
      assertEquals([error.schema, error.code], ["ctx.error/1", "cache-unusable"]);
      assert(error.message.includes(`${place.base}: ${reason};`), error.message);
      const text = await bare(["search", "hello"], repo.root, env);
      assertMatch(text.stderr, /^error: could not unpack ctx: .+\nhint: set XDG_CACHE_HOME .+\n$/);
    });
  }
});

Deno.test("older versions go, those in use stay, and so does what another start is unpacking", async () => {
  using place = new Place();
  using repo = new Fixture(FILES);
  const [old, busy] = ["0".repeat(64), "1".repeat(64)];
  const own = /^id=([0-9a-f]{64})$/m.exec(Deno.readTextFileSync(EXECUTABLE).slice(0, 4000))?.[1] ?? "";
  place.write({
    [`ctx/${own}.turn`]: "999999999\n", // of a process that is dead: nobody waits for it
    [`ctx/${old}/deno`]: "old",
    [`ctx/${old}.lock`]: "",
    "ctx/new.999999999/deno": "left behind",
  });
  place.write({ [`ctx/${busy}/deno`]: Deno.readFileSync("/bin/sleep") });
  place.write({ [`ctx/new.${Deno.pid}/deno`]: "being unpacked" });
  Deno.chmodSync(place.base, 0o700);
  Deno.chmodSync(`${place.base}/${busy}/deno`, 0o700);
  await using sleeper = new Deno.Command(`${place.base}/${busy}/deno`, { args: ["60"] }).spawn();
  assertAnswers(await bare(SEARCH, repo.root, { XDG_CACHE_HOME: place.root }));
  sleeper.kill("SIGKILL");
  const fresh = place.list("ctx").find((name) => name.length === 64 && name !== busy) ?? "";
  assertEquals(place.list("ctx"), [busy, fresh, `${fresh}.lock`, `new.${Deno.pid}`].sort());
});

const isRoot = Deno.uid() === 0;

Deno.test({
  name: "a full disk: said in one line, nothing left, and the next place is taken",
  ignore: !isRoot,
  fn: async () => {
    using repo = new Fixture(FILES);
    const script = `
      set -eu
      mount -t tmpfs -o size=60m,mode=700 none "$1"
      code=0
      XDG_CACHE_HOME="$1" TMPDIR=/dev/null "$2" search hello > "$1/out" 2> "$1/err" || code=$?
      echo "$code"; cat "$1/out" "$1/err"; ls -A "$1/ctx"
      mkdir -m 1777 "$1/tmp"; mount -t tmpfs -o size=400m,mode=1777 none "$1/tmp"
      XDG_CACHE_HOME="$1" TMPDIR="$1/tmp" "$2" search hello --json > "$1/tmp/answer"
      ls "$1/tmp"`;
    using place = new Place();
    const run = await outside(
      "/usr/bin/unshare",
      ["-m", "sh", "-c", script, "sh", place.root, EXECUTABLE],
      repo.root,
    );
    assertEquals([run.status, run.stderr], [0, ""]);
    const lines = run.stdout.trimEnd().split("\n");
    assertEquals(lines[0], "3");
    assertMatch(lines[1] ?? "", /^error: could not unpack ctx: .+no room/);
    assertMatch(lines[2] ?? "", /^hint: /);
    assertEquals(lines.slice(3), ["answer", "ctx-0"]);
  },
});

/** What a root folder needs besides a shell and the tools of the script: the C library that the runtime is linked to. */
const TOOLS = ["cat", "chmod", "gzip", "id", "ls", "mkdir", "rm", "sleep", "tail"] as const;

async function libraries(program: string): Promise<string[]> {
  const { stdout } = await outside("/usr/bin/ldd", [program], "/");
  return [...stdout.matchAll(/(\/\S+)/g)].map(([, path]) => path ?? "");
}

Deno.test({
  name:
    "a root folder with a shell alone: search, and a definition by pyright, as another user, all else read-only",
  ignore: !isRoot,
  fn: async () => {
    using root = new Place();
    const deno = Deno.realPathSync(Deno.execPath());
    const programs = ["/bin/sh", ...TOOLS.map((name) => `/bin/${name}`)];
    const needed = new Set(programs);
    for (const program of [...programs, deno]) (await libraries(program)).forEach((path) => needed.add(path));
    for (const path of needed) {
      const real = Deno.realPathSync(path);
      Deno.mkdirSync(`${root.root}${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
      Deno.copyFileSync(real, `${root.root}${path}`);
      Deno.chmodSync(`${root.root}${path}`, 0o755);
    }
    for (const name of ["repo/_ctx", "tmp", "proc", "dev"]) {
      Deno.mkdirSync(`${root.root}/${name}`, { recursive: true });
    }
    root.write({ "repo/a.py": FILES["a.py"], ctx: "", "dev/null": "" });
    Deno.chmodSync(root.root, 0o755);
    const script = `
      set -eu
      mount --bind "$1" "$1"
      touch "$1/ctx"; mount --bind "$2" "$1/ctx"
      mount --bind /dev/null "$1/dev/null"
      mount --rbind /proc "$1/proc"
      mount -t tmpfs -o mode=1777 none "$1/tmp"
      mount -t tmpfs -o uid=65534,gid=65534,mode=755 none "$1/repo/_ctx"
      mount -o remount,bind,ro "$1"
      cd "$1"
      env -i /usr/sbin/chroot --userspec=65534:65534 "$1" /bin/sh -c '
        cd /repo && /ctx search hello --json && /ctx lsp definition a.py:6:6 --json --timeout-ms 60000 --require-lsp
        /ctx lsp stop > /dev/null; ls /tmp /bin'`;
    const run = await outside(
      "/usr/bin/unshare",
      ["-mn", "sh", "-c", script, "sh", root.root, EXECUTABLE],
      "/",
    );
    const [found = "", defined = "", ...rest] = run.stdout.trimEnd().split("\n");
    assertEquals([run.status, run.stderr], [0, ""]);
    assertEquals(JSON.parse(found).hits[0].id, "a.py#greet");
    const { answered_by, targets } = JSON.parse(defined);
    assertEquals([answered_by, targets[0].id], ["lsp", "a.py#greet"]);
    assertEquals(rest.filter((line) => line !== "" && !line.endsWith(":")), [
      ...[...TOOLS, "sh"].sort(),
      "ctx-65534",
    ]);
  },
});
