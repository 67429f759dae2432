/**
 * Runs commands over one hostile repository under strace, as this user or as nobody, and says which promises were
 * broken. Needs Linux and unshare; without strace nobody watches what is opened, and all else is checked. Each command
 * is the process that serves a segment, with the shipped rights (the chain that leads to it is
 * tests/e2e/boundary_test.ts); its processor time is limited by the system.
 */
import { permissionFlags, RUNTIME_ENVIRONMENT } from "../../src/host/permissions.ts";
import { RUNTIME_FLAGS } from "../../src/host/runtime_flags.ts";
import { PLAIN_ENVIRONMENT, PROJECT } from "../harness.ts";
import { type HostileCase, OUTSIDE, type Place } from "./case.ts";
import { ALL, FEW, ONE, TALK, type Words } from "./commands.ts";
import { watchMemory } from "./memory.ts";
import { parseTrace, straceCommand, type Trace } from "./trace.ts";

export interface CaseReport {
  readonly name: string;
  readonly mustNot: string;
  readonly commands: number;
  /** Empty when every promise held. */
  readonly problems: readonly string[];
  /** Highest resident memory of any process, in MB. */
  readonly peakMb: number;
}

export interface CaseOptions {
  /** Besides the case's own: one if it has none; few; few, and the case's talk with the language server; all and a talk. */
  readonly commands: "one" | "few" | "talk" | "all";
  readonly nobody: boolean;
  /** How long one command may take, in seconds; 300 when left out. */
  readonly wallSeconds?: number;
  /** Folder of the program; this checkout when left out. */
  readonly project?: string;
}

/** What runs under one strace: one command, or several beside a server that one of them starts. */
interface Step {
  readonly name: string;
  readonly commands: readonly Words[];
}

/** How the commands of one case are run. */
interface Stage {
  /** Of the case: `repo`, `outside`, `home`, `out`, and what nobody sees of the program. */
  readonly root: string;
  readonly nobody: boolean;
  readonly project: string;
  readonly wallSeconds: number;
  readonly watched: boolean;
  /** How many times the limit a command may take because it is watched. */
  readonly slack: number;
}

/** The limits: processor seconds of one command on two processors, and MB of resident memory. */
const CPU_SECONDS = Math.ceil(10 * Math.max(1, navigator.hardwareConcurrency / 2));
/** Where every call counts: 100,000 files under strace took six times as long as without. */
const WATCHED_FACTOR = 12;
const MEMORY_MB = 1000;
/** A process that waits for ever uses no processor time. */
const WALL_SECONDS = 300;
/** Runs the commands of a talk, beside the server that they talk to. */
const SHELL = "/bin/sh";

let watched: boolean | null = null;

/** Whether this machine has strace, which says what was opened and run. */
export function isWatched(): boolean {
  watched ??=
    new Deno.Command("sh", { args: ["-c", "command -v strace"], stdout: "null" }).outputSync().success;
  return watched;
}

let separable: boolean | null = null;

/** Whether a command can be run as nobody, beside copies of what nobody may see: not in every container. */
export function hasNobody(): boolean {
  separable ??= Deno.uid() === 0 && new Deno.Command("unshare", {
    args: [
      ...["-m", "sh", "-c"],
      "mount --bind /tmp /tmp && setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs true",
    ],
    stdout: "null",
    stderr: "null",
  }).outputSync().success;
  return separable;
}

