/**
 * What a benchmark found, and how it is shown: ratios side by side as text, everything as JSON. Judges nothing: a
 * ratio over its target is marked, not failed, because a slow machine is no fault of the program.
 */
import { median, type Timing } from "./measure.ts";

export interface Row {
  readonly name: string;
  /** `ms`, `bytes` or `files`. */
  readonly unit: string;
  readonly value: number;
  readonly least: number;
  readonly runs: number;
  /** `value` over that of the row named `to`; null for that row itself. */
  readonly ratio: number | null;
  readonly to: string;
  /** What the ratio should not be above; null where nothing is promised. */
  readonly target: number | null;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** Rows of timings against the one named `to`; `targets`: highest wanted ratio by name. */
export function timingRows(
  timings: readonly Timing[],
  to: string,
  targets: Readonly<Record<string, number>> = {},
): Row[] {
  const base = timings.find((timing) => timing.name === to);
  const baseMs = base === undefined ? NaN : median(base.timesMs);
  return timings.map(({ name, timesMs }) => ({
    name,
    unit: "ms",
    value: median(timesMs),
    least: Math.min(...timesMs),
    runs: timesMs.length,
    ratio: name === to ? null : median(timesMs) / baseMs,
    to,
    target: targets[name] ?? null,
  }));
}

/** A row of one figure against another of the same unit. */
export function figureRow(name: string, unit: string, value: number, against?: {
  readonly to: string;
  readonly base: number;
  readonly target: number;
}): Row {
  const ratio = against === undefined ? null : value / against.base;
  return {
    name,
    unit,
    value,
    least: value,
    runs: 1,
    ratio,
    to: against?.to ?? "",
    target: against?.target ?? null,
  };
}

/** The sections as text for people. */
export function renderReport(sections: readonly Section[]): string {
  return sections.map(({ title, rows }) => `${title}\n${rows.map(renderRow).join("\n")}\n`).join("\n");
}

function renderRow({ name, unit, value, least, runs, ratio, to, target }: Row): string {
  const figure = unit === "ms" ? `${value.toFixed(1)} ms` : unit === "bytes" ? megabytes(value) : `${value}`;
  const spread = unit === "ms" ? ` (least ${least.toFixed(1)}, ${runs} runs)` : "";
  const verdict = target === null || ratio === null
    ? ""
    : ratio <= target
    ? `, target ${target}: met`
    : `, target ${target}: MISSED`;
  const comparison = ratio === null ? "" : `  ${ratio.toFixed(2)} × ${to}${verdict}`;
  return `  ${name.padEnd(34)} ${figure.padStart(12)}${spread.padEnd(28)}${comparison}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The same as one JSON value. */
export function reportJson(sections: readonly Section[], machine: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ schema: "ctx.bench/1", machine, sections }, null, 2)}\n`;
}
