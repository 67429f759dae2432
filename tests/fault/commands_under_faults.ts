/**
 * A program of its own, because commands work in the working folder: runs each command in the repository that it
 * stands in, once for every effect on the file system that the command has, with that effect failing. Prints one line
 * of JSON for every promise that was broken and, at the end, `{"runs": N}`.
 */
import { denoHost } from "../../src/host/deno_host.ts";
import type { HostErrorCode } from "../../src/host/file_system.ts";
import { run } from "../../src/cli/run.ts";
import { ERROR_CODES } from "../../src/model/error.ts";
import { type Fault, FaultyFileSystem } from "./faulty_file_system.ts";
import { hear } from "./in_a_folder.ts";

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: number;
  readonly openFiles: number;
}

async function runWith(argv: readonly string[], faults: readonly Fault[]): Promise<Outcome> {
  const fs = new FaultyFileSystem(denoHost.fs, { faults });
  const heard = hear();
  const status = await run({ ...denoHost, fs, terminal: heard.terminal }, argv);
  const { stdout, stderr } = heard;
  return { status, stdout, stderr, calls: fs.calls.length, openFiles: fs.openFiles };
}

/** What the repository of this test is like before each run. */
const TEXTS: Readonly<Record<string, string>> = {
  "a.py": "def first():\n    return 1\n",
  "notes.md": "# Notes\n\nSome words.\n",
  "sub/b.py": "class Second:\n    def method(self):\n        return 2\n",
};
const BEFORE = { ...TEXTS, "a.py": "def old():\n    return 0\n" };

type Start = "nothing" | "stale" | "fresh";

async function prepare(start: Start): Promise<void> {
  if (start === "nothing") await Deno.remove("_ctx", { recursive: true }).catch(() => {});
  Deno.mkdirSync("sub", { recursive: true });
  for (const [path, text] of Object.entries(start === "stale" ? BEFORE : TEXTS)) write(path, text);
  if (start !== "nothing") await expect(["sync", "--json"], 0);
  if (start === "stale") write("a.py", TEXTS["a.py"] ?? "");
}

function write(path: string, text: string): void {
  Deno.writeTextFileSync(path, text);
  Deno.utimeSync(path, 1_700_000_000 + text.length, 1_700_000_000.5 + text.length);
}

async function expect(argv: readonly string[], status: number): Promise<void> {
  const outcome = await runWith(argv, []);
  if (outcome.status !== status) throw new Error(`${argv.join(" ")}: ${JSON.stringify(outcome)}`);
}

/** What is wrong with an outcome; "" when nothing is. */
function broken(argv: readonly string[], { status, stdout, stderr, openFiles }: Outcome): string {
  if (openFiles !== 0) return `${openFiles} files left open`;
  const lines = stderr.split("\n").filter((line) => line !== "");
  if (status === 3) {
    const errors = lines.filter((line) => line.startsWith("{"));
    const code = errors.length === 1 ? JSON.parse(errors[0] ?? "").code : "";
    return ERROR_CODES.includes(code) && code !== "internal" && stdout === "" ? "" : "not one clear error";
  }
  if (status !== 0 && status !== 1) return `status ${status}`;
  if (lines.some((line) => !line.startsWith("ctx: "))) return "noise on stderr";
  if (lines.filter((line) => line.includes("telemetry")).length > 1) {
    return "more than one notice of telemetry";
  }
  return brokenAnswer(argv[0] ?? "", JSON.parse(stdout));
}

// deno-lint-ignore no-explicit-any
function brokenAnswer(command: string, answer: any): string {
  if (command === "sync" || command === "build") {
    const skipped: string[] = answer.skipped.map(({ path }: { path: string }) => path);
    const covered = Object.keys(TEXTS).filter((path) =>
      skipped.some((name) => `${path}/`.startsWith(`${name}/`))
    );
    // A fault that says "not found" is what a file that is gone looks like: it is neither served nor named.
    const gone = Object.keys(TEXTS).length - covered.length - answer.files;
    return gone === 0 || gone > 0 && vanishing ? "" : `${gone} files are neither served nor named`;
  }
  if (command === "get") {
    for (const { id, text } of answer.chunks) if (text !== EXPECTED[id]) return `wrong text for ${id}`;
    const missing: string[] = answer.missing.map(({ id }: { id: string }) => id);
    const named = new Set([...answer.chunks.map(({ id }: { id: string }) => id), ...missing]);
    return Object.keys(EXPECTED).every((id) => named.has(id)) ? "" : "an id has neither text nor reason";
  }
  return "";
}

const EXPECTED: Readonly<Record<string, string>> = {
  "a.py#first": "def first():\n    return 1",
  "sub/b.py": TEXTS["sub/b.py"] ?? "",
};
const CODES: readonly HostErrorCode[] = [
  "permission",
  "not-found",
  "disk-full",
  "other",
  "too-many-open-files",
];
let vanishing = false;

const SCENARIOS: readonly (readonly [Start, readonly string[]])[] = [
  ["nothing", ["sync", "--json"]],
  ["stale", ["sync", "--json"]],
  ["fresh", ["build", "--json"]],
  ["stale", ["get", ...Object.keys(EXPECTED), "--mode", "raw", "--json"]],
  ["fresh", ["get", ...Object.keys(EXPECTED), "--mode", "raw", "--json"]],
  ["fresh", ["search", "second", "--json"]],
  ["fresh", ["validate", "--json"]],
];

/** Everything below `_ctx` that a healthy run does not leave. */
function strays(): string[] {
  const whole = new Set(["pack.db", "pack.lock", "events.jsonl", "last_run.json", "metrics.json"]);
  const paths = ["pack", "run", "telemetry"].flatMap((folder) =>
    namesIn(`_ctx/${folder}`).map((name) => `${folder}/${name}`)
  );
  return paths.filter((path) => !whole.has(path.slice(path.indexOf("/") + 1)) && !isYoungTemporary(path));
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Telemetry leaves a file that it could not rename or remove to a later run, which takes it for one when it is old. */
function isYoungTemporary(path: string): boolean {
  if (!path.startsWith("telemetry/") || !path.endsWith(".tmp")) return false;
  Deno.removeSync(`_ctx/${path}`);
  return true;
}

function print(value: unknown): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
}

let runs = 0;
for (const [start, argv] of SCENARIOS) {
  await prepare(start);
  const clean = await runWith(argv, []);
  if (clean.status !== 0) throw new Error(JSON.stringify(clean));
  for (let nth = 1; nth <= clean.calls; nth++) {
    for (const lasting of nth % 6 === 0 ? [false, true] : [false]) {
      const code = CODES[(nth + (lasting ? 2 : 0)) % CODES.length] ?? "other";
      vanishing = code === "not-found";
      if (start !== "fresh") await prepare(start); // the sync below leaves it fresh
      const outcome = await runWith(argv, [{ operation: "any", nth, code, lasting }]);
      runs++;
      const problem = broken(argv, outcome);
      // Where nothing works any more, removing does not work either; the next sync tidies.
      const left = problem === "" && !lasting ? strays() : [];
      if (problem !== "" || left.length > 0) {
        const context = { start, argv, nth, code, lasting };
        print({ problem, left, ...context, stderr: outcome.stderr, stdout: outcome.stdout });
      }
      await expect(["sync", "--json"], 0);
      if (strays().length > 0) print({ problem: "not tidied", left: strays() });
      if (nth % 4 === 0) await expect(["validate", "--json"], 0);
    }
  }
}
print({ runs });