/** Runs `item` and removes everything that it made. */
export async function runCase(item: HostileCase, options: CaseOptions): Promise<CaseReport> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_hostile_" }));
  const memory = watchMemory();
  let meanwhile: Deno.ChildProcess | null = null;
  try {
    const place = prepare(root);
    await item.make(place);
    if (options.nobody) await giveToNobody(root);
    const before = await stateOf(place, item);
    if (item.meanwhile !== undefined) meanwhile = startBeside(item.meanwhile, place);
    const { nobody, project = PROJECT } = options;
    const wallSeconds = options.wallSeconds ?? WALL_SECONDS;
    const stage: Stage = { root, nobody, project, wallSeconds, watched: isWatched(), slack: 1 };
    const problems: string[] = [];
    let [count, asked] = [0, 0];
    const runSteps = async (steps: readonly Step[], on: Stage): Promise<void> => {
      await runAll(on, count + 1, steps);
      problems.push(...steps.flatMap((step, index) => stepProblems(on, count + index + 1, step, item)));
      count += steps.length;
      asked += steps.reduce((sum, step) => sum + step.commands.length, 0);
    };
    const isTalk = options.commands === "talk" || options.commands === "all";
    const isQuick = options.commands === "one";
    const own = item.commands ?? [];
    const common = options.commands === "all" ? ALL : isQuick ? ONE : FEW;
    const commands = isQuick && own.length > 0 ? own : [...own, ...common];
    const sync: Words = ["sync", "--json"];
    if (item.timedAlone === true) {
      const steps = [...FEW, ...FEW, sync, ...commands].map((command) => single(command, item));
      await runSteps(steps, { ...stage, watched: false });
      Deno.removeSync(`${place.repo}/_ctx`, { recursive: true });
      const watched = [...FEW, sync, ...FEW].map((command) => single(command, item));
      if (stage.watched) await runSteps(watched, { ...stage, slack: WATCHED_FACTOR });
    } else {
      await runSteps([single(sync, item)], stage);
      if (item.spoil !== undefined) {
        await item.spoil(place);
        if (options.nobody) await giveToNobody(root);
      }
      const talk = isTalk ? [talkAbout(item)] : [];
      // What was spoilt is made anew by a command that may write.
      const last = isQuick && item.spoil === undefined ? [] : [single(sync, item)];
      await runSteps([...commands.map((one) => single(one, item)), ...talk, ...last], stage);
    }
    if (await stateOf(place, item) !== before) problems.push("something outside was changed");
    if (await exists(place.marked)) problems.push("a program of the repository was run");
    problems.push(...stateProblems(place, item));
    if (memory.peakMb() > MEMORY_MB) problems.push(`${memory.peakMb()} MB of memory`);
    return {
      name: item.name,
      mustNot: item.mustNot,
      commands: asked,
      problems,
      peakMb: memory.peakMb(),
    };
  } finally {
    memory.stop();
    meanwhile?.kill("SIGKILL");
    await meanwhile?.status;
    await new Deno.Command("rm", { args: ["-rf", root] }).output(); // deeper than Deno.remove goes
  }
}

function prepare(root: string): Place {
  const place: Place = { repo: `${root}/repo`, outside: `${root}/outside`, marked: `${root}/home/marked` };
  for (const folder of ["repo/.git/info", "outside/sub", "home", "out"]) {
    Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
  }
  Deno.writeTextFileSync(`${place.repo}/a.py`, "def first():\n    return 1\n");
  Deno.writeTextFileSync(`${place.outside}/secret.py`, `def ${OUTSIDE}():\n    return "${OUTSIDE}"\n`);
  Deno.writeTextFileSync(`${place.outside}/sub/secret.py`, `${OUTSIDE} = 1\n`);
  Deno.writeTextFileSync(`${place.outside}/precious.txt`, `${OUTSIDE}\n`);
  Deno.chmodSync(root, 0o755);
  return place;
}

