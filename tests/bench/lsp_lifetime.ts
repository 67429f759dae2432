/**
 * Whether a warm server ever leaves anything behind:
 * `deno run -A tests/bench/lsp_lifetime.ts ROOT PATH:LINE:COLUMN ID [--rounds 100] [--ending SIGKILL] [--seed 1]`.
 * `--rounds` for each of SIGKILL, SIGINT, SIGTERM, a thrown error and `ctx lsp stop`, at a random moment with the server
 * starting, busy and idle in turn; ROOT is copied, the server is the shipped one. ID is what the name at the place means.
 * Ends with status 1 when a round goes wrong.
 */
import { parseArgs } from "@std/cli/parse-args";
import { ENDINGS, playRound, STATES } from "./lifetime_rounds.ts";

const flags = parseArgs([...Deno.args], { string: ["rounds", "seed", "ending", "_"] });
const [source = ".", place = "", id = ""] = flags._.map(String);
const rounds = Number(flags["rounds"] ?? 100);
const out = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

/** Park and Miller's generator: the same moments in every run. */
let seed = Number(flags["seed"] ?? 1);
const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;

const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ctx-lifetime-" }));
await new Deno.Command("cp", { args: ["-r", `${source}/.`, root] }).output();
let failures = 0;
for (const ending of ENDINGS.filter((one) => (flags["ending"] ?? one) === one)) {
  let bad = 0;
  for (let round = 0; round < rounds; round++) {
    const state = STATES[round % STATES.length] ?? "idle";
    const problem = await playRound(
      { root, place, id, environment: {}, random, goneMs: 5000 },
      ending,
      state,
    );
    if (problem === null) continue;
    bad++;
    out(`${ending}, server ${state}, round ${round}: ${problem}`);
  }
  out(`${ending.padEnd(8)} ${rounds - bad} of ${rounds} left nothing, and the next command was answered`);
  failures += bad;
}
Deno.removeSync(root, { recursive: true });
if (failures > 0) Deno.exitCode = 1;
