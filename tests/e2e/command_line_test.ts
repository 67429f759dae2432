/** The command line as users, scripts and agents meet it: what is wrong is said on stderr, with the status for it. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  CLEAN_ENVIRONMENT,
  EXECUTABLE,
  Fixture,
  PROJECT,
  type Run,
  runTask,
  shippedCommand,
} from "../harness.ts";
import { runServing } from "./processes.ts";

const FILES = { "a.py": "def first():\n    return 1\n", "sub/b.py": "def second():\n    return 2\n" };

/** Status and the first line of stderr. */
function outcome({ status, stderr }: Run): [number, string] {
  return [status, stderr.split("\n")[0] ?? ""];
}

/** `[arguments, status, first line of stderr, hint]` */
const WRONG: readonly (readonly [readonly string[], number, string, string])[] = [
  [["serach", "x"], 2, "no command `ctx serach`", "did you mean `ctx search`?"],
  [["ast", "symbls"], 2, "no command `ctx ast symbls`", "did you mean `ctx ast symbols`?"],
  [["--frobnicate"], 2, "ctx has no flag --frobnicate", "run `ctx --help` for its flags"],
  [["search", "x", "--limt", "3"], 2, "ctx search has no flag --limt", "did you mean --limit?"],
  [
    ["search", "x", "--limit", "0"],
    2,
    "--limit takes a whole number from 1 to 1000, not 0",
    "run the command with --help for the values it takes",
  ],
  [
    ["search", "x", "--kind", "clas"],
    2,
    "--kind takes class, constant,",
    "run the command with --help for the values it takes",
  ],
  [
    ["get", "a.py", "--mode", "whole"],
    2,
    '--mode takes skeleton, excerpt, raw, not "whole"',
    "run the command with --help for the values it takes",
  ],
  [
    ["get", "a.py", "--budget", "1e3"],
    2,
    "--budget takes a whole number from 1 to",
    "run the command with --help for the values it takes",
  ],
  [
    ["search", "x", "--limit"],
    2,
    "--limit needs a value: N",
    "run the command with --help for the values it takes",
  ],
  [["sync", "--quiet=yes"], 2, "--quiet is a switch and takes no value", "run the command with --help"],
  [["sync", "now"], 2, "ctx sync takes no argument, not 1", "for example: ctx sync"],
  [["search"], 2, "ctx search needs a query", "for example: ctx search"],
  [["get"], 2, "ctx get needs at least one id", "ids are what ctx search prints"],
  [
    ["get", "--ids", "a,".repeat(5_001)],
    2,
    "ctx get takes at most 5,000 ids, not 5,001",
    "run the command with",
  ],
  [["--", "search", "x"], 2, "the command comes before `--`", "run the command with --help"],
  [
    ["search", "x", "--telemetry", "loud"],
    2,
    '--telemetry takes off, lite, full, not "loud"',
    "run the command with --help for the values it takes",
  ],
];

Deno.test("what is wrong with a command line is said at once, for people and as JSON", async () => {
  using repo = new Fixture(FILES);
  // As the process that serves the segment gets it, which is what the shipped task ends in: half the time.
  await Promise.all(WRONG.map(async ([args, status, message, hint]) => {
    const plain = await runServing(repo.root, args);
    assertEquals([plain.status, plain.stdout], [status, ""], args.join(" "));
    assertStringIncludes(plain.stderr, `error: ${message}`);
    assertStringIncludes(plain.stderr, `\nhint: ${hint}`);
    const end = args.indexOf("--");
    const withJson = end < 0 ? [...args, "--json"] : ["--json", ...args];
    if (args.at(-1) === "--limit") return; // it would take --json for its value
    const json = await runServing(repo.root, withJson);
    assertEquals([json.status, json.stdout, json.stderr.split("\n").length], [status, "", 2], args.join(" "));
    const error = JSON.parse(json.stderr);
    assertEquals(error.schema, "ctx.error/1");
    assertStringIncludes(error.message, message);
  }));
  assertEquals(repo.list("_ctx"), [".gitignore", "telemetry"]);
});

