/**
 * Runs the corpus and prints its table; exits 1 when a promise was broken.
 * usage: run.ts [--short | --quick] [--only PART-OF-A-NAME]… [--part K/N] [--user self|nobody]… [--json FILE]
 *   [--except FILE]… [--from FILE]…
 * `--part 2/3` takes the second of three parts, `--except` the cases that an earlier `--json` file does not have; `--from`
 * prints the table of such files and runs nothing.
 */
import { parseArgs } from "@std/cli/parse-args";
import type { HostileCase } from "./case.ts";
import { CORPUS } from "./corpus.ts";
import { type CaseReport, hasNobody, isWatched, runCase } from "./run_case.ts";

interface UserReport extends CaseReport {
  readonly user: string;
  /** How long it took, with whatever else the machine did. */
  readonly seconds: number;
}

const parsed = parseArgs([...Deno.args], {
  boolean: ["short", "quick"],
  string: ["only", "except", "part", "user", "json", "from"],
  collect: ["only", "except", "user", "from"],
});
const isQuick = parsed["quick"] === true;
const isShort = isQuick || parsed["short"] === true;
const isRoot = Deno.uid() === 0;

function texts(name: string): string[] {
  return [parsed[name] ?? []].flat().map(String).filter((text) => text !== "");
}

function readReports(file: string): UserReport[] {
  return JSON.parse(Deno.readTextFileSync(file)) as UserReport[];
}

/** Without root there is one user, and it is unprivileged already. */
function chosenUsers(): string[] {
  if (!hasNobody()) return ["self"];
  return texts("user").length > 0 ? texts("user") : isShort ? ["nobody"] : ["self", "nobody"];
}

function chosenCases(): HostileCase[] {
  const only = texts("only");
  const [part = 1, parts = 1] = (texts("part")[0] ?? "1/1").split("/").map(Number);
  return CORPUS.filter((item) =>
    (only.length === 0 || only.some((text) => item.name.includes(text))) &&
    !(isShort && item.heavy === true) && (isRoot || item.root !== true) &&
    // What happens beside the commands is another thing each time: the longer forms look for that.
    !(isQuick && (item.slow === true || item.meanwhile !== undefined))
  ).filter((_, index) => index % parts === part - 1);
}

/** After each case, so that a run that is ended early has said something. */
function save(reports: readonly UserReport[]): void {
  const file = texts("json")[0];
  if (file !== undefined) Deno.writeTextFileSync(file, JSON.stringify(reports, null, 2));
}

interface Job {
  readonly item: HostileCase;
  readonly user: string;
}

async function runJob({ item, user }: Job): Promise<UserReport> {
  const start = performance.now();
  const seconds = (): number => Math.round((performance.now() - start) / 100) / 10;
  const commands = isQuick ? "one" : isShort ? "few" : "all";
  try {
    const report = await runCase(item, { commands, nobody: user === "nobody" });
    return { ...report, user, seconds: seconds() };
  } catch (error) {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 400);
    const { name, mustNot } = item;
    const problems = [`the runner failed: ${message}`];
    return { name, mustNot, commands: 0, problems, peakMb: 0, user, seconds: seconds() };
  }
}

async function runCases(): Promise<UserReport[]> {
  const done = new Set(texts("except").flatMap(readReports).map(({ name, user }) => `${user} ${name}`));
  const jobs = chosenCases().flatMap((item) => chosenUsers().map((user) => ({ item, user })))
    .filter(({ item, user }) => !done.has(`${user} ${item.name}`));
  const reports: UserReport[] = [];
  const runAll = async (rest: Job[]): Promise<void> => {
    for (let job = rest.shift(); job !== undefined; job = rest.shift()) {
      reports.push(await runJob(job));
      save(reports);
    }
  };
  const together = jobs.filter(({ item }) => item.timedAlone !== true);
  await Promise.all([runAll(together), runAll(together)]);
  await runAll(jobs.filter(({ item }) => item.timedAlone === true));
  return reports;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const earlier = texts("from").flatMap(readReports);
const reports = texts("from").length > 0 ? earlier : await runCases();
const broken = reports.filter(({ problems }) => problems.length > 0);
print("| a repository with … | must not … | commands | held |");
print("| --- | --- | ---: | --- |");
const shown = CORPUS.filter((item) => reports.some(({ name }) => name === item.name));
for (const item of shown) {
  const own = reports.filter(({ name }) => name === item.name);
  const commands = own.reduce((sum, report) => sum + report.commands, 0);
  const held = own.every(({ problems }) => problems.length === 0) ? "yes" : "**no**";
  print(`| ${item.name} | ${item.mustNot} | ${commands} | ${held} |`);
}
for (const { name, user, problems } of broken) {
  print(`\n${name} (as ${user}):`);
  for (const problem of [...new Set(problems)].slice(0, 12)) print(`  - ${problem.slice(0, 400)}`);
}
const commands = reports.reduce((sum, report) => sum + report.commands, 0);
const peak = Math.max(0, ...reports.map(({ peakMb }) => peakMb));
const users = [...new Set(reports.map(({ user }) => user))].sort().reverse().join(" and ");
print(
  `\n${shown.length} cases, ${commands} commands as ${users}, at most ${peak} MB; ${broken.length} broken`,
);
if (isRoot && !hasNobody()) print("no mount namespaces here: nothing was run as an unprivileged user");
if (!isWatched()) print("without strace: nobody watched which files were opened and which programs were run");
Deno.exit(broken.length === 0 ? 0 : 1);
