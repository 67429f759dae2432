/**
 * What the shipped command touches, by two outside witnesses: strace, and the runtime's own audit of the permissions
 * that were used.
 */
import { assert, assertEquals } from "@std/assert";
import { ENVIRONMENT_NAMES, permissionFlags } from "../../src/host/permissions.ts";
import {
  CLEAN_ROOT,
  EXECUTABLE,
  EXECUTABLE_CACHE,
  Fixture,
  PLAIN_ENVIRONMENT,
  PROJECT,
  runDeno,
  shippedCommand,
} from "../harness.ts";
import { parseTrace, straceCommand, type Trace } from "../hostile/trace.ts";

const FILES = {
  "a.py": "def first():\n    return 1\n",
  "README.md": "# Readme\n\nWords.\n",
  ".gitignore": "*.log\n",
  ".env": "TOKEN=abc\n",
  // What tools like these have run or obeyed, each of which would leave a mark.
  ".git/config": '[core]\n\tfsmonitor = "touch marked"\n\thooksPath = hooks\n',
  "hooks/post-checkout": "#!/bin/sh\ntouch marked\n",
  "git": "#!/bin/sh\ntouch marked\n",
  "deno": "#!/bin/sh\ntouch marked\n",
  "deno.json": '{"tasks":{"ctx":"touch marked"},"imports":{"web-tree-sitter":"./evil.js"}}\n',
  "package.json": '{"name":"x","scripts":{"postinstall":"touch marked"},"dependencies":{"ignore":"1"}}\n',
  ".npmrc": "registry=http://127.0.0.1:9/\n",
  "sitecustomize.py": "open('marked', 'w')\n",
};

const COMMANDS: readonly (readonly string[])[] = [
  ["sync"],
  ["build", "--json"],
  ["search", "first"],
  ["get", "a.py#first", "README.md"],
  ["validate"],
  ["ast", "symbols"],
  ["stats"],
];

function cacheFolder(): string {
  return PLAIN_ENVIRONMENT["DENO_DIR"] ?? `${PLAIN_ENVIRONMENT["HOME"]}/.cache/deno`;
}

/** Where the runtime itself may look: its program, its libraries, the machine's description of itself. */
const SYSTEM =
  /^\/(?:proc|sys|dev|lib|lib64|usr\/lib|usr\/local\/lib|usr\/share\/zoneinfo|etc\/(?:ld\.so\.|localtime))/;

function realPath(path: string): string {
  return Deno.realPathSync(path);
}

function assertBounds(root: string, command: string, trace: Trace): void {
  const deno = Deno.realPathSync(Deno.execPath());
  const cache = EXECUTABLE === "" ? cacheFolder() : EXECUTABLE_CACHE;
  const inside = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const ours = [`${root}/_ctx/pack`, `${root}/_ctx/run`, `${root}/_ctx/telemetry`];
  assertEquals(trace.sockets, [], `${command}: network`);
  const strayWrites = trace.written.filter((path) =>
    path !== `${root}/_ctx` && path !== `${root}/_ctx/.gitignore` && !ours.some((folder) =>
      inside(folder, path)
    ) &&
    !inside(cache, path) && path !== "/dev/null"
  );
  assertEquals(strayWrites, [], `${command}: written`);
  const strayReads = trace.read.filter((path) =>
    !SYSTEM.test(path) &&
    ![root, PROJECT, cache, deno, Deno.execPath(), EXECUTABLE].some((place) => inside(place, path))
  );
  assertEquals(strayReads, [], `${command}: read`);
  const isRuntime = (path: string): boolean => EXECUTABLE === "" ? path === deno : inside(cache, path);
  const tools = ["/usr/bin/ls", "/usr/bin/cat", ...CLEAN_ROOT === "" ? [] : ["/bin/sh"]];
  const stub = EXECUTABLE === "" ? [] : [EXECUTABLE, ...tools.map(realPath)];
  const strays = trace.executed.map(realPath).filter((path) => !isRuntime(path) && !stub.includes(path));
  assertEquals(strays, [], `${command}: executed`);
}

/** What strace wrote of `ctx` itself: from where it is in its root folder, in which that folder is `/`. */
function traceOf(text: string): Trace {
  if (CLEAN_ROOT === "") return parseTrace(text);
  const entered = text.indexOf("\n", text.indexOf(` chroot("${CLEAN_ROOT}")`));
  assert(entered > 0, "no root folder was entered");
  return parseTrace(text.slice(entered + 1).replaceAll(`${CLEAN_ROOT}/`, "/"));
}

const WAITING = "ctx: waiting for another ctx that is writing the pack\n";

/** Makes a run last: half a second after its start the runtime itself would look for a newer version of itself. */
function holdLock(repo: Fixture): () => void {
  const lock = Deno.openSync(`${repo.root}/_ctx/run/pack.lock`, { write: true });
  lock.lockSync(true);
  const timer = setTimeout(() => lock.unlockSync(), 1500);
  return () => {
    clearTimeout(timer);
    lock.close();
  };
}

