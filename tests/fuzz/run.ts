/**
 * Coverage-guided fuzzing of `PARSERS`: starts from the kept cases, changes them at random, and keeps every text that
 * reaches a place, or a number of times, that none before it has; V8's own block coverage says which. Prints what each
 * run did, and leaves what broke a promise in `--out`. The same seed does the same as long as nothing takes too long.
 * usage: deno run -A tests/fuzz/run.ts [--only PARSER]… [--seconds 60] [--seed 1] [--out FOLDER]
 */
import { Session } from "node:inspector";
import { parseArgs } from "@std/cli/parse-args";
import { PARSERS } from "./parsers.ts";

const flags = parseArgs([...Deno.args], { string: ["only", "seconds", "seed", "out"], collect: ["only"] });
const only = [flags["only"] ?? []].flat().map(String);
const seconds = Number(flags["seconds"] ?? "") || 60;
const out = typeof flags["out"] === "string" ? flags["out"] : Deno.makeTempDirSync({ prefix: "ctx_fuzz_" });
/** Long enough for every rule to meet every other one, short enough for a thousand texts a second. */
const MAX_BYTES = 1024;
/** A parser that takes longer than this for a kilobyte is held up by the text, not by the machine. */
const MS_PER_KILOBYTE = 250;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** A generator of numbers in 0..below (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * below);
  };
}

const session = new Session();
session.connect();

// deno-lint-ignore no-explicit-any
function post(method: string, params: object = {}): Promise<any> {
  return new Promise((resolve, reject) => {
    const answer = (error: Error | null, result?: object): void =>
      error === null ? resolve(result) : reject(error);
    session.post(method, params, answer);
  });
}

/** The places reached since the last call, each with the power of two of how often. */
async function takeCoverage(): Promise<string[]> {
  const places: string[] = [];
  for (const { url, functions } of (await post("Profiler.takePreciseCoverage")).result) {
    if (!url.includes("/src/") && !url.includes("/ignore/")) continue;
    for (const { ranges } of functions) {
      for (const { startOffset, endOffset, count } of ranges) {
        if (count > 0) {
          places.push(`${url.slice(-24)}:${startOffset}-${endOffset}:${Math.floor(Math.log2(count))}`);
        }
      }
    }
  }
  return places;
}

const PIECES = [
  "\n",
  "\r\n",
  "\r",
  " ",
  "\t",
  "\0",
  "/",
  "//",
  "..",
  "../",
  "#",
  "##",
  "@2",
  ":",
  "%",
  "%2f",
  "\\",
  "**",
  "!",
  "[",
  "]",
  "{",
  "}",
  '"',
  ",",
  "```",
  "~~~",
  "---",
  "===",
  "<!--",
  "-->",
  "\x1b[",
  "\u202e",
  "\ufeff",
  "é",
  "😀",
  "0",
  "-1",
  "1e999",
  "9007199254740993",
  "null",
  "true",
  "__proto__",
  "Content-Length: ",
  "\r\n\r\n",
  "sym://py/",
];

/** `text` changed in one to four places; `other` gives what is spliced in. */
function mutate(
  text: Uint8Array,
  other: Uint8Array,
  random: (below: number) => number,
): Uint8Array<ArrayBuffer> {
  let bytes = [...text];
  for (let changes = 1 + random(4); changes > 0; changes--) {
    const at = random(bytes.length + 1);
    const length = 1 + random(1 << random(7));
    const piece = bytes.slice(at, at + length);
    const change = random(7);
    if (change === 0) bytes[at] = random(256);
    else if (change === 1) bytes.splice(at, length);
    else if (change === 2) bytes.splice(at, 0, ...new TextEncoder().encode(PIECES[random(PIECES.length)]));
    else if (change === 3) bytes.splice(random(bytes.length + 1), 0, ...piece);
    else if (change === 4) bytes.splice(at, 0, ...Array.from({ length: 1 + random(40) }, () => piece).flat());
    else if (change === 5) {
      const from = random(other.length);
      bytes.splice(at, random(2) * length, ...other.subarray(from, from + 1 + random(64)));
    } else bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
    bytes = bytes.slice(0, MAX_BYTES);
  }
  return Uint8Array.from(bytes);
}

/** What is wrong with how a parser takes `bytes`; "" when nothing is. */
function problemOf(name: string, bytes: Uint8Array): string {
  try {
    const limitMs = MS_PER_KILOBYTE * (1 + bytes.length / 1024);
    // Again when it took long, because machines pause.
    for (let attempt = 0; attempt < 3; attempt++) {
      const start = performance.now();
      PARSERS[name]?.(bytes);
      if (performance.now() - start < limitMs) return "";
    }
    return `took more than ${MS_PER_KILOBYTE} ms a kilobyte three times`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

async function fuzz(name: string, random: (below: number) => number): Promise<number> {
  const folder = new URL(`../specs/fuzz/${name}/`, import.meta.url);
  const names = [...Deno.readDirSync(folder)].map((entry) => entry.name).sort();
  const kept = names.map((file) => Deno.readFileSync(new URL(file, folder)));
  const seen = new Set<string>();
  const problems = new Map<string, Uint8Array<ArrayBuffer>>();
  const attempt = async (bytes: Uint8Array<ArrayBuffer>): Promise<boolean> => {
    const problem = problemOf(name, bytes);
    if (problem !== "" && !problems.has(problem)) problems.set(problem, bytes);
    const fresh = (await takeCoverage()).filter((place) => !seen.has(place));
    for (const place of fresh) seen.add(place);
    return fresh.length > 0;
  };
  for (const bytes of kept) await attempt(bytes);
  const atFirst = seen.size;
  let runs = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; runs++) {
    // The later a text was found, the more there is left to find beside it.
    const chosen = kept[Math.max(random(kept.length), random(kept.length))] ?? new Uint8Array();
    const bytes = mutate(chosen, kept[random(kept.length)] ?? new Uint8Array(), random);
    if (await attempt(bytes)) kept.push(bytes);
  }
  for (const [index, bytes] of [...problems.values()].entries()) {
    Deno.writeFileSync(`${out}/${name}_${index}`, bytes);
  }
  print(`| ${name} | ${runs} | ${atFirst} | ${seen.size} | ${kept.length} | ${problems.size} |`);
  for (const problem of problems.keys()) print(`  ${problem.slice(0, 200)}`);
  return problems.size;
}

Deno.mkdirSync(out, { recursive: true });
await post("Profiler.enable");
await post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
print("| parser | texts | places at first | places reached | texts kept | found |");
print("| --- | ---: | ---: | ---: | ---: | ---: |");
let broken = 0;
for (const name of Object.keys(PARSERS)) {
  if (only.length === 0 || only.includes(name)) {
    broken += await fuzz(name, randomFrom(Number(flags["seed"] ?? "") || 1));
  }
}
if (broken > 0) print(`\nfound cases: ${out}`);
Deno.exit(broken === 0 ? 0 : 1);
