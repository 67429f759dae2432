/**
 * `deno task compile`: makes the executable dist/ctx and says what is in it. Run through the task; `--fast` compresses
 * less well and in seconds, `--output FILE` writes elsewhere.
 */
import { parseArgs } from "@std/cli/parse-args";
import { sha256 } from "./archive.ts";
import { selfExtracting } from "./self_extracting.ts";

const project = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");
const flags = parseArgs([...Deno.args], { string: ["output"], boolean: ["fast"] });
const output = String(flags["output"] ?? `${project}/dist/ctx`);
const say = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

const { bytes, parts } = await selfExtracting(project, flags["fast"] === true ? "fast" : "small");
Deno.mkdirSync(output.slice(0, output.lastIndexOf("/")) || ".", { recursive: true });
const half = `${output}.${Deno.pid}`;
Deno.writeFileSync(half, bytes, { mode: 0o755 });
Deno.renameSync(half, output);

for (const { name, packed, unpacked } of parts) {
  say(`${name.padEnd(10)} ${String(packed).padStart(10)} bytes, ${String(unpacked).padStart(10)} unpacked`);
}
say(`${"whole".padEnd(10)} ${String(bytes.length).padStart(10)} bytes`);
say(`sha256 ${await sha256(bytes)}  ${output}`);
