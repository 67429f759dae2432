/** Telemetry as the shipped command writes it: what is in the files, what is not, and what the process may write. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { permissionFlags } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import { Fixture, PROJECT, type Run, runDeno } from "../harness.ts";
import { runCommands } from "../bench/telemetry_commands.ts";
import { runServing } from "./processes.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

function events(repo: Fixture): Json[] {
  return repo.read("_ctx/telemetry/events.jsonl").split("\n").slice(0, -1).map((line) => JSON.parse(line));
}

function readJson(repo: Fixture, name: string): Json {
  return JSON.parse(repo.read(`_ctx/telemetry/${name}`));
}

const SOURCES = {
  "src/config.py":
    'class Config:\n    """Settings."""\n\n    def load(self, path):\n        return open(path)\n',
  "README.md": "# Thing\n\nIt loads its configuration.\n",
};

Deno.test("every command leaves one event of its own, and the counters are the ledger's", async () => {
  using repo = new Fixture(SOURCES);
  const ledger: [args: string[], status: number][] = [
    [["build"], 0],
    [["sync"], 0],
    [["search", "config"], 0],
    [["search", "zzzunknown"], 1],
    [["get", "src/config.py#Config.load", "--mode", "raw"], 0],
    [["get", "no/such.py"], 1],
    [["validate"], 0],
    [["ast", "symbols"], 0],
    [["ast", "locate", "Config.load"], 0],
    [["ast", "locate", "Nothing.here"], 1],
    [["ast", "snippet", "Config"], 0],
    [["ast", "skeleton", "src/config.py"], 0],
    [["stats"], 0],
    [["telemetry", "events"], 0],
    [["telemetry", "path"], 0],
    [["search", "config", "--limit", "0"], 2],
  ];
  for (const [args, status] of ledger) {
    assertEquals((await runServing(repo.root, args)).status, status, args.join(" "));
  }
  const own = events(repo).filter(({ cmd }) => cmd.startsWith("ctx."));
  const name = (args: string[]): string =>
    args[0] === "ast" || args[0] === "telemetry" ? args.slice(0, 2).join(".") : args[0] ?? "";
  assertEquals(
    own.map(({ cmd, result }) => [cmd, result.exit_status]),
    ledger.map(([args, status]) => [`ctx.${name(args)}`, status]),
  );
  for (const event of events(repo)) {
    assertEquals(Object.keys(event).slice(0, 9), [
      ...["ts", "run_id", "seq", "segment", "cmd", "args", "result", "timing_ms", "warnings"],
    ]);
    assertEquals(event.segment, ".");
    assertMatch(event.run_id, /^run_\d{10}_[0-9a-f]+$/);
    assert(Number.isSafeInteger(event.timing_ms) && event.timing_ms >= 0);
  }
  for (const event of own) {
    for (const field of ["bytes_read", "disclosure_mode", "tokens"]) {
      assert(Object.hasOwn(event, field), field);
    }
  }
  const metrics = readJson(repo, "metrics.json");
  const expected: Record<string, number> = {};
  for (const [args] of ledger) {
    const counter = `ctx_${name(args).replaceAll(".", "_")}_count`;
    expected[counter] = (expected[counter] ?? 0) + 1;
  }
  for (const [counter, count] of Object.entries(expected)) assertEquals(metrics[counter], count, counter);
  assertEquals(metrics.telemetry_events_total, events(repo).length);
  assertEquals(metrics.telemetry_dropped_total, 0);
  assertEquals(
    metrics.selector_resolve_count,
    events(repo).filter(({ cmd }) => cmd === "selector.resolve").length,
  );
  assertEquals(repo.list("_ctx/telemetry"), ["events.jsonl", "last_run.json", "metrics.json"]);
});

Deno.test("off, by flag and by either variable, touches no file", async () => {
  using repo = new Fixture(SOURCES);
  await runServing(repo.root, ["search", "config", "--telemetry", "off"]);
  await runServing(repo.root, ["search", "config"], { env: { CTX_TELEMETRY: "off" } });
  await runServing(repo.root, ["search", "config", "--telemetry", "full"], { env: { DO_NOT_TRACK: "1" } });
  assertEquals(repo.list("_ctx").includes("telemetry"), false);
});

Deno.test("last_run.json is the last run's", async () => {
  using repo = new Fixture(SOURCES);
  await runServing(repo.root, ["sync"]);
  await runServing(repo.root, ["get", "src/config.py", "--mode", "raw"]);
  const last = readJson(repo, "last_run.json");
  const [event] = events(repo).slice(-1);
  assertEquals(last.run_id, event.run_id);
  assertEquals(last.latencies["ctx.get"].max_ms, event.timing_ms);
  assertEquals(last.tokens, event.tokens);
  assertEquals(last.file_read.raw_bytes, SOURCES["src/config.py"].length);
  assertMatch(last.pack_state.pack_sha, /^[0-9a-f]{16}$/);
  assert(Math.abs(Date.parse(last.pack_state.pack_mtime) - Date.now()) < 60_000);
  assertEquals(last.pack_state.stale_detected, false);
  repo.write({ "src/new.py": "def new():\n    pass\n" });
  await runServing(repo.root, ["search", "config"]);
  assertEquals(readJson(repo, "last_run.json").pack_state.stale_detected, true);
});

const SECRETS = [
  "AKIAIOSFODNN7EXAMPLE",
  "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  "hunter2hunter2",
  "canarycanary",
];

Deno.test("a hostile repository leaves no path, secret, content or escape byte in any telemetry file", async () => {
  using repo = new Fixture({
    "src/keys.py": `AWS = "${
      SECRETS[0]
    }"\ndef canarycanary_content():\n    return "/home/mallory/.ssh/id_rsa"\n`,
    "src/broken.py": "def f(:\n  canarycanary = (\n",
    "odd \u001b[31mname\u0007.py": "def odd():\n    pass\n",
    "new\nline \u202e.py": "def line():\n    pass\n",
    ".env": `PASSWORD=${SECRETS[2]}\n`,
  });
  Deno.symlinkSync("/etc/passwd", `${repo.root}/outside.py`);
  const long = `${"word ".repeat(23)}${SECRETS[1]}`;
  for (
    const args of [
      ["build", "--telemetry", "full"],
      ["search", `token=${SECRETS[1]}`, "in", "/home/mallory/project/a.py", `${repo.root}/src/keys.py`],
      ["search", long, "\u001b]0;title\u0007"],
      [
        "get",
        "/home/mallory/secret.py",
        "../../etc/passwd",
        `${repo.root}/src/keys.py`,
        "odd \u001b[31mname\u0007.py",
      ],
      ["get", "src/keys.py", "--query", `password: ${SECRETS[2]}`],
      ["ast", "locate", "/home/mallory/x.py:10"],
      ["ast", "locate", `${repo.root}/src/keys.py:1`],
      ["ast", "symbols", "/etc", "src"],
      ["ast", "skeleton", "src/keys.py", "../outside.py"],
      ["telemetry", "events", "--cmd", "/home/mallory"],
    ]
  ) await runServing(repo.root, args);
  const home = Deno.env.get("HOME") ?? "/root";
  const forbidden = [
    ...SECRETS,
    "/home",
    "mallory/",
    "/etc",
    repo.root,
    "ctx test ",
    home,
    "\u001b",
    "\\u001b",
    "\u0007",
    "\u202e",
  ];
  for (const name of repo.list("_ctx/telemetry")) {
    const text = repo.read(`_ctx/telemetry/${name}`);
    for (const word of forbidden) {
      assert(!text.includes(word), `${name} holds ${JSON.stringify(word)}: ${lineWith(text, word)}`);
    }
  }
  const queries = events(repo).map(({ args }) => args.query).filter((query) => typeof query === "string");
  assert(queries.length >= 3);
  for (const query of queries) assert(query.length <= 120, query);
});

function lineWith(text: string, word: string): string {
  return text.split("\n").find((line) => line.includes(word)) ?? "";
}

Deno.test("when telemetry is written, the process may write _ctx/telemetry and nothing else", async () => {
  using repo = new Fixture(SOURCES);
  const flags = permissionFlags([PROJECT], Deno.execPath());
  const program = `${PROJECT}/tests/e2e/telemetry_rights_program.ts`;
  const run = await runDeno(
    ["run", ...RUNTIME_FLAGS, `--config=${PROJECT}/deno.json`, ...flags, program, "search", "config"],
    { cwd: repo.root, env: { CTX_SEGMENT: "." } },
  );
  assertEquals(run.status, 0, run.stderr);
  const rights = JSON.parse(run.stderr);
  assertEquals(rights.before["_ctx/pack"], "granted", "the look itself works");
  assertEquals(rights.atFlush, {
    "_ctx/telemetry": "granted",
    "_ctx/telemetry/events.jsonl": "granted",
    "_ctx/pack": "denied",
    "_ctx/pack/pack.db": "denied",
    "_ctx/run": "denied",
    "_ctx/.gitignore": "denied",
    "_ctx": "denied",
    ".": "denied",
    "..": "denied",
    "/tmp": "denied",
    "_ctx/telemetry/../pack": "denied",
  });
});

interface Fault {
  readonly name: string;
  readonly put: (telemetry: string, outside: string) => void;
  /** What stderr may say; "" for nothing at all. */
  readonly notice: RegExp | "";
}

