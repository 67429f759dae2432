/**
 * Folding: the per-file events of a bulk run as one event per kind, with counts, sums and percentiles.
 * Does not write or count; only the kinds that happen once per file are ever folded.
 */
import type { FoldedEvent } from "./events.ts";
import { wholeCount } from "./metrics.ts";
import { Observations } from "./observations.ts";
import type { FoldableName, TelemetryEvent, TelemetryMode } from "./vocabulary.ts";

export type FoldableEvent = Extract<TelemetryEvent, { readonly cmd: FoldableName }>;

export class Fold {
  readonly #cmd: FoldableName;
  readonly #timings = new Observations();
  /** When the first of the events happened, in milliseconds since the epoch. */
  readonly atMs: number;
  #functions = 0;
  #classes = 0;
  #skeletonBytes = 0;
  #ratios = 0;
  #ratioCount = 0;
  #hits = 0;
  #bytes = 0;
  readonly #modes = new Set<TelemetryMode | null>();

  constructor(cmd: FoldableName, atMs: number) {
    this.#cmd = cmd;
    this.atMs = atMs;
  }

  add(event: FoldableEvent): void {
    this.#timings.add(event.timingMs);
    switch (event.cmd) {
      case "ast.parse":
        this.#functions += wholeCount(event.functions);
        this.#classes += wholeCount(event.classes);
        this.#skeletonBytes += wholeCount(event.skeletonBytes);
        if (event.reductionRatio !== null && Number.isFinite(event.reductionRatio)) {
          this.#ratios += event.reductionRatio;
          this.#ratioCount++;
        }
        break;
      case "ast.cache":
        if (event.cacheHit === true) this.#hits++;
        break;
      case "file.read":
        this.#bytes += wholeCount(event.bytes);
        this.#modes.add(event.mode);
        break;
    }
  }

  /** The one event: sums of counts and sizes, the mean of the ratios, the mode where all had the same. */
  finish(): FoldedEvent {
    const summary = this.#timings.summary();
    return { cmd: this.#cmd, timingMs: this.#timings.sumMs, ...summary, values: this.#values() };
  }

  #values(): Readonly<Record<string, unknown>> {
    switch (this.#cmd) {
      case "ast.parse":
        return {
          functions: this.#functions,
          classes: this.#classes,
          skeletonBytes: this.#skeletonBytes,
          reductionRatio: this.#ratioCount === 0 ? null : this.#ratios / this.#ratioCount,
        };
      case "ast.cache":
        return { hits: this.#hits };
      case "file.read": {
        const [mode = null] = this.#modes;
        return { mode: this.#modes.size === 1 ? mode : null, bytes: this.#bytes };
      }
    }
  }
}
