/**
 * A program of its own, because commands work in the working folder: asks for a text whose stamp proves that it is the
 * pack's, or does not. An hour from now no file is so young that its times prove nothing, an hour ago every one. Prints what each step came to,
 * one line of JSON each.
 */
import { run } from "../../src/cli/run.ts";
import { denoHost } from "../../src/host/deno_host.ts";
import type { Host } from "../../src/host/host.ts";
import { hear } from "./in_a_folder.ts";

let aheadMs = 3_600_000;
const clock: Host["clock"] = { ...denoHost.clock, now: () => new Date(Date.now() + aheadMs) };

/** Done just before a source file is opened, once. */
let meanwhile: (() => void) | null = null;
const fs: Host["fs"] = {
  ...denoHost.fs,
  openForRead: (path) => {
    if (path.endsWith(".py")) {
      meanwhile?.();
      meanwhile = null;
    }
    return denoHost.fs.openForRead(path);
  },
};

const TEXT = 'def early():\n    return "early"\n';
/** As long, with its definition elsewhere: cut at the offsets of the other one it would be half a line. */
const LATER = '\n\ndef early():\n    return "now"\n';
const sizeBytes = TEXT.length;
if (LATER.length !== sizeBytes) throw new Error("the texts differ in length");

/** Digests of texts of that size. */
let digests = 0;
const { subtle } = crypto;
const digest = subtle.digest.bind(subtle);
subtle.digest = (algorithm, data) => {
  if (data.byteLength === sizeBytes) digests++;
  return digest(algorithm, data);
};

async function show(step: string): Promise<void> {
  digests = 0;
  const heard = hear();
  const argv = ["get", "a.py#early", "--mode", "raw", "--json"];
  const status = await run({ ...denoHost, fs, clock, terminal: heard.terminal }, argv);
  const { chunks, missing } = JSON.parse(heard.stdout);
  const said = { step, status, text: chunks[0]?.text ?? null, missing: missing[0]?.reason ?? null, digests };
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(said)}\n`));
}

/** Puts another file of this name in the place of the one that is there: another inode. */
function write(text: string): void {
  Deno.writeTextFileSync("new", text);
  Deno.utimeSync("new", 1_700_000_000.5, 1_700_000_000.5);
  Deno.renameSync("new", "a.py");
}

write(TEXT);
await show("what is new is indexed, by its digest, and served by its stamp");
await show("a stamp that is the pack's proves the text");
meanwhile = () => write(LATER);
await show("a file that is exchanged after it was looked at is not served, though as long and as old");
await show("the next command knows it");
aheadMs = -3_600_000;
write(TEXT);
await show("a young file is indexed");
await show("a young file's stamp proves nothing, its digest does");