const FAULTS: readonly Fault[] = [
  {
    name: "events.jsonl is a folder",
    put: (path) => Deno.mkdirSync(`${path}/events.jsonl`),
    notice: /events\.jsonl/,
  },
  { name: "events.jsonl is a FIFO", put: (path) => fifo(`${path}/events.jsonl`), notice: /events\.jsonl/ },
  {
    name: "events.jsonl is a dangling symlink",
    put: (path, outside) => Deno.symlinkSync(`${outside}/none`, `${path}/events.jsonl`),
    notice: /events\.jsonl/,
  },
  {
    name: "events.jsonl is a symlink to a file outside",
    put: (path, outside) => {
      Deno.writeTextFileSync(`${outside}/victim`, "");
      Deno.symlinkSync(`${outside}/victim`, `${path}/events.jsonl`);
    },
    notice: /events\.jsonl/,
  },
  {
    name: "metrics.json is a folder",
    put: (path) => Deno.mkdirSync(`${path}/metrics.json`),
    notice: /metrics\.json/,
  },
  {
    name: "metrics.json is empty",
    put: (path) => Deno.writeTextFileSync(`${path}/metrics.json`, ""),
    notice: "",
  },
  {
    name: "metrics.json is huge and no JSON",
    put: (path) => Deno.writeTextFileSync(`${path}/metrics.json`, "[".repeat(1 << 20)),
    notice: "",
  },
  { name: "last_run.json is a FIFO", put: (path) => fifo(`${path}/last_run.json`), notice: /last_run\.json/ },
  {
    name: "the folder is a symlink to the outside",
    put: (path, outside) => {
      Deno.removeSync(path);
      Deno.symlinkSync(outside, path);
    },
    notice: /telemetry/,
  },
];

