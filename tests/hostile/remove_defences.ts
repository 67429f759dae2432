/**
 * Takes each defence out of a copy of the program, and sees that its case or test fails then; prints a table, exits 1
 * when one can go unnoticed. Needs what the corpus needs.
 * usage: remove_defences.ts [--only WORDS]… [--part K/N] [--json FILE] [--from FILE]…
 */
import { parseArgs } from "@std/cli/parse-args";
import { PLAIN_ENVIRONMENT, PROJECT } from "../harness.ts";
import { CORPUS } from "./corpus.ts";
import { type Edit, type Proof, type Removal, REMOVALS } from "./removals.ts";
import { runCase } from "./run_case.ts";

interface Outcome {
  readonly promise: string;
  readonly defence: string;
  readonly proof: string;
  /** The first thing that went wrong without the defence; "" when nothing did. */
  readonly seen: string;
}

/** What the program and its tests are made of. */
const PARTS = ["deno.json", "deno.lock", "main.ts", "README.md", "src", "grammars", "types", "tests"];
/** A case that hangs without its defence need not hang for long. */
const WALL_SECONDS = 20;
const TEST_SECONDS = 150;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function remove(folder: string, { file, from, to }: Edit): void {
  const path = `${folder}/${file}`;
  const text = Deno.readTextFileSync(path);
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold once: ${from}`);
  Deno.writeTextFileSync(path, text.replace(from, () => to));
}

/** What goes wrong in the program in `folder`, and how long that took to see. */
async function prove(folder: string, proof: Proof): Promise<string> {
  if ("item" in proof) {
    const item = CORPUS.find(({ name }) => name.startsWith(proof.item));
    if (item === undefined) throw new Error(`no case begins with: ${proof.item}`);
    const commands = proof.talk === true ? "talk" : "few";
    const wallSeconds = proof.talk === true ? TEST_SECONDS : WALL_SECONDS;
    const options = { commands, nobody: false, project: folder, wallSeconds } as const;
    return (await runCase(item, options)).problems[0] ?? "";
  }
  const words = [
    "test",
    "--quiet",
    "--no-check",
    "--allow-all",
    "--filter",
    proof.filter,
    `${folder}/${proof.test}`,
  ];
  const { success, stdout } = await new Deno.Command("timeout", {
    args: ["-k", "5", String(TEST_SECONDS), Deno.execPath(), ...words],
    cwd: folder,
    clearEnv: true,
    env: PLAIN_ENVIRONMENT,
    stderr: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  // A filter that fits no test would pass for a proof in neither way.
  if (!/[1-9]\d* (?:passed|failed)/.test(text) && success) {
    throw new Error(`no test is called: ${proof.filter}`);
  }
  return success ? "" : /(?:AssertionError|error): ?[^\n]*/.exec(text)?.[0] ?? "the test fails";
}

async function tryWithout({ promise, defence, edits, proof }: Removal): Promise<Outcome> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx_removal_" }));
  try {
    const copied = PARTS.map((part) => `${PROJECT}/${part}`);
    const { success } = await new Deno.Command("cp", { args: ["-r", ...copied, root] }).output();
    if (!success) throw new Error("the program could not be copied");
    for (const edit of edits) remove(root, edit);
    const seen = (await prove(root, proof)).replaceAll(/ctx_(?:hostile|removal)_\w+/g, "…");
    return { promise, defence, proof: "item" in proof ? proof.item : `${proof.test}: ${proof.filter}`, seen };
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const parsed = parseArgs([...Deno.args], {
  string: ["only", "part", "json", "from"],
  collect: ["only", "from"],
});
function texts(name: string): string[] {
  return [parsed[name] ?? []].flat().map(String).filter((text) => text !== "");
}
const only = texts("only");
const [part = 1, parts = 1] = (texts("part")[0] ?? "1/1").split("/").map(Number);
const jobs = REMOVALS.filter(({ promise, defence }) =>
  only.length === 0 || only.some((words) => `${promise}: ${defence}`.includes(words))
).filter((_, index) => index % parts === part - 1);

let outcomes: Outcome[] = texts("from").flatMap((file) =>
  JSON.parse(Deno.readTextFileSync(file)) as Outcome[]
);
if (outcomes.length === 0) {
  await Promise.all([0, 1].map(async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      outcomes.push(await tryWithout(job));
      const file = texts("json")[0];
      if (file !== undefined) Deno.writeTextFileSync(file, JSON.stringify(outcomes, null, 2));
    }
  }));
}
const order = (outcome: Outcome): number => REMOVALS.findIndex(({ defence }) => defence === outcome.defence);
outcomes = outcomes.sort((a, b) => order(a) - order(b));
print("| promise | without | fails | how |");
print("| --- | --- | --- | --- |");
for (const { promise, defence, proof, seen } of outcomes) {
  const how = seen.replaceAll("|", "\\|").replaceAll(/\s+/g, " ").slice(0, 90);
  print(`| ${promise} | ${defence} | ${proof} | ${how === "" ? "**unnoticed**" : how} |`);
}
const unnoticed = outcomes.filter(({ seen }) => seen === "").length;
print(`\n${outcomes.length} defences removed one by one, ${unnoticed} unnoticed`);
Deno.exit(unnoticed === 0 ? 0 : 1);
