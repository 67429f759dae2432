/** `ctx doctor` on a machine where all is well, and where something is not. */
import { assert, assertEquals } from "@std/assert";
import { SERVE_HERE } from "../../src/cli/segment_choice.ts";
import { permissionFlags } from "../../src/host/permissions.ts";
import { EXECUTABLE, Fixture, PROJECT, runDeno } from "../harness.ts";
import { inNamespace } from "./namespace.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly hint: string;
}

Deno.test("doctor: every check passes on a sound machine and leaves nothing behind", async () => {
  using repo = new Fixture({ "a.py": "def f(): pass\n" });
  const { checks } = await repo.json(["doctor"]) as { checks: Check[] };
  assertEquals(checks.filter(({ ok }) => !ok), []);
  const names = checks.map(({ name }) => name);
  for (const name of ["permissions", "state folder", "disk", "lock", "pack", "grammar python", "pyright"]) {
    assert(names.includes(name), name);
  }
  // The executable has files of its own to look at; the sources are the user's.
  assertEquals(names.includes("own files"), EXECUTABLE !== "");
  assertEquals(repo.list("_ctx/run").filter((name) => name.startsWith("doctor-")), []);
});

Deno.test("doctor: a symlink in _ctx and a damaged pack are named with what helps", async () => {
  using repo = new Fixture({ "a.py": "def f(): pass\n" });
  await repo.json(["sync"]);
  Deno.writeTextFileSync(`${repo.root}/_ctx/pack/pack.db`, "not a pack");
  const { checks } = await repo.json(["doctor"], 1) as { checks: Check[] };
  const failed = checks.filter(({ ok }) => !ok);
  assertEquals(failed.map(({ name, hint }) => [name, hint]), [["pack", "run ctx build"]]);
  Deno.symlinkSync("/etc/hostname", `${repo.root}/_ctx/run/evil`);
  const again = await repo.json(["doctor"], 1) as { checks: Check[] };
  assert(again.checks.some(({ name, ok }) => name === "state folder" && !ok));
});

Deno.test("doctor: a read-only disk and one without room are told, with what helps", async () => {
  const runs = await inNamespace(
    `mount -t tmpfs -o size=2m none "$repo"; echo "def f(): pass" > "$repo/a.py"
     mount -o remount,ro "$repo"; ctx doctor --json
     mount -o remount,rw "$repo"; ctx doctor --json`,
  );
  const failed = runs.map(({ stdout }) => (JSON.parse(stdout).checks as Check[]).filter(({ ok }) => !ok));
  assertEquals(runs.map(({ status }) => status), [1, 1]);
  assertEquals(failed.map((checks) => checks.map(({ name }) => name)), [
    ["state folder", "disk", "lock", "pyright"],
    ["disk"],
  ]);
  assert(failed.flat().every(({ hint }) => hint !== ""), "a hint for each failure");
  assert(failed[0]?.every(({ detail }) => detail.includes("read-only")), JSON.stringify(failed[0]));
  assertEquals(failed[1]?.[0]?.hint, "free some disk space, or make _ctx writable");
});

Deno.test("doctor: nothing is tried through a link in place of _ctx or of its parts", async () => {
  using outside = new Fixture({ "run/mine": "" }, { git: false });
  const seen = (): unknown => Deno.statSync(`${outside.root}/run`).mtime?.getTime();
  for (const path of ["_ctx", "_ctx/run"]) {
    using repo = new Fixture({ "a.py": "def f(): pass\n", "_ctx/x": "" });
    Deno.removeSync(`${repo.root}/_ctx/x`);
    if (path === "_ctx") Deno.removeSync(`${repo.root}/_ctx`);
    Deno.symlinkSync(path === "_ctx" ? outside.root : `${outside.root}/run`, `${repo.root}/${path}`);
    const before = seen();
    const { checks } = JSON.parse((await repo.ctx(["doctor", "--json"])).stdout) as { checks: Check[] };
    const failed = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    assert(failed.includes("disk") && failed.includes("lock"), failed.join());
    assertEquals([outside.list("run"), seen()], [["mine"], before], path);
  }
});

Deno.test("doctor: a process with all rights is told that it has too many", async () => {
  using repo = new Fixture({ "a.py": "def f(): pass\n" });
  const run = await runDeno(["run", "--quiet", "-A", `${PROJECT}/main.ts`, "doctor", "--json"], {
    cwd: repo.root,
  });
  const { checks } = JSON.parse(run.stdout) as { checks: Check[] };
  const permissions = checks.find(({ name }) => name === "permissions");
  assertEquals(permissions?.ok, false);
  for (const right of ["write ..", "read /", "use the network", "see HOME", "start a shell"]) {
    assert(permissions?.detail.includes(`may ${right}`), right);
  }
});

Deno.test("doctor: without the right to start the runtime, that and the server are named, and all else is tried", async () => {
  using repo = new Fixture({ "a.py": "def f(): pass\n" });
  const flags = permissionFlags([PROJECT]).filter((flag) => !flag.startsWith("--allow-run"));
  const run = await runDeno(["run", "--quiet", ...flags, `${PROJECT}/main.ts`, "doctor", "--json"], {
    cwd: repo.root,
    env: { CTX_SEGMENT: SERVE_HERE },
  });
  assertEquals([run.status, run.stderr], [1, ""]);
  const { checks } = JSON.parse(run.stdout) as { checks: Check[] };
  assertEquals(checks.filter(({ ok }) => !ok).map(({ name }) => name), ["permissions", "pyright"]);
  assert(checks.every(({ ok, hint }) => ok === (hint === "")), "a hint for each failure, and for no other");
});