Deno.test("words after -- are operands, whatever they look like", async () => {
  using repo = new Fixture({ "-dash.py": "x = 1\n", "--json": "words\n", "a.py": "limit = 'limit'\n" });
  assertEquals((await repo.ctx(["get", "--mode", "raw", "--", "-dash.py"])).stdout, "x = 1\n");
  assertEquals((await repo.ctx(["get", "--mode", "raw", "--", "--json"])).stdout, "words\n");
  const search = await repo.ctx(["search", "--json", "--", "--limit"]);
  assertEquals([search.status, JSON.parse(search.stdout).query], [0, "--limit"]);
});

Deno.test("--segment in every form, CTX_SEGMENT, and what is no folder", async () => {
  using repo = new Fixture(FILES);
  using links = new Fixture({ "file": "" }, { git: false });
  Deno.symlinkSync(repo.root, `${links.root}/link`);
  const served = async (args: readonly string[], options = {}): Promise<string> => {
    const run = await runTask([...args, "validate", "--json"], options);
    assertEquals([run.status, run.stderr], [1, ""], args.join(" "));
    return JSON.parse(run.stdout).segment;
  };
  const name = repo.root.slice(repo.root.lastIndexOf("/") + 1);
  const above = repo.root.slice(0, repo.root.lastIndexOf("/"));
  assertEquals(await served(["--segment", repo.root]), repo.root);
  assertEquals(await served([`--segment=${repo.root}/`]), repo.root);
  assertEquals(await served(["--segment", `${repo.root}/sub/../.`]), repo.root);
  assertEquals(await served(["--segment", `${links.root}/link`]), repo.root);
  assertEquals(await served(["--segment", links.root, "--segment", repo.root]), repo.root);
  assertEquals(await served(["--segment", name], { cwd: above }), repo.root);
  assertEquals(await served(["--segment", "."], { cwd: repo.root }), repo.root);
  assertEquals(await served([], { env: { CTX_SEGMENT: repo.root } }), repo.root);
  assertEquals(await served([], { cwd: `${repo.root}/sub`, env: { CTX_SEGMENT: ".." } }), repo.root);
  assertEquals(await served(["--segment", repo.root], { env: { CTX_SEGMENT: "/nonexistent" } }), repo.root);
  for (const [folder, status] of [["/nonexistent", 3], [`${links.root}/file`, 3], ["", 2]] as const) {
    const run = await runTask(["--segment", folder, "sync"]);
    assertEquals([run.status, run.stdout], [status, ""]);
    assertMatch(run.stderr, /^error: .+\nhint: .+\n$/);
  }
});

Deno.test("without --segment, the repository around the caller's folder is served", async () => {
  using repo = new Fixture(FILES);
  using bare = new Fixture({ "sub/n.py": "def n(): pass\n" }, { git: false });
  const segment = async (cwd: string, env = {}): Promise<string> => {
    const run = await runTask(["validate", "--json"], { cwd, env });
    return JSON.parse(run.stdout).segment;
  };
  assertEquals(await segment(`${repo.root}/sub`), repo.root);
  assertEquals(await segment(bare.root), bare.root);
  // _ctx is there now, and marks the folder for those below it.
  assertEquals(await segment(`${bare.root}/sub`), bare.root);
  assertEquals(bare.list("sub"), ["n.py"]);
  // Inherited from an npm script around it, INIT_CWD says nothing about this call.
  const npm = { INIT_CWD: bare.root, npm_config_user_agent: "npm/11.0.0 node/v24.0.0 linux x64" };
  assertEquals(await segment(PROJECT, npm), PROJECT);
  const own = async (env: Record<string, string>, ...more: string[]): Promise<string[]> =>
    JSON.parse((await runTask(["validate", "--json", ...more], { cwd: PROJECT, env })).stdout).warnings;
  // The executable's own folder is another one.
  const doubts = EXECUTABLE === "" ? ["ctx's own folder is served: --segment DIR names another"] : [];
  assertEquals(await own(npm), doubts);
  assertEquals([
    await own({}),
    await own({ ...npm, INIT_CWD: PROJECT }),
    await own(npm, "--segment", PROJECT),
  ], [
    [],
    [],
    [],
  ]);
});