function fifo(path: string): void {
  assert(new Deno.Command("mkfifo", { args: [path] }).outputSync().success);
}

function withoutTimes({ status, stdout }: Run): [number, string] {
  return [status, stdout.replace(/"timing_ms":\d+/, "")];
}

for (const { name, put, notice } of FAULTS) {
  Deno.test(`${name}: the answer and the exit status are the same, stderr has one line at most`, async () => {
    using repo = new Fixture(SOURCES);
    using outside = new Fixture();
    const good = await runServing(repo.root, ["search", "config", "--json"]);
    Deno.removeSync(`${repo.root}/_ctx/telemetry`, { recursive: true });
    Deno.mkdirSync(`${repo.root}/_ctx/telemetry`);
    put(`${repo.root}/_ctx/telemetry`, outside.root);
    const run = await runServing(repo.root, ["search", "config", "--json"]);
    assertEquals(withoutTimes(run), withoutTimes(good));
    if (notice === "") assertEquals(run.stderr, "");
    else {
      assertMatch(run.stderr, notice);
      assertEquals(run.stderr.split("\n").length, 2, run.stderr);
    }
    assertEquals(outside.list(".").filter((one) => one !== "victim"), [".git"]);
    if (outside.list(".").includes("victim")) assertEquals(outside.read("victim"), "");
    assertEquals((await runServing(repo.root, ["search", "config", "--quiet"])).stderr, "");
  });
}

for (const killShare of [0, 0.25]) {
  const some = killShare === 0 ? "" : ", a quarter of them killed";
  Deno.test(`commands at once${some}: the files are what an account kept outside says`, async () => {
    const report = await runCommands({ atOnce: 8, runs: 24, killShare });
    assert(report.exact, JSON.stringify(report, null, 1));
    assertEquals(report.killed > 0, killShare > 0);
  });
}
