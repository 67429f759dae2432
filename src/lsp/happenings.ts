/**
 * What has happened at the language server and has not been handed over yet. The next command to get a reply takes it;
 * what no command comes for is the background server's own to record.
 */
import type { Clock } from "../host/clock.ts";
import type { LspHappening } from "./observer.ts";

/** More than this waits only when nothing records it at all; the oldest goes first. */
const LIMIT = 256;

export class Happenings {
  readonly #clock: Clock;
  #waiting: { readonly happening: LspHappening; readonly atMs: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(happening: LspHappening): void {
    this.#waiting.push({ happening, atMs: this.#clock.monotonicMs() });
    if (this.#waiting.length > LIMIT) this.#waiting.shift();
  }

  /** Puts back what was handed over to somebody who was gone. */
  restore(happenings: readonly LspHappening[]): void {
    const atMs = this.#clock.monotonicMs();
    this.#waiting = [...happenings.map((happening) => ({ happening, atMs })), ...this.#waiting].slice(-LIMIT);
  }

  /** Takes everything that has waited at least `ageMs`. */
  take(ageMs = 0): LspHappening[] {
    const limit = this.#clock.monotonicMs() - ageMs;
    const taken = this.#waiting.filter(({ atMs }) => atMs <= limit);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs > limit);
    return taken.map(({ happening }) => happening);
  }
}
