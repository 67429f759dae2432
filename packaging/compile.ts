/**
 * `deno task compile`: makes the executable dist/ctx and says what it is and what is in it. Run through the task:
 * `--form auto|compile|self-extracting`, `--target TARGET`, `--download` (deno compile may get its runtime from Deno's
 * servers), `--fast` (compresses less well and in seconds), `--output FILE`. Invariant: the output file is put in place
 * whole, and a compiled one for this machine only after it was tried.
 */
import { parseArgs } from "@std/cli/parse-args";
import { sha256 } from "./archive.ts";
import { chooseForm, type CompileRuntime } from "./choose_form.ts";
import { findCompileRuntime } from "./compile_runtime.ts";
import { makeCompiled, tryExecutable } from "./compiled_form.ts";
import { programParts } from "./program_files.ts";
import { selfExtracting } from "./self_extracting.ts";

const project = decodeURIComponent(new URL("..", import.meta.url).pathname).replace(/\/$/, "");
const flags = parseArgs([...Deno.args], {
  string: ["output", "target", "form"],
  boolean: ["fast", "download"],
});
const here = Deno.build.target;
const target = String(flags["target"] ?? "");
const extension = target.includes("windows") ? ".exe" : "";
const output = absolute(String(flags["output"] ?? `${project}/dist/ctx`).replace(/\.exe$/, "") + extension);
const form = String(flags["form"] ?? "auto");

function absolute(path: string): string {
  return path.startsWith("/") ? path : `${Deno.env.get("INIT_CWD") ?? Deno.cwd()}/${path}`;
}

const say = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

function refuse(code: string, message: string, hint: string, exit: number): never {
  const text = `error: ${message} (${code})\nhint: ${hint}\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
  Deno.exit(exit);
}

async function denoDir(): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"], cwd: project })
    .output();
  return (JSON.parse(new TextDecoder().decode(stdout)) as { readonly denoDir: string }).denoDir;
}

/** Gives `half` its final name, and says the digest. */
async function finish(half: string): Promise<void> {
  Deno.renameSync(half, output);
  const bytes = Deno.readFileSync(output);
  say(`${"whole".padEnd(10)} ${String(bytes.length).padStart(10)} bytes`);
  say(`sha256 ${await sha256(bytes)}  ${output}`);
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

/** "" when the executable is there; else why it is not. */
async function compile(runtime: CompileRuntime, system: string): Promise<string> {
  const version = (JSON.parse(Deno.readTextFileSync(`${project}/deno.json`)) as { version: string }).version;
  // It is tried under its own name, which its permissions name; what was there before comes back if it fails.
  const old = `${output}.${Deno.pid}.old`;
  const hadOld = await isThere(output);
  if (hadOld) Deno.renameSync(output, old);
  const failure = await makeCompiled(await programParts(project), system, output) ||
    (system === here ? await tryExecutable(output, version) : "");
  if (failure === "") {
    if (hadOld) Deno.removeSync(old);
    const origin = runtime.kind === "download" ? "got by deno compile" : runtime.path;
    say(
      `The deno compile form, for ${system}: Deno's runtime (${origin}) with the program and its permissions in it.`,
    );
    say(
      system === here
        ? "Tried: it starts, searches and asks pyright."
        : `Not tried: it runs on ${system} alone.`,
    );
    await finish(output);
    return "";
  }
  if (await isThere(output)) Deno.removeSync(output);
  if (hadOld) Deno.renameSync(old, output);
  return failure;
}

async function extract(why: string): Promise<void> {
  const { bytes, parts } = await selfExtracting(project, flags["fast"] === true ? "fast" : "small");
  const half = `${output}.${Deno.pid}`;
  Deno.writeFileSync(half, bytes, { mode: 0o755 });
  say("The self-extracting form: a shell script that unpacks the Deno runtime and runs from a cache folder.");
  if (why !== "") say(`Not the deno compile form: ${why}.`);
  for (const { name, packed, unpacked } of parts) {
    say(`${name.padEnd(10)} ${String(packed).padStart(10)} bytes, ${String(unpacked).padStart(10)} unpacked`);
  }
  await finish(half);
}

const runtime = findCompileRuntime({
  named: Deno.env.get("DENORT_BIN") ?? "",
  denoDir: await denoDir(),
  version: Deno.version.deno,
  target: target === "" ? here : target,
  mayDownload: flags["download"] === true,
});
const choice = chooseForm({ form, target, here, runtime });
if (choice.kind === "refused") refuse(choice.code, choice.message, choice.hint, choice.exit);
Deno.mkdirSync(output.slice(0, output.lastIndexOf("/")) || "/", { recursive: true });
if (choice.kind === "self-extracting") await extract(choice.why);
else {
  const failure = await compile(choice.runtime, choice.target);
  const again = failure === "" ? null : chooseForm({ form, target, here, runtime: failure });
  if (again?.kind === "refused") refuse(again.code, again.message, again.hint, again.exit);
  if (again?.kind === "self-extracting") await extract(again.why);
}
