/**
 * `deno task compile` where Deno's runtime for compiled programs is another thing than it should be, or missing; and the
 * program as such a binary runs it, one set of rights for every process. No such runtime can be had here: a script that
 * starts Deno with the compiled form's flags, and says that it is the binary, stands in for it. Run by
 * `deno task test:executable`.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { tryExecutable } from "../../packaging/compiled_form.ts";
import manifest from "../../deno.json" with { type: "json" };
import { compiledFlags } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import { EXECUTABLE_CACHE, executableCommand, Fixture, PROJECT, type Run, runCommand } from "../harness.ts";

async function compile(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const words = ["run", "--quiet", "--allow-all", `${PROJECT}/packaging/compile.ts`, ...args];
  return await runCommand({ program: Deno.execPath(), args: words, env });
}

Deno.test("what is no runtime for compiled programs is found out before anything is called an executable", async () => {
  using place = new Fixture({ ctx: "what was there before" }, { git: false });
  const args = ["--output", `${place.root}/ctx`, "--form", "compile"];
  const run = await compile(args, { DENORT_BIN: Deno.execPath() });
  assertEquals([run.status, run.stdout], [3, ""]);
  assertMatch(
    run.stderr,
    /^error: could not compile for \S+: .*does not behave as ctx.* \(runtime-missing\)\nhint: /,
  );
  assertEquals([place.list("."), place.read("ctx")], [["ctx"], "what was there before"]);
});

Deno.test("another target without its runtime, an unknown one, and an unknown form are refused", async () => {
  using empty = new Fixture({}, { git: false });
  const output = ["--output", `${empty.root}/ctx`];
  const target = Deno.build.target === "aarch64-apple-darwin"
    ? "x86_64-apple-darwin"
    : "aarch64-apple-darwin";
  for (
    const [args, status, code] of [
      [["--target", target], 3, "runtime-missing"],
      [["--target", target, "--form", "self-extracting"], 3, "other-system"],
      [["--target", "pdp11"], 2, "bad-value"],
      [["--form", "zip"], 2, "bad-value"],
    ] as const
  ) {
    const run = await compile([...args, ...output], { DENORT_BIN: `${empty.root}/none` });
    assertEquals([run.status, run.stdout], [status, ""], args.join(" "));
    assertMatch(run.stderr, new RegExp(`^error: .+ \\(${code}\\)\\nhint: .+\\n$`));
  }
  assertEquals(empty.list("."), []);
});

/** What the unpacked runtime is told before the program: that it is a compiled one. */
const PRETEND = `
  const self = "SELF";
  Object.defineProperty(Deno, "build", { value: { ...Deno.build, standalone: true } });
  Deno.execPath = () => self;
`;

Deno.test("the program in one process with one set of rights, started again as itself for each of its parts", async () => {
  using place = new Fixture({}, { git: false });
  using repo = new Fixture({ "a.py": "" });
  assertEquals((await runCommand(executableCommand(["search", "x"]), { cwd: repo.root })).status, 1);
  const version = [...Deno.readDirSync(`${EXECUTABLE_CACHE}/ctx`)].find(({ isDirectory }) => isDirectory)
    ?.name;
  const home = `${EXECUTABLE_CACHE}/ctx/${version}`;
  const self = `${place.root}/ctx`;
  // A compiled binary may read what is embedded in it.
  const rights = compiledFlags([self]).map((flag) =>
    flag.replace("--allow-read=.", `--allow-read=.,${home}/program`)
  );
  const flags = [
    ...RUNTIME_FLAGS,
    `--config=${home}/program/deno.json`,
    "--no-lock",
    "--no-remote",
    "--cached-only",
  ];
  const words = ["run", ...flags, ...rights, `--preload=${place.root}/pretend.js`, `${home}/program/main.js`];
  const quoted = words.map((word) => `'${word}'`).join(" ");
  place.write({
    "pretend.js": PRETEND.replace("SELF", self),
    ctx: `#!/bin/sh\nDENO_DIR='${home}/runtime' DENO_NO_UPDATE_CHECK=1 exec '${home}/deno' ${quoted} "$@"\n`,
  });
  Deno.chmodSync(self, 0o755);
  assertEquals(await tryExecutable(self, manifest.version), "");
  // A part's name is no command of the user's.
  const part = await runCommand({ program: self, args: [":part:src/cli/start.ts"], env: {} }, {
    cwd: repo.root,
  });
  assertEquals(part.status, 2);
  assert(part.stderr.includes("no command"), part.stderr);
});
