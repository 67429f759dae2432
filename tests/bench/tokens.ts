/**
 * How well tokens are estimated and bounded, against the real tokenizer, on any folders of source code.
 *   deno run -A tests/bench/tokens.ts FOLDER… [--json FILE]
 * Files of 200 tokens and more are measured whole; stretches of 5 to 60 lines stand for chunks.
 */
import { parseArgs } from "@std/cli/parse-args";
import { countTokens } from "gpt-tokenizer";
import { boundTokens, estimateTokens } from "../../src/disclosure/tokens.ts";

const SOURCE = /\.(py|ts|tsx|js|md|rst|go|rs|java|c|h|cpp|rb|php|cs|swift|kt)$/;
const LEFT_OUT = new Set([".git", "_ctx", "node_modules", "site-packages", "__pycache__"]);
const LEAST_TOKENS = 200;
const LEAST_CHUNK_TOKENS = 20;
const MOST_UNITS = 400_000;

interface Errors {
  /** Estimate / real - 1. */
  readonly estimate: number[];
  /** Bound / real - 1: below 0 the bound did not hold. */
  readonly bound: number[];
}

function* sourceFiles(folder: string): Generator<string> {
  for (const entry of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory && !LEFT_OUT.has(entry.name)) yield* sourceFiles(path);
    else if (entry.isFile && SOURCE.test(entry.name)) yield path;
  }
}

function measure(text: string, least: number, errors: Errors): void {
  const real = countTokens(text);
  if (real < least) return;
  errors.estimate.push(estimateTokens(text) / real - 1);
  errors.bound.push(boundTokens(text) / real - 1);
}

/** Errors of every file below `folder`, and of stretches of their lines. */
export function measureFolder(folder: string): { files: Errors; chunks: Errors } {
  const files: Errors = { estimate: [], bound: [] };
  const chunks: Errors = { estimate: [], bound: [] };
  for (const path of sourceFiles(folder)) {
    const text = new TextDecoder().decode(Deno.readFileSync(path));
    if (text.length > MOST_UNITS) continue;
    measure(text, LEAST_TOKENS, files);
    const lines = text.split(/(?<=\n)/);
    for (let at = 0, length = 5; at < lines.length; at += length, length = length * 2 % 61 + 5) {
      measure(lines.slice(at, at + length).join(""), LEAST_CHUNK_TOKENS, chunks);
    }
  }
  return { files, chunks };
}

export interface ErrorSummary {
  readonly count: number;
  readonly p1: number;
  readonly p50: number;
  readonly p99: number;
  readonly within15: number;
  readonly boundP50: number;
  readonly overBound: number;
}

/** Percentiles in per cent; `within15` is a share, `overBound` a number of texts. */
export function summarise({ estimate, bound }: Errors): ErrorSummary {
  const at = (values: readonly number[], quantile: number) => {
    const sorted = values.toSorted((a, b) => a - b);
    return Math.round(1000 * (sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0)) / 10;
  };
  return {
    count: estimate.length,
    p1: at(estimate, 0.01),
    p50: at(estimate, 0.5),
    p99: at(estimate, 0.99),
    within15: estimate.filter((error) => Math.abs(error) <= 0.15).length / Math.max(1, estimate.length),
    boundP50: at(bound, 0.5),
    overBound: bound.filter((error) => error < 0).length,
  };
}

function line(name: string, summary: ErrorSummary): string {
  const { count, p1, p50, p99, within15, boundP50, overBound } = summary;
  return `${name.padEnd(40)} ${String(count).padStart(6)}  ${p1} / ${p50} / ${p99} %  ` +
    `${(100 * within15).toFixed(1)} % within 15 %  bound +${boundP50} %, exceeded ${overBound}×`;
}

if (import.meta.main) {
  const flags = parseArgs(Deno.args, { string: ["json"] });
  const report: Record<string, { files: ErrorSummary; chunks: ErrorSummary }> = {};
  for (const folder of flags._.map(String)) {
    const { files, chunks } = measureFolder(folder);
    report[folder] = { files: summarise(files), chunks: summarise(chunks) };
    const text = `${line(`${folder} files`, report[folder].files)}\n${
      line("  stretches", report[folder].chunks)
    }\n`;
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  }
  if (typeof flags["json"] === "string") {
    Deno.writeTextFileSync(flags["json"], JSON.stringify(report, null, 2));
  }
}
