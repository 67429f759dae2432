/**
 * Compares outlines and skeletons of every Python file below a folder with CPython's own parser.
 *
 *   deno run -A tests/bench/definitions_oracle.ts ROOT [--python python3] [--tokens] [--limit 20]
 *
 * Prints recall and precision on (path, qualified name, class or not, line of the name, last line), what the
 * skeletons lost, and with --tokens their size against the files' in o200k tokens. Exit status 1 on any difference.
 */
import { parseArgs } from "@std/cli/parse-args";
import { indexLines } from "../../src/model/line_index.ts";
import type { Grammar } from "../../src/syntax/grammar.ts";
import { outlineOf } from "../outline_of.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { fileSkeleton } from "../../src/syntax/skeleton.ts";

interface Answer {
  readonly path: string;
  readonly error: string | null;
  readonly definitions: readonly (readonly [string, boolean, number, number])[];
  readonly skeleton_faults: readonly string[];
}

export interface OracleResult {
  readonly files: number;
  /** Files that CPython parses, and so are compared. */
  readonly compared: number;
  readonly expected: number;
  readonly found: number;
  readonly matched: number;
  /** One line a difference: `- …` only CPython has it, `+ …` only the outline. */
  readonly differences: readonly string[];
  readonly skeletonFaults: readonly string[];
  readonly rawTokens: number;
  readonly skeletonTokens: number;
  readonly errorFiles: readonly string[];
}

/** Every `.py` and `.pyi` below `root`, sorted; version control, caches and installed packages are left out. */
export function pythonFilesBelow(root: string): string[] {
  const out: string[] = [];
  for (const entry of Deno.readDirSync(root)) {
    const path = `${root}/${entry.name}`;
    if (entry.isDirectory) {
      if (!["site-packages", "__pycache__", ".git", "node_modules"].includes(entry.name)) {
        out.push(...pythonFilesBelow(path));
      }
    } else if (entry.isFile && /\.pyi?$/.test(entry.name)) out.push(path);
  }
  return out.sort();
}

/** Runs the comparison; `countTokens` null leaves the token figures 0. */
export async function compareWithPython(
  paths: readonly string[],
  grammar: Grammar,
  python: string,
  countTokens: ((text: string) => number) | null,
): Promise<OracleResult> {
  const ours = new Map<string, Set<string>>();
  const errorFiles: string[] = [];
  const requests: string[] = [];
  let rawTokens = 0;
  let skeletonTokens = 0;
  for (const path of paths) {
    const text = decode(Deno.readFileSync(path));
    const outline = outlineOf(grammar, text);
    const index = indexLines(text);
    const keys = new Set<string>();
    for (const one of outline.definitions) {
      if (!["class", "function", "method"].includes(one.kind)) continue;
      const nameLine = index.lineAt(one.nameSpan.start);
      keys.add(`${one.qualname} ${one.kind === "class"} ${nameLine} ${index.lineAt(one.span.end - 1)}`);
    }
    ours.set(path, keys);
    if (outline.errorLines.length > 0) errorFiles.push(`${path}:${outline.errorLines[0]}`);
    const skeleton = fileSkeleton("python", text, outline.definitions);
    requests.push(JSON.stringify({ path, skeleton }));
    if (countTokens !== null) {
      rawTokens += countTokens(text);
      skeletonTokens += countTokens(skeleton);
    }
  }

  let compared = 0;
  let expected = 0;
  let found = 0;
  let matched = 0;
  const differences: string[] = [];
  const skeletonFaults: string[] = [];
  const unparsed = new Set<string>();
  for (const answer of await askPython(python, requests)) {
    if (answer.error !== null) {
      unparsed.add(answer.path);
      continue;
    }
    compared++;
    const keys = ours.get(answer.path) ?? new Set<string>();
    const theirs = new Set(answer.definitions.map((one) => one.join(" ")));
    expected += theirs.size;
    found += keys.size;
    for (const key of theirs) {
      if (keys.has(key)) matched++;
      else differences.push(`- ${answer.path} ${key}`);
    }
    for (const key of keys) if (!theirs.has(key)) differences.push(`+ ${answer.path} ${key}`);
    for (const fault of answer.skeleton_faults) skeletonFaults.push(`${answer.path}: ${fault}`);
  }
  return {
    files: paths.length,
    compared,
    expected,
    found,
    matched,
    differences,
    skeletonFaults,
    rawTokens,
    skeletonTokens,
    errorFiles: errorFiles.filter((one) => !unparsed.has(one.slice(0, one.lastIndexOf(":")))),
  };
}

/** UTF-8, or byte for code point where it is not, as the walk decodes files. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  }
}

async function askPython(python: string, requests: readonly string[]): Promise<Answer[]> {
  const script = new URL("./definitions_oracle.py", import.meta.url).pathname;
  const child = new Deno.Command(python, { args: [script], stdin: "piped", stdout: "piped" }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  for (const request of requests) await writer.write(encoder.encode(`${request}\n`));
  await writer.close();
  const { success, stdout } = await output;
  if (!success) throw new Error(`${python} failed`);
  return new TextDecoder().decode(stdout).trim().split("\n").map((line) => JSON.parse(line) as Answer);
}

if (import.meta.main) {
  const args = parseArgs(Deno.args, { string: ["python", "limit"] });
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const count = args["tokens"] === true ? (await import("gpt-tokenizer")).countTokens : null;
  const started = performance.now();
  const paths = args._.flatMap((root) => pythonFilesBelow(String(root)));
  const result = await compareWithPython(paths, outcome.grammar, String(args["python"] ?? "python3"), count);
  const limit = Number(args["limit"] ?? 20);
  const lines = [
    `files ${result.files}, parsed by CPython ${result.compared}, ${
      Math.round(performance.now() - started)
    } ms`,
    `definitions ${result.expected}, found ${result.found}, matched ${result.matched}`,
    `recall ${(result.matched / result.expected).toFixed(6)} precision ${
      (result.matched / result.found).toFixed(6)
    }`,
    ...result.differences.slice(0, limit),
    `skeleton faults ${result.skeletonFaults.length}`,
    ...result.skeletonFaults.slice(0, limit).map((one) => one.slice(0, 600)),
    `files with an error node that CPython parses: ${result.errorFiles.length}`,
    ...result.errorFiles.slice(0, limit),
  ];
  if (count !== null) {
    const ratio = (result.skeletonTokens / result.rawTokens).toFixed(4);
    lines.push(`skeleton tokens ${result.skeletonTokens} of ${result.rawTokens}: ${ratio}`);
  }
  await Deno.stdout.write(new TextEncoder().encode(`${lines.join("\n")}\n`));
  Deno.exit(result.differences.length + result.skeletonFaults.length > 0 ? 1 : 0);
}