Deno.test("names and folders with blanks, quotes, newlines, other letters and glob signs are served as they are", async () => {
  const names = [
    "new\nline.py",
    "q\"uo'te$(x)`.py",
    "ä b/漢字.py",
    "*glob?[a].py",
    " lead.py",
    "trail ",
    "a:b#c@2.py",
    "#hash.py",
    "back\\slash.py",
    "😀.py",
    "per%20cent.py",
  ];
  using outer = new Fixture({}, { git: false });
  const root = `${outer.root}/it's "q" ü 漢\nnewline`;
  for (const name of names) {
    outer.write({ [`${root.slice(outer.root.length + 1)}/${name}`]: `# ${name.length}\n` });
  }
  const run = (...args: string[]): Promise<Run> => runTask(["--segment", root, ...args]);
  const sync = await run("sync", "--json");
  assertEquals([sync.status, sync.stderr], [0, ""]);
  assertEquals([JSON.parse(sync.stdout).files, JSON.parse(sync.stdout).skipped], [names.length, []]);
  assertEquals(JSON.parse(sync.stdout).segment, root);
  const get = JSON.parse((await run("get", "--mode", "raw", "--json", "--", ...names)).stdout);
  assertEquals(
    get.chunks.map((chunk: { id: string; text: string }) => [chunk.id, chunk.text]),
    names.map((name) => [name, `# ${name.length}\n`]),
  );
  const shown = await run("get", "--", "new\nline.py", "q\"uo'te$(x)`.py");
  assertStringIncludes(shown.stdout, "== new\\nline.py\n");
  assertEquals((await run("validate")).status, 0);
});

Deno.test("a name that is not UTF-8 is named as unreadable, and stops nothing", async () => {
  using repo = new Fixture(FILES);
  const script = `printf x > "$1/$(printf 'bad\\377name.py')"`;
  await new Deno.Command("sh", { args: ["-c", script, "sh", repo.root] }).output();
  const { files, skipped } = await repo.json(["sync"]);
  assertEquals([files, skipped], [2, [{ path: "bad\ufffdname.py", reason: "unreadable" }]]);
});

