/**
 * Looks for texts whose cost grows with the square of their length: takes a small source of each language, puts a long
 * run of one character (or a pair) at each of some places in it, and indexes it at two lengths. Prints what takes more
 * than its share; exits 1 when there is any. `deno run -A tests/bench/long_runs.ts [--lang NAME] [--units N]`
 */
import { parseArgs } from "@std/cli/parse-args";
import { indexSource } from "../../src/context/index_source.ts";

const flags = parseArgs([...Deno.args], { string: ["lang", "units"] });
const wanted = typeof flags["lang"] === "string" ? flags["lang"] : "";
const UNITS = Number(flags["units"] ?? "") || 30_000;
const PLACES = 14;
/** Below this a square cannot hurt within the size that a source file may have. */
const LEAST_MS = 120;
/** Twice the length takes twice the time; four times would be a square. */
const RATIO = 2.5;
/** A parser that is slow is ended (src/syntax/bounded_parse.ts): so what counts is what the longest source takes. */
const MOST_UNITS = 1_000_000;
const MOST_MS = 5_000;

const RUNS = [
  " ",
  "\t",
  "\n",
  "\r",
  "\n ",
  "#",
  "*",
  "/",
  "//",
  "-",
  "=",
  "(",
  "[",
  "{",
  "<",
  "<a",
  "a",
  "a ",
  "\\",
  "\\\n",
];
const MORE_RUNS = [
  "`",
  '"',
  "'",
  ".",
  ",",
  "@",
  "!",
  "&",
  "|",
  "0",
  "é",
  "[a](",
  "/*",
  "<!--",
  "if ",
  "aB",
  "_",
  ": ",
];

const EXTENSIONS: Readonly<Record<string, string>> = {
  bash: "sh",
  c: "c",
  cpp: "cpp",
  csharp: "cs",
  go: "go",
  java: "java",
  javascript: "js",
  kotlin: "kt",
  lua: "lua",
  php: "php",
  python: "py",
  ruby: "rb",
  rust: "rs",
  scala: "scala",
  swift: "swift",
  tsx: "tsx",
  typescript: "ts",
};

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function samples(): Map<string, string> {
  const found = new Map([[
    "x.md",
    "# One\n\nText `code` here.\n\nTwo\n===\n\n```py\ncode\n```\n<!-- note -->\n## Three {#id} ##\n",
  ]]);
  for (const { name } of Deno.readDirSync(new URL("../specs/syntax/", import.meta.url))) {
    const extension = EXTENSIONS[name.replace(".txt", "")];
    if (extension === undefined || !name.includes(wanted)) continue;
    const text = Deno.readTextFileSync(new URL(`../specs/syntax/${name}`, import.meta.url));
    const codes = text.split(/^=== .*\n/m).slice(1, 5).map((part) =>
      part.slice(0, part.lastIndexOf("\n---\n") + 1)
    );
    found.set(`x.${extension}`, codes.join("\n").slice(0, 1200));
  }
  return found;
}

async function cost(path: string, text: string): Promise<number> {
  const bytes = new TextEncoder().encode(text);
  const stamp = { sizeBytes: bytes.length, mtimeMs: 0, ctimeMs: 0, inode: 1 };
  const start = performance.now();
  await indexSource({ path, bytes, text, encoding: "utf-8", stamp }, "0".repeat(64), 0);
  return performance.now() - start;
}

/** Places where something begins or ends, spread over the text. */
function placesIn(text: string): number[] {
  const all = [...text.matchAll(/\b|(?=[^\w\s])|$/gm)].map(({ index }) => index);
  const step = Math.max(1, all.length / PLACES);
  return [...new Set(Array.from({ length: PLACES }, (_, number) => all[Math.floor(number * step)] ?? 0))];
}

let [tried, bad] = [0, 0];
for (const [path, text] of samples()) {
  await cost(path, text);
  for (const unit of [...RUNS, ...MORE_RUNS]) {
    for (const place of placesIn(text)) {
      const make = (length: number): string =>
        text.slice(0, place) + unit.repeat(length / unit.length) + text.slice(place);
      tried++;
      const once = await cost(path, make(UNITS));
      if (once < LEAST_MS) continue;
      const twice = await cost(path, make(2 * UNITS));
      if (twice < RATIO * once) continue;
      const most = await cost(path, make(MOST_UNITS));
      if (most < MOST_MS) continue;
      bad++;
      print(
        `${path} ${JSON.stringify(unit)} after ${
          JSON.stringify(text.slice(Math.max(0, place - 30), place))
        }: ` +
          `${once.toFixed(0)} ms for ${UNITS} units, ${twice.toFixed(0)} ms for ${2 * UNITS}, ${
            most.toFixed(0)
          } ms for ${MOST_UNITS}`,
      );
    }
  }
  print(`${path}: done`);
}
print(`${tried} texts, ${bad} grow with the square of their length`);
Deno.exit(bad === 0 ? 0 : 1);
