/**
 * How often files of ordinary repositories are taken for secrets, by name and by each rule on content, the rules that are
 * not used included. Whether a hit is a real credential is for whoever reads the list (`--list`) to say.
 * usage: deno run -A tests/bench/secret_rates.ts [--list] FOLDER…
 */
import * as preset from "@secretlint/secretlint-rule-preset-recommend";
import { parseArgs } from "@std/cli/parse-args";
import { denoFileSystem } from "../../src/host/deno_file_system.ts";
import { readSource } from "../../src/segment/read.ts";
import { hasSecretHint, UNUSED_RULES } from "../../src/segment/secret_hints.ts";
import { loadSecretRules } from "../../src/segment/secrets.ts";
import { walkSegment } from "../../src/segment/walk.ts";

const flags = parseArgs([...Deno.args], { boolean: ["list"] });
const used = await loadSecretRules();

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** The rules that are left out, each as a question about one text. */
// deno-lint-ignore no-explicit-any
const unused = (preset as any).rules.flatMap((rule: any) => {
  const name = String(rule.meta.id).replace("@secretlint/secretlint-rule-", "");
  if (!UNUSED_RULES.includes(name) || name === "filter-comments") return [];
  let found = false;
  const report = (): void => void (found = true);
  const made = rule.create({ createTranslator: () => () => ({}), report, ignore: () => {} }, {});
  return [{
    name,
    holds: (path: string, content: string): boolean => {
      found = false;
      made.file({ content, filePath: path, ext: "" });
      return found;
    },
  }];
});

print("| tree | files | by name | by content | basicauth | database-connection-string |");
print("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const folder of flags._.map(String)) {
  const walked = walkSegment(denoFileSystem, folder, { includeSecrets: false });
  const byName = walked.skipped.filter(({ reason }) => reason === "secret").map(({ path }) => path);
  const hits = new Map<string, string[]>([["content", []], ["basicauth", []], [
    "database-connection-string",
    [],
  ]]);
  let files = 0;
  for (const { path } of walked.files) {
    const read = readSource(denoFileSystem, folder, path, { includeSecrets: false });
    if (!read.ok) continue;
    files++;
    const { text } = read.source;
    if (hasSecretHint(text) && used(path, text)) hits.get("content")?.push(path);
    for (const { name, holds } of unused) if (holds(path, text)) hits.get(name)?.push(path);
  }
  const counts = [...hits.values()].map((paths) => paths.length).join(" | ");
  print(
    `| ${folder.split("/").filter((part) => part !== "").at(-1)} | ${files} | ${byName.length} | ${counts} |`,
  );
  if (flags["list"] !== true) continue;
  for (const [name, paths] of [["name", byName] as const, ...hits]) {
    for (const path of paths) print(`  ${name}: ${path}`);
  }
}
