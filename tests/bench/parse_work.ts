/**
 * How near real source files come to the bounds of src/syntax/bounded_parse.ts.
 *
 *   deno run -A tests/bench/parse_work.ts ROOT... [--lang c,cpp] [--limit 3]
 *
 * For each language: files, units, how many had no tree, and the highest share of each bound that a file used, over both
 * its parses, with that file, and what counts as costly (src/context/patience.ts), which of one repository should be
 * little. A share of 1 would cut it short. Times are of the whole outline and say something only on
 * a machine that does nothing else. Exit status 1 when a file had no tree.
 */
import { parseArgs } from "@std/cli/parse-args";
import { ParseBudget } from "../../src/syntax/bounded_parse.ts";
import { allLanguages } from "../../src/syntax/languages.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { filesByLanguage } from "./real_files.ts";

const MAX_BYTES = 1024 * 1024;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

interface Share {
  readonly share: number;
  readonly path: string;
}

const args = parseArgs(Deno.args, { string: ["lang", "limit"] });
const limit = Number(args["limit"] ?? 3);
const wanted = args["lang"] === undefined ? null : String(args["lang"]).split(",");
const roots = filesByLanguage(args._.map(String), MAX_BYTES);
let cut = 0;
const costly: number[] = [];

for (
  const { name } of allLanguages().filter((one) => one.hasGrammar && wanted?.includes(one.name) !== false)
) {
  const paths = roots.get(name) ?? [];
  if (paths.length === 0) continue;
  const shares: Record<"steps" | "read" | "time" | "s/MB", Share[]> = {
    steps: [],
    read: [],
    time: [],
    "s/MB": [],
  };
  let [units, unread] = [0, 0];
  for (const path of paths) {
    const outcome = await loadGrammar(name);
    if (!outcome.ok) throw new Error(outcome.reason);
    const { grammar } = outcome;
    const text = new TextDecoder().decode(Deno.readFileSync(path));
    units += text.length;
    let own: ParseBudget | null = null;
    let trees = true;
    const watched = {
      ...grammar,
      parse: (parsed: string, budget = new ParseBudget(parsed)) => {
        own = budget;
        const tree = grammar.parse(parsed, budget);
        trees &&= tree !== null;
        return tree;
      },
    };
    const start = performance.now();
    const { isCostly } = outlineOf(watched, text);
    if (isCostly) costly.push(text.length);
    const tookMs = performance.now() - start;
    if (!trees) {
      unread++;
      print(`  no tree: ${path}`);
    }
    const used = (own as ParseBudget | null)?.used() ?? { steps: 0, read: 0, time: 0 };
    for (const bound of ["steps", "read", "time"] as const) shares[bound].push({ share: used[bound], path });
    if (text.length >= 50_000) shares["s/MB"].push({ share: tookMs / text.length * 1000, path });
  }
  cut += unread;
  print(`${name}: ${paths.length} files, ${(units / 1e6).toFixed(1)} M units, ${unread} without a tree`);
  for (const [bound, list] of Object.entries(shares)) {
    const most = list.sort((a, b) => b.share - a.share).slice(0, limit);
    print(`  ${bound}: ${most.map(({ share, path }) => `${share.toFixed(3)} ${path}`).join(", ")}`);
  }
}
print(`costly: ${costly.length} files of ${costly.reduce((sum, one) => sum + one, 0)} units together`);
Deno.exit(cut === 0 ? 0 : 1);