/** What a terminal would get from the shipped command: `script` (util-linux) gives it one. */
async function onTerminal(
  repo: Fixture,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  const shipped = shippedCommand(["--segment", repo.root, ...args]);
  const words = [shipped.program, ...shipped.args].map(quote).join(" ");
  const { NO_COLOR: _, ...plain } = CLEAN_ENVIRONMENT;
  const { stdout } = await new Deno.Command("script", {
    args: ["-qec", words, "/dev/null"],
    clearEnv: true,
    env: { ...plain, ...shipped.env, TERM: "xterm", ...env },
    stdin: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

const NASTY = {
  "a.py": 'def f():\n    """\x1b[31mred\x1b[0m \u202ertl \x07bell"""\n    return "\x1b]0;title\x07\x9b31m"\n',
  "esc\x1b[31m\u202ex\x9b.py": "def g(): pass\n",
  "n.md": "# \x1b[31mhead\u2066\n\ntext\n",
};

const ESCAPE = "\x1b";
/** Escape sequences that ctx itself writes: colours, and clearing the line of the progress bar. */
const COLOURS = [0, 1, 2, 31, 32, 33, 36].map((code) => `${ESCAPE}[${code}m`);
const OWN = [...COLOURS, `\r${ESCAPE}[K`];

/** Whether a terminal obeys the character, or shows what follows in another order. */
function isHarmful(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x20 && !"\t\n".includes(character) || code >= 0x7f && code < 0xa0 ||
    /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/.test(character);
}

/** Output of a terminal without what ctx itself puts there, line ends as in files. */
function withoutOwn(text: string): string {
  return OWN.reduce((rest, sequence) => rest.replaceAll(sequence, ""), text).replaceAll(
    /\r\n|\r(?=indexing|$)/g,
    "\n",
  );
}

Deno.test("on a terminal nothing from the repository is obeyed: not in texts, names, errors or JSON", async () => {
  using repo = new Fixture(NASTY);
  const id = "esc\x1b[31m\u202ex\x9b.py";
  for (
    const args of [
      ["sync"],
      ["get", "a.py", "--mode", "raw"],
      ["get", "a.py", id, "n.md", "nope\x1b[31m", "--mode", "excerpt"],
      ["search", "f g head"],
      ["search", "f", "--explain"],
      ["ast", "symbols"],
      ["ast", "skeleton", "a.py", id],
      ["ast", "snippet", "a.py#f"],
      ["ast", "locate", "nope\x1b[31m\x9b"],
      ["map"],
      ["get", "a.py", id, "--json"],
      ["search", "f g head", "--json"],
      ["ast", "symbols", "--format", "jsonl"],
      ["search", "x", "--kind", "k\x1b[31m"],
      ["serach\x1b[31m"],
      ["validate"],
    ]
  ) {
    const text = withoutOwn(await onTerminal(repo, args));
    assert(text.trim() !== "", args.join(" "));
    assertEquals([...text].filter(isHarmful), [], `${args.join(" ")}: ${JSON.stringify(text)}`);
    if (args.includes("raw")) assertStringIncludes(text, '"""\\x1b[31mred\\x1b[0m \\u{202e}rtl \\x07bell"""');
  }
});

Deno.test("colour on a terminal only, and never under NO_COLOR or --no-color; a pipe gets the file's own bytes", async () => {
  using repo = new Fixture(NASTY);
  const isColoured = async (args: readonly string[], env = {}): Promise<boolean> => {
    const text = await onTerminal(repo, args, env);
    return COLOURS.some((sequence) => text.includes(sequence));
  };
  assertEquals([await isColoured(["search", "f"]), await isColoured(["serach"])], [true, true]);
  assertEquals(await isColoured(["search", "f", "--no-color"]), false);
  assertEquals(await isColoured(["serach", "--no-color"]), false);
  assertEquals(await isColoured(["search", "f"], { NO_COLOR: "1" }), false);
  const { NO_COLOR: _, ...env } = CLEAN_ENVIRONMENT;
  const shipped = shippedCommand(["--segment", repo.root, "get", "a.py", "--mode", "raw"]);
  const piped = await new Deno.Command(shipped.program, {
    args: [...shipped.args],
    clearEnv: true,
    env: { ...env, ...shipped.env },
  }).output();
  assertEquals(new TextDecoder().decode(piped.stdout), NASTY["a.py"]);
  const search = await runTask(["--segment", repo.root, "search", "f"], {
    env: { NO_COLOR: "" },
  });
  assertEquals([search.status, search.stdout.includes(ESCAPE), search.stderr], [0, false, ""]);
});

Deno.test("--quiet keeps notices and warnings from stderr, not errors", async () => {
  using repo = new Fixture(FILES);
  await repo.json(["sync"]);
  repo.write({ "a.py": "def other(): pass\n" });
  const loud = await repo.ctx(["get", "sub/b.py", "--no-sync"]);
  assertMatch(loud.stderr, /^warning: stale answer/);
  for (const flag of ["--quiet", "-q"]) {
    assertEquals((await repo.ctx(["get", "sub/b.py", "--no-sync", flag])).stderr, "");
  }
  Deno.writeTextFileSync(`${repo.root}/_ctx/pack/pack.db`, "no pack");
  assertMatch((await repo.ctx(["search", "second"])).stderr, /^ctx: rebuilding the pack: /);
  Deno.writeTextFileSync(`${repo.root}/_ctx/pack/pack.db`, "no pack");
  assertEquals((await repo.ctx(["search", "second", "-q"])).stderr, "");
  assertEquals(outcome(await repo.ctx(["serach", "-q"])), [2, "error: no command `ctx serach`"]);
});
