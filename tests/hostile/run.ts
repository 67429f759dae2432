/**
 * Runs the corpus and prints its table; exits 1 when a promise was broken.
 * usage: run.ts [--short] [--only PART-OF-A-NAME] [--nobody] [--json FILE]
 */
import { parseArgs } from "@std/cli/parse-args";
import { CORPUS } from "./corpus.ts";
import { type CaseReport, runCase } from "./run_case.ts";

const parsed = parseArgs([...Deno.args], { boolean: ["short", "nobody"], string: ["only", "json"] });
const text = (name: string): string => typeof parsed[name] === "string" ? parsed[name] : "";
const flags = {
  short: parsed["short"] === true,
  nobody: parsed["nobody"] === true,
  only: text("only"),
  json: text("json"),
};
const isRoot = Deno.uid() === 0;
const cases = CORPUS.filter((item) =>
  item.name.includes(flags.only) && !(flags.short && item.heavy === true) &&
  (isRoot || item.root !== true)
);

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

const reports: (CaseReport & { user: string })[] = [];
// Without root there is one user, and it is unprivileged already.
const users = !isRoot ? ["self"] : flags.nobody || flags.short ? ["nobody"] : ["root", "nobody"];
const jobs = cases.flatMap((item) => users.map((user) => ({ item, user })));
await Promise.all([0, 1].map(async () => {
  for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
    const { item, user } = job;
    try {
      const report = await runCase(item, { short: flags.short, nobody: user === "nobody" });
      reports.push({ ...report, user });
    } catch (error) {
      const problems = [
        `the runner failed: ${(error instanceof Error ? error.message : String(error)).slice(0, 400)}`,
      ];
      reports.push({ name: item.name, mustNot: item.mustNot, commands: 0, problems, peakMb: 0, user });
    }
  }
}));

const broken = reports.filter(({ problems }) => problems.length > 0);
print("| a repository with … | must not … | commands | held |");
print("| --- | --- | ---: | --- |");
for (const item of cases) {
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
print(
  `\n${cases.length} cases, ${commands} commands as ${
    users.join(" and ")
  }, at most ${peak} MB; ${broken.length} broken`,
);
if (flags.json !== "") Deno.writeTextFileSync(flags.json, JSON.stringify(reports, null, 2));
Deno.exit(broken.length === 0 ? 0 : 1);
