/**
 * Whether `ctx lsp definition --timeout-ms 500` answers in time whatever the language server does:
 * `deno run -A tests/bench/lsp_on_time.ts [--runs 1000] [SERVER…]`. Scripted servers hang, trickle, crash and talk
 * nonsense; each run is the shipped command as a whole process. In time: within 500 ms and the start-up of ctx, which is
 * what `ctx lsp status` takes (median of the same minutes). Ends with status 1 when a run is late.
 */
import { parseArgs } from "@std/cli/parse-args";
import { BAD_SERVERS, runOnTime } from "./on_time_runs.ts";

const flags = parseArgs([...Deno.args], { string: ["runs"] });
const out = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

const named = flags._.map(String);
const names = Object.keys(BAD_SERVERS).filter((name) => named.length === 0 || named.includes(name));
const rows = await runOnTime(Number(flags["runs"] ?? 1000), names);
out("server                        runs  in time  start-up   median  slowest  answered");
for (const { name, runs, inTime, startMs, medianMs, slowestMs, reasons } of rows) {
  const cells = [runs, inTime, startMs, medianMs, slowestMs].map((value, index) =>
    String(Math.round(value)).padStart([5, 8, 9, 8, 8][index] ?? 8)
  );
  out(`${name.padEnd(28)} ${cells.join(" ")}  ${[...reasons].join(", ")}`);
}
const total = rows.reduce((sum, { runs }) => sum + runs, 0);
const inTime = rows.reduce((sum, row) => sum + row.inTime, 0);
out(`${inTime} of ${total} in time (limit 500 ms and the start-up of the same minutes)`);
if (inTime < total) Deno.exitCode = 1;