/** What is root's becomes nobody's, so that the repository's own rights protect nothing; other owners stay. */
async function giveToNobody(root: string): Promise<void> {
  const places = [`${root}/repo`, `${root}/outside`, `${root}/home`];
  // -execdir: a path from the top may be longer than a path can be.
  const args = [...places, "-xdev", "-uid", "0", "-execdir", "chown", "-h", "65534:65534", "{}", "+"];
  const { success, stderr } = await new Deno.Command("find", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function startBeside(script: string, place: Place): Deno.ChildProcess {
  return new Deno.Command("sh", { args: ["-c", script], cwd: place.repo, stdout: "null", stderr: "null" })
    .spawn();
}

/** Names, kinds and content of everything that must stay as it is, as one text. */
async function stateOf(place: Place, { untouched = [] }: HostileCase): Promise<string> {
  const script = 'find "$@" -printf \'%p %y %s %T@ %m %U\\n\' | sort && find "$@" -type f -exec cat {} +';
  const paths = [place.outside, ...untouched.map((path) => `${place.repo}/${path}`)];
  const { stdout } = await new Deno.Command("sh", { args: ["-c", script, "sh", ...paths] }).output();
  return new TextDecoder().decode(stdout);
}

/** Shows nobody the runtime, its cache and this checkout, wherever they are; as in tests/e2e/namespace.ts. */
const SCRIPT = `
set -eu
root=$1
if [ "$NOBODY" = 1 ]; then
  mkdir -p "$root/bin" "$root/cache" "$root/project"
  touch "$root/bin/deno"
  mount --bind "$DENO" "$root/bin/deno"
  mount --bind "$CACHE" "$root/cache"
  mount --bind "$PROJECT" "$root/project"
  for part in bin/deno cache project; do mount -o remount,bind,ro "$root/$part"; done
  chmod 777 "$root/out"
fi
cd "$root/repo"
export HOME="$root/home"
for file in "$root"/out/*.run; do
  base=\${file%.run}
  status=0
  if [ "$NOBODY" = 1 ]; then
    timeout -k 5 $WALL_SECONDS setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs sh "$file" \\
      > "$base.stdout" 2> "$base.stderr" < /dev/null || status=$?
  else
    timeout -k 5 $WALL_SECONDS sh "$file" > "$base.stdout" 2> "$base.stderr" < /dev/null || status=$?
  fi
  echo $status > "$base.status"
  mv "$file" "$base.ran"
done
`;

function single(words: Words, { bounded }: HostileCase): Step {
  const makesPack = words[0] === "sync" || words[0] === "build";
  const command = makesPack && bounded === true ? [...words, "--limit-s", "3"] : words;
  return { name: command.join(" ").slice(0, 60), commands: [command] };
}

/** The server is stopped by the last command. */
function talkAbout(item: HostileCase): Step {
  const commands = [...TALK.slice(0, -1), ...item.talk ?? [], ...TALK.slice(-1)];
  return { name: "lsp", commands };
}

function stepFile(root: string, number: number): string {
  return `${root}/out/${String(number).padStart(3, "0")}`;
}

async function runAll(stage: Stage, first: number, steps: readonly Step[]): Promise<void> {
  const { root, nobody, project } = stage;
  const runtime = Deno.realPathSync(Deno.execPath());
  const cache = cacheFolder();
  const [deno, program] = nobody ? [`${root}/bin/deno`, `${root}/project`] : [runtime, project];
  const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  const flags = permissionFlags([program], deno);
  const serve = ["run", ...RUNTIME_FLAGS, `--config=${program}/deno.json`, ...flags, `${program}/main.ts`];
  const line = (words: readonly string[]): string => words.map(quote).join(" ");
  for (const [index, { commands }] of steps.entries()) {
    const base = stepFile(root, first + index);
    const lines = commands.map((command) => line([deno, ...serve, ...command]));
    // For ctx the repository's own folders come first, where a careless program would find its tools. The talk has the
    // system's own folders behind them, because the interpreter comes from there.
    const path = commands.length > 1 ? "/usr/bin:/bin" : PLAIN_ENVIRONMENT["PATH"];
    const searched = `PATH=.:bin::${root}/repo/.venv/bin:${path}`;
    const start = stage.watched ? [...straceCommand(`${base}.trace`), "-E", searched] : ["env", searched];
    if (lines.length > 1) {
      const judge = "case $? in 0|1|2|3) ;; *) exit 99 ;; esac\n";
      Deno.writeTextFileSync(`${base}.talk`, lines.map((text) => `${text}\n${judge}`).join(""));
    }
    const what = lines.length > 1 ? line([SHELL, `${base}.talk`]) : lines[0] ?? "";
    Deno.writeTextFileSync(
      `${base}.run`,
      `ulimit -t ${CPU_SECONDS * stage.slack}\nexec ${line(start)} ${what}\n`,
    );
  }
  const script = ["sh", "-c", SCRIPT, "sh", root];
  const [command = "", ...args] = nobody ? ["unshare", "-m", ...script] : script;
  const child = new Deno.Command(command, {
    args,
    clearEnv: true,
    env: {
      ...PLAIN_ENVIRONMENT,
      ...RUNTIME_ENVIRONMENT,
      CTX_SEGMENT: ":here",
      DENO: runtime,
      CACHE: cache,
      PROJECT: project,
      DENO_DIR: nobody ? `${root}/cache` : cache,
      NOBODY: nobody ? "1" : "0",
      WALL_SECONDS: String(stage.wallSeconds),
    },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await child.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function cacheFolder(): string {
  return PLAIN_ENVIRONMENT["DENO_DIR"] ?? `${PLAIN_ENVIRONMENT["HOME"]}/.cache/deno`;
}

function stepProblems(stage: Stage, number: number, step: Step, item: HostileCase): string[] {
  const { name, commands } = step;
  const base = stepFile(stage.root, number);
  const status = Number(Deno.readTextFileSync(`${base}.status`));
  const output = Deno.readTextFileSync(`${base}.stdout`) + Deno.readTextFileSync(`${base}.stderr`);
  const problems: string[] = [];
  if (status === 124) problems.push(`hangs (${stage.wallSeconds} s)`);
  else if (status === 152 || status === 137) {
    problems.push(`more than ${CPU_SECONDS * stage.slack} s of processor time, or killed`);
  } else if (![0, 1, 2, 3].includes(status)) problems.push(`status ${status}: ${output.slice(-300)}`);
  const raw = UNSEEN.exec(output)?.[0];
  if (raw !== undefined) problems.push(`a raw U+${raw.codePointAt(0)?.toString(16)} in the output`);
  for (const word of [OUTSIDE, ...item.secrets ?? []]) {
    // The question itself may be repeated in the answer; its hits may not.
    if (output.replaceAll(`"query":"${word}"`, "").includes(word)) problems.push(`shows ${word}`);
  }
  if (stage.watched) {
    const trace = parseTrace(Deno.readTextFileSync(`${base}.trace`));
    const found = traceProblems(stage, trace, commands.length > 1);
    const opened = `reads ${stage.root}/outside`;
    problems.push(...found.filter((problem) => item.swaps !== true || !problem.startsWith(opened)));
  }
  return problems.map((problem) => `${name}: ${problem}`);
}

/** What moves the cursor or reorders what is read; tabs and line ends (CSV's too) are the output's own. */
const UNSEEN = /(?![\t\n]|\r\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** Where the runtime may read beside its own program: libraries, and what the machine says of itself. */
const SYSTEM =
  /^(?:\/(?:usr\/(?:local\/)?)?lib(?:64)?\/|\/etc\/(?:ld\.so\.|localtime)|\/usr\/share\/zoneinfo\/|\/sys\/|\/proc\/sys\/|\/proc\/(?:meminfo|cpuinfo|stat)$|\/proc\/(?:self|\d+)\/(?:maps|cgroup|mountinfo|stat|status|task)$|\/dev\/(?:null|urandom|random)$)/;

/** Where an interpreter of the system lies with its library, and what the C library reads for it. */
const INTERPRETER =
  /^\/(?:usr\/(?:local\/)?(?:bin|lib)|bin|lib)\/|^\/etc\/(?:python3|nsswitch\.conf|passwd|locale\.alias)/;

function traceProblems({ root, project }: Stage, trace: Trace, isTalk: boolean): string[] {
  const runtime = Deno.realPathSync(Deno.execPath());
  const below = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`);
  const repo = `${root}/repo`;
  const runtimePlaces = [`${root}/bin`, `${root}/cache`, cacheFolder()];
  const readable = [repo, `${root}/project`, project, runtime, ...runtimePlaces];
  const writable = ["pack", "run", "telemetry"].map((folder) => `${repo}/_ctx/${folder}`);
  const problems: string[] = [];
  for (const path of trace.executed) {
    if (path === runtime || path === `${root}/bin/deno`) continue;
    if (!isTalk || path !== SHELL && !INTERPRETER.test(path)) problems.push(`runs ${path}`);
  }
  for (const path of trace.read) {
    if (isTalk && (INTERPRETER.test(path) || below(`${root}/out`, path))) continue;
    if (!SYSTEM.test(path) && !readable.some((place) => below(place, path))) problems.push(`reads ${path}`);
  }
  for (const path of trace.written) {
    const ours = path === `${repo}/_ctx` || path === `${repo}/_ctx/.gitignore` || path === "/dev/null" ||
      [...writable, ...runtimePlaces].some((place) => below(place, path));
    if (!ours) problems.push(`writes ${path}`);
  }
  for (const socket of trace.sockets) problems.push(`connects to ${socket}`);
  return problems;
}

/** What telemetry and the pack keep must hold no canary and no escape byte. */
function stateProblems(place: Place, item: HostileCase): string[] {
  const problems: string[] = [];
  const telemetry = `${place.repo}/_ctx/telemetry`;
  if (isRealFolder(telemetry)) {
    for (const { name, isFile } of Deno.readDirSync(telemetry)) {
      if (!isFile) continue;
      const text = Deno.readTextFileSync(`${telemetry}/${name}`);
      const ownLines = text.split("\n").filter((line) =>
        /^\{"ts":"20\d\d-[^"]+","run_id":"run_\d{9,}/.test(line)
      ).join("\n");
      for (const word of [OUTSIDE, place.repo, ...item.secrets ?? []]) {
        if (withoutQueries(ownLines).includes(word)) problems.push(`telemetry ${name} holds ${word}`);
      }
      if (ownLines.includes("\x1b")) problems.push(`telemetry ${name} holds an escape byte`);
    }
  }
  const pack = `${place.repo}/_ctx/pack`;
  if (isRealFolder(`${place.repo}/_ctx`) && isRealFolder(pack)) {
    const path = `${pack}/pack.db`;
    const isFile = [...Deno.readDirSync(pack)].some((entry) => entry.name === "pack.db" && entry.isFile);
    const bytes = isFile ? new TextDecoder("latin1").decode(Deno.readFileSync(path)) : "";
    for (const word of [OUTSIDE, ...item.secrets ?? []]) {
      if (bytes.toLowerCase().includes(word.toLowerCase())) problems.push(`the pack holds ${word}`);
    }
  }
  return problems;
}

/** A query is what the user typed: it may be kept, cut to 120 characters. */
function withoutQueries(lines: string): string {
  return lines.replaceAll(/"(?:query|symbol_query)":"(?:[^"\\]|\\.)*"/g, "");
}

function isRealFolder(path: string): boolean {
  try {
    return Deno.lstatSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
