/**
 * The operating system fails under the real program, SQLite included: strace makes the Nth of each kind of call on the
 * files of `_ctx` return an error, for every N that a build, a sync of changes, and a search and a get over changed files make.
 * What must hold: one clear error or an answer, no crash; then the next sync mends and leaves nothing lying around.
 * `deno run -A tests/fault/syscalls.ts` runs all; `--few`: the first, a middle and the last N of each kind; `K/N`: the
 * Kth of N parts of all.
 * Needs Linux and strace.
 */
import { permissionFlags, RUNTIME_ENVIRONMENT } from "../../src/host/permissions.ts";
import { ERROR_CODES } from "../../src/model/error.ts";
import { CLEAN_ENVIRONMENT, PROJECT } from "../harness.ts";

/** Calls that change or read files, each with the error that disks and kernels give for it. */
const FAULTS = [
  ["pwrite64", "ENOSPC"],
  ["pwrite64", "EIO"],
  ["pread64", "EIO"],
  ["read", "EIO"],
  ["write", "ENOSPC"],
  ["openat", "EMFILE"],
  ["openat", "EACCES"],
  ["fsync", "EIO"],
  ["fdatasync", "EIO"],
  ["ftruncate", "EIO"],
  ["rename", "EACCES"],
  ["unlink", "EACCES"],
  ["flock", "ENOLCK"],
] as const;

const FILES = [
  ...[
    "pack/pack.db",
    "pack/pack.new.db",
    "pack/pack.db-journal",
    "pack/pack.new.db-journal",
    "run/pack.lock",
  ],
  ...["telemetry/events.jsonl", "telemetry/metrics.json", "telemetry/last_run.json", ".gitignore"],
];

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Which of the faults are tried: every one, three of each kind, or one of each kind under a sync alone. */
export type Share = "all" | "few" | "one";

async function start(program: string, args: readonly string[], cwd: string): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    clearEnv: true,
    env: { ...CLEAN_ENVIRONMENT, ...RUNTIME_ENVIRONMENT, CTX_SEGMENT: ":here" },
    stdin: "null",
  }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { status: code, stdout: out ?? "", stderr: err ?? "" };
}

function serving(words: readonly string[]): string[] {
  const flags = permissionFlags([PROJECT], Deno.execPath());
  return ["run", "--quiet", `--config=${PROJECT}/deno.json`, ...flags, `${PROJECT}/main.ts`, ...words];
}

/** Runs `words` under strace; `inject` is `kind:error=…:when=N`, or "" to count. */
async function traced(
  root: string,
  words: readonly string[],
  inject: string,
): Promise<Run & { trace: string }> {
  const file = `${root}/trace`;
  const paths = FILES.flatMap((path) => ["-P", `${root}/repo/_ctx/${path}`]);
  const fault = inject === "" ? [] : ["-e", `inject=${inject}`];
  const options = ["-f", "-qq", "-o", file, ...paths, ...fault];
  const run = await start("strace", [...options, Deno.execPath(), ...serving(words)], `${root}/repo`);
  return { ...run, trace: Deno.readTextFileSync(file) };
}

interface Scenario {
  readonly words: readonly string[];
  /** Whether files have changed since the pack was made. */
  readonly stale: boolean;
}

const SCENARIOS: readonly Scenario[] = [
  { words: ["build", "--json"], stale: false },
  { words: ["sync", "--json"], stale: true },
  { words: ["search", "second", "--json"], stale: true },
  { words: ["get", "a.py#Second", "b.py", "--json"], stale: true },
];

const TEXT = 'class Second:\n    """second"""\n    def method(self):\n        return 2\n';

function prepare(root: string, stale: boolean, round: number): void {
  Deno.writeTextFileSync(`${root}/repo/a.py`, TEXT);
  if (stale) Deno.writeTextFileSync(`${root}/repo/b.py`, `def changed${round}():\n    return ${round}\n`);
}

/** What is wrong with how a command took a fault; "" when nothing is. */
function brokenRun({ status, stdout, stderr }: Run): string {
  if (status === 0 || status === 1) {
    return JSON.parse(stdout).schema?.startsWith("ctx.") === true ? "" : "no answer";
  }
  if (status !== 3) return `status ${status}`;
  const errors = stderr.split("\n").filter((line) => line.startsWith("{"));
  const code = errors.length === 1 ? JSON.parse(errors[0] ?? "").code : "";
  return ERROR_CODES.includes(code) && code !== "internal" ? "" : "not one clear error";
}

async function brokenAfter(root: string): Promise<string> {
  const sync = await start(Deno.execPath(), serving(["sync", "--json"]), `${root}/repo`);
  if (sync.status !== 0) return `the next sync: status ${sync.status} ${sync.stderr}`;
  const names = [...Deno.readDirSync(`${root}/repo/_ctx/pack`)].map(({ name }) => name);
  if (names.join() !== "pack.db") return `left in the pack's folder: ${names.join()}`;
  const valid = await start(Deno.execPath(), serving(["validate", "--json"]), `${root}/repo`);
  return valid.status === 0 ? "" : `validate: ${valid.stdout}`;
}

function numbersOf(count: number, share: Share): number[] {
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (share === "all") return all;
  const middle = Math.ceil(count / 2);
  return all.filter((nth) => nth === middle || share === "few" && (nth === 1 || nth === count));
}

/** Tries the faults, or the `part`th of `parts` parts of them; returns how many, and each promise that was broken. */
export async function failSystemCalls(
  share: Share,
  [part, parts]: readonly [number, number] = [1, 1],
): Promise<{ runs: number; problems: string[] }> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_syscalls_" }));
  const problems: string[] = [];
  let [runs, round, place] = [0, 0, 0];
  try {
    Deno.mkdirSync(`${root}/repo/.git`, { recursive: true });
    for (const { words, stale } of SCENARIOS.filter(({ words }) => share !== "one" || words[0] === "sync")) {
      prepare(root, stale, round);
      const problem = await brokenAfter(root); // a sync
      if (problem !== "") throw new Error(problem);
      prepare(root, stale, ++round);
      const { trace } = await traced(root, words, "");
      for (const [call, error] of FAULTS) {
        const count = trace.split("\n").filter((line) => new RegExp(`^\\d+\\s+${call}\\(`).test(line)).length;
        for (const nth of numbersOf(count, share)) {
          if (place++ % parts !== part - 1) continue;
          runs++;
          prepare(root, stale, ++round);
          const run = await traced(root, words, `${call}:error=${error}:when=${nth}`);
          const broken = brokenRun(run) || await brokenAfter(root);
          if (broken !== "") {
            problems.push(
              `${words[0]}, ${call} ${nth} of ${count}, ${error}: ${broken} ${run.stderr.slice(0, 300)}`,
            );
          }
        }
      }
    }
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
  return { runs, problems };
}

if (import.meta.main) {
  const [part = 1, parts = 1] = (Deno.args.find((arg) => /^\d+\/\d+$/.test(arg)) ?? "1/1").split("/").map(
    Number,
  );
  const { runs, problems } = await failSystemCalls(Deno.args.includes("--few") ? "few" : "all", [
    part,
    parts,
  ]);
  const lines = [...problems, `${runs} runs, ${problems.length} broken`];
  Deno.stdout.writeSync(new TextEncoder().encode(`${lines.join("\n")}\n`));
  Deno.exit(problems.length === 0 ? 0 : 1);
}
