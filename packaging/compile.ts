/**
 * `deno task compile`: makes the executable dist/ctx and says what is in it. Run through the task; `--fast` compresses
 * less well and in seconds, `--output FILE` writes elsewhere. It makes the self-extracting form, around the runtime that
 * runs it: another system's needs another runtime, and is refused.
 */
import { parseArgs } from "@std/cli/parse-args";
import { sha256 } from "./archive.ts";
import { selfExtracting } from "./self_extracting.ts";

const project = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");
const flags = parseArgs([...Deno.args], { string: ["output", "target"], boolean: ["fast"] });
const output = String(flags["output"] ?? `${project}/dist/ctx`);
const say = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

const target = flags["target"] ?? Deno.build.target;
if (target !== Deno.build.target || Deno.build.os === "windows") {
  Deno.stderr.writeSync(
    new TextEncoder().encode(
      `error: could not compile for ${target}: the runtime at hand is that of ${Deno.build.target}\n` +
        "hint: run deno task compile on Linux or macOS, on the kind of machine that it is for\n",
    ),
  );
  Deno.exit(1);
}

const { bytes, parts } = await selfExtracting(project, flags["fast"] === true ? "fast" : "small");
Deno.mkdirSync(output.slice(0, output.lastIndexOf("/")) || ".", { recursive: true });
const half = `${output}.${Deno.pid}`;
Deno.writeFileSync(half, bytes, { mode: 0o755 });
Deno.renameSync(half, output);

say("The self-extracting form: a shell script that unpacks the Deno runtime and runs from a cache folder.");
for (const { name, packed, unpacked } of parts) {
  say(`${name.padEnd(10)} ${String(packed).padStart(10)} bytes, ${String(unpacked).padStart(10)} unpacked`);
}
say(`${"whole".padEnd(10)} ${String(bytes.length).padStart(10)} bytes`);
say(`sha256 ${await sha256(bytes)}  ${output}`);
