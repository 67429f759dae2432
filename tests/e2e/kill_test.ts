/**
 * Killed at a hundred moments of `sync` and `build`: the pack is the old one or the new one, one more `sync` makes it
 * whole, and nothing stays behind. The moments are spread over the whole run, its start and its end included.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { Fixture } from "../harness.ts";
import { shippedCommand } from "../harness.ts";
import { runServing, startGroup, tree, WHOLE_STATE } from "./processes.ts";

const FILES = 150;
const KILLS_EACH = 50;

function sources(round: number, changed: number): Record<string, string> {
  const names = Array.from({ length: changed }, (_, index) => index * Math.floor(FILES / changed));
  return Object.fromEntries(names.map((index) => [
    `part${index % 7}/module${index}.py`,
    `class Part${index}:\n    """Round ${round}."""\n\n    def value(self):\n        return ${round}\n\n\n` +
    `def make${index}(kind):\n    return Part${index}() if kind else ${round}\n`,
  ]));
}

/** What another SQLite sees, without recovering anything: the pack's sha, or why it shows none. */
function packSeen(root: string): string {
  const path = `${root}/_ctx/pack/pack.db`;
  try {
    Deno.lstatSync(path);
  } catch {
    return "none";
  }
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const problems = database.prepare("PRAGMA integrity_check").all();
    assertEquals(problems.map((row) => Object.values(row)), [["ok"]]);
    const row = database.prepare("SELECT value FROM meta WHERE key = 'pack_sha'").get();
    return String(row?.["value"]);
  } catch (error) {
    // Killed in the middle of a commit: SQLite asks for its journal to be played back before anyone reads.
    if (error instanceof Error && error.message.includes("readonly database")) return "unfinished";
    throw error;
  } finally {
    database.close();
  }
}

/** Temporary files of telemetry are taken for a killed run's only when they are old: make them so. */
function ageTemporaries(root: string): void {
  for (const path of tree(root)) {
    if (path.endsWith(".tmp")) Deno.utimeSync(`${root}/${path}`, 0, 0);
  }
}

async function killMany(command: "sync" | "build"): Promise<void> {
  using repo = new Fixture(sources(0, FILES));
  const args = shippedCommand(["--segment", repo.root, command]);
  let lengthMs = 0;
  const measure = async (): Promise<void> => {
    const start = performance.now();
    assertEquals((await startGroup(args).finished).status, 0);
    lengthMs = performance.now() - start;
  };
  await measure();
  const seen = new Map<string, number>();
  let killed = 0;
  let oldSha = packSeen(repo.root);
  for (let attempt = 0; killed < KILLS_EACH; attempt++) {
    assert(attempt < 4 * KILLS_EACH, "the command ends before it can be killed");
    // The first and every tenth run begins with nothing; the others change a third of the files.
    if (attempt % 10 === 0) Deno.removeSync(`${repo.root}/_ctx`, { recursive: true });
    if (attempt % 10 === 0) oldSha = "none";
    repo.write(sources(attempt + 1, FILES / 3));
    const group = startGroup(args);
    const delayMs = (killed + Math.random()) / KILLS_EACH * lengthMs;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const hit = group.signal("SIGKILL");
    const { status } = await group.finished;
    if (!hit || status === 0) {
      lengthMs = Math.min(lengthMs, delayMs); // faster than thought: the next kills come earlier
      oldSha = packSeen(repo.root);
      continue;
    }
    killed++;
    lengthMs *= 1.01; // and a machine that gets busier is followed slowly
    const between = packSeen(repo.root);
    ageTemporaries(repo.root);
    const context = `${command} killed after ${delayMs.toFixed(1)} ms`;
    const sync = await runServing(repo.root, ["sync", "--json"]);
    assertEquals(sync.status, 0, `${context}: ${sync.stderr}`);
    assertMatch(sync.stderr, /^(?:ctx: rebuilding the pack: it was left half-written .*\n)?$/, context);
    const newSha = JSON.parse(sync.stdout).pack_sha;
    assert([oldSha, newSha, "unfinished"].includes(between), `${context}: neither old nor new: ${between}`);
    const kind = between === newSha ? "new" : between === oldSha ? "old" : between;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    const validate = await runServing(repo.root, ["validate"]);
    assertEquals([validate.status, validate.stderr], [0, ""], `${context}: ${validate.stdout}`);
    assertEquals(tree(`${repo.root}/_ctx`), WHOLE_STATE, context);
    oldSha = newSha;
  }
  assert((seen.get("old") ?? 0) > 0, "no kill came before the new pack was there");
}

// At once, because each waits for its processes most of the time.
Deno.test("killed at fifty moments of a sync and fifty of a build", async () => {
  await Promise.all([killMany("sync"), killMany("build")]);
});