Deno.test("strace: reads the segment, writes below _ctx, runs nothing but the runtime, reaches nobody", async () => {
  using repo = new Fixture(FILES);
  for (const name of ["git", "deno", "hooks/post-checkout"]) Deno.chmodSync(`${repo.root}/${name}`, 0o755);
  const before = repo.list(".");
  using traces = new Fixture({}, { git: false });
  const file = `${traces.root}/trace`;
  for (const command of COMMANDS) {
    const [program, ...words] = straceCommand(file);
    const shipped = shippedCommand(["--segment", repo.root, ...command]);
    const end = command[0] === "build" ? holdLock(repo) : () => {};
    const { code, stderr } = await new Deno.Command(program ?? "", {
      args: [...words, shipped.program, ...shipped.args],
      // From the repository itself, and with its own folder first where a careless program would look for others.
      cwd: repo.root,
      clearEnv: true,
      env: {
        ...PLAIN_ENVIRONMENT,
        ...shipped.env,
        HOME: traces.root,
        DENO_DIR: cacheFolder(),
        PATH: `.:${PLAIN_ENVIRONMENT["PATH"]}`,
      },
      stdin: "null",
      stdout: "null",
    }).output();
    end();
    assertEquals([code, new TextDecoder().decode(stderr).replace(WAITING, "")], [0, ""]);
    assertBounds(repo.root, command.join(" "), traceOf(Deno.readTextFileSync(file)));
  }
  assertEquals(repo.list("."), [...before, "_ctx"].sort());
});

Deno.test("strace: the witness sees what it must see", async () => {
  using repo = new Fixture({});
  const script =
    'cat /etc/hostname > "$1/made"; mkdir "$1/é\\n"; rm "$1/made"; (exec 3<>/dev/tcp/127.0.0.1/9) 2> "$1/e"; true';
  const [program, ...words] = straceCommand(`${repo.root}/trace`);
  await new Deno.Command(program ?? "", { args: [...words, "bash", "-c", script, "bash", repo.root] })
    .output();
  const trace = parseTrace(repo.read("trace"));
  assert(trace.executed.some((path) => path.endsWith("/cat")));
  assert(trace.read.includes("/etc/hostname"));
  for (const name of ["made", "é\\n", "e"]) assert(trace.written.includes(`${repo.root}/${name}`), name);
  assertEquals(trace.sockets, ["AF_INET"]);
});

Deno.test("audit: only the named permissions are ever used", async () => {
  using repo = new Fixture(FILES);
  using audits = new Fixture({}, { git: false });
  const uses: { permission: string; value: string }[] = [];
  for (const [index, command] of COMMANDS.entries()) {
    // Each process begins the file anew: what stays is that of the last one started, which serves the segment.
    const DENO_AUDIT_PERMISSIONS = `${audits.root}/${index}.jsonl`;
    const run = await repo.ctx(command, { env: { DENO_AUDIT_PERMISSIONS } });
    assertEquals([run.status, run.stderr], [0, ""]);
    uses.push(...audits.read(`${index}.jsonl`).trimEnd().split("\n").map((line) => JSON.parse(line)));
  }
  const values = (permission: string): string[] =>
    [
      ...new Set(uses.filter((use) => use.permission === permission).map(({ value }) => value)),
    ].sort();
  assertEquals([...new Set(uses.map(({ permission }) => permission))].sort(), [
    "env",
    "read",
    "sys",
    "write",
  ]);
  const names: readonly string[] = ENVIRONMENT_NAMES;
  assertEquals(values("env").filter((name) => !names.includes(name)), []);
  assertEquals(values("sys"), ["uid"]);
  assert(values("write").length > 0);
  for (const path of values("write")) {
    assert(/^_ctx(?:\/(?:pack|run|telemetry)(?:\/|$)|\/\.gitignore$)/.test(path), path);
  }
  const reads = values("read").map((path) => path.startsWith("/") ? path : `${repo.root}/${path}`);
  const places = [repo.root, EXECUTABLE === "" ? PROJECT : EXECUTABLE_CACHE];
  assertEquals(reads.filter((path) => !places.some((place) => `${path}/`.startsWith(`${place}/`))), []);
});

Deno.test("when telemetry is written, nothing else can be written any more", async () => {
  using repo = new Fixture(FILES);
  const flags = permissionFlags([PROJECT], Deno.execPath());
  const program = `${PROJECT}/tests/e2e/rights_at_flush.ts`;
  const run = await runDeno(
    ["run", "--quiet", `--config=${PROJECT}/deno.json`, ...flags, program, "sync"],
    { cwd: repo.root, env: { CTX_SEGMENT: "." } },
  );
  assertEquals([run.status, run.stderr], [0, ""]);
  assertEquals(JSON.parse(run.stdout), {
    status: 0,
    seen: {
      granted: ["_ctx/telemetry"],
      pack: "NotCapable",
      run: "NotCapable",
      gitignore: "NotCapable",
      source: "NotCapable",
      telemetry: "written",
    },
  });
});
