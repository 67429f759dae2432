/**
 * A warm `ctx lsp definition` as a whole process, beside an empty Deno program in the same run:
 * `deno run -A tests/bench/lsp_warm.ts ROOT PATH:LINE:COLUMN [--rounds 30]`. ROOT is copied; the copy gets the pack.
 * The bar is 3 times the empty program.
 */
import { parseArgs } from "@std/cli/parse-args";
import { servingCommand } from "../e2e/processes.ts";

const flags = parseArgs([...Deno.args], { string: ["rounds", "_"] });
const [source = ".", place = ""] = flags._.map(String);
const rounds = Number(flags["rounds"] ?? 30);
const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-bench-" }));
const out = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

await new Deno.Command("cp", { args: ["-r", `${source}/.`, root] }).output();
Deno.mkdirSync(`${root}/.git`, { recursive: true });
Deno.writeTextFileSync(`${root}/empty.ts`, "export {};\n");

async function run(args: readonly string[]): Promise<{ ms: number; text: string }> {
  const begin = performance.now();
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: root,
    env: { CTX_SEGMENT: ".", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  return { ms: performance.now() - begin, text: new TextDecoder().decode(stdout) };
}
const ctx = (...args: string[]): Promise<{ ms: number; text: string }> => run(servingCommand(args).args);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

await ctx("lsp", "definition", place, "--timeout-ms", "60000");
// Files younger than three seconds are read for each answer, for their times prove nothing yet: all are, just copied.
await new Promise((resolve) => setTimeout(resolve, 3500));
const contenders: Record<string, () => Promise<{ ms: number; text: string }>> = {
  "an empty Deno program": () => run(["run", "--quiet", "--no-config", "empty.ts"]),
  "ctx --version": () => ctx("--version"),
  "ctx ast locate, same place": () => ctx("ast", "locate", place.replace(/:\d+$/, "")),
  "ctx lsp status": () => ctx("lsp", "status"),
  "ctx lsp definition, warm": () => ctx("lsp", "definition", place, "--json"),
  "ctx lsp definition --timeout-ms 0": () => ctx("lsp", "definition", place, "--json", "--timeout-ms", "0"),
};
const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
const answered = new Set<string>();
for (let round = 0; round < rounds; round++) {
  for (const [name, start] of Object.entries(contenders)) {
    const { ms, text } = await start();
    times.get(name)?.push(ms);
    if (name.endsWith("warm")) {
      answered.add(String((JSON.parse(text) as { answered_by: string }).answered_by));
    }
  }
}
const base = median(times.get("an empty Deno program") ?? []);
for (const [name, values] of times) {
  out(
    `${name.padEnd(36)} ${median(values).toFixed(1).padStart(7)} ms  ${(median(values) / base).toFixed(2)}×`,
  );
}
out(`answered by: ${[...answered].join(", ")}`);
await ctx("lsp", "stop");
Deno.removeSync(root, { recursive: true });
