/**
 * Spreads the indexing of many files over the cores. Results come in any order; what the pack holds does not depend on
 * it. Does not write: the caller does, in this thread, while the workers go on.
 * Invariant: every order gets exactly one result. A file that keeps its worker busy beyond the limit, or brings it
 * down, is given up as `unparsable` and its worker replaced; the files queued behind it are not lost.
 */
import type { Clock } from "../host/clock.ts";
import type { Thread, Threads } from "../host/workers.ts";
import type { IndexOrder, IndexResult } from "./index_file.ts";

/** Orders that a worker has at hand, so that it never waits for the next one. */
const QUEUED = 4;

/** Results not yet taken by the writer before workers are given no more; bounds memory, in results. */
const UNTAKEN = 64;

/** Far beyond what the largest admitted file takes (1 MiB: about a second). */
const LIMIT_MS = 20_000;
const LOOK_MS = 1_000;

interface Job {
  readonly index: number;
  readonly order: IndexOrder;
}

export interface PoolParts {
  readonly threads: Threads;
  readonly clock: Clock;
}

/** Indexes all `orders`, yielding each result with its order's index as it comes. */
export async function* indexInParallel(
  parts: PoolParts,
  orders: readonly IndexOrder[],
  workers: number,
): AsyncGenerator<{ readonly index: number; readonly result: IndexResult }> {
  const pool = new Pool(parts, orders);
  try {
    pool.start(workers);
    for (let taken = 0; taken < orders.length; taken++) yield await pool.take();
  } finally {
    pool.stop();
  }
}

class Pool {
  readonly #parts: PoolParts;
  readonly #waiting: Job[];
  readonly #desks = new Set<Desk>();
  readonly #results: { index: number; result: IndexResult }[] = [];
  #wake: () => void = () => {};
  #watch: ReturnType<typeof setInterval> | null = null;

  constructor(parts: PoolParts, orders: readonly IndexOrder[]) {
    this.#parts = parts;
    this.#waiting = orders.map((order, index) => ({ index, order })).reverse();
  }

  start(workers: number): void {
    for (let count = 0; count < workers; count++) this.#hire();
    this.#watch = setInterval(() => this.#lookAround(), LOOK_MS);
  }

  stop(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    for (const desk of this.#desks) desk.thread.stop();
    this.#desks.clear();
  }

  async take(): Promise<{ index: number; result: IndexResult }> {
    for (;;) {
      const next = this.#results.shift();
      if (next !== undefined) {
        for (const desk of this.#desks) this.#fill(desk);
        return next;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #hire(): void {
    const desk: Desk = { jobs: [], sinceMs: this.#parts.clock.monotonicMs(), thread: UNBORN };
    desk.thread = this.#parts.threads.start(new URL("./index_worker.ts", import.meta.url), {
      onMessage: (message) => this.#finish(desk, message as IndexResult),
      onFailure: () => this.#giveUp(desk),
    });
    this.#desks.add(desk);
    this.#fill(desk);
  }

  #fill(desk: Desk): void {
    while (desk.jobs.length < QUEUED && this.#results.length < UNTAKEN) {
      const job = this.#waiting.pop();
      if (job === undefined) return;
      if (desk.jobs.length === 0) desk.sinceMs = this.#parts.clock.monotonicMs();
      desk.jobs.push(job);
      desk.thread.post(job.order);
    }
  }

  #finish(desk: Desk, result: IndexResult): void {
    const job = desk.jobs.shift();
    desk.sinceMs = this.#parts.clock.monotonicMs();
    if (job !== undefined) this.#deliver(job, result);
    this.#fill(desk);
  }

  #deliver(job: Job, result: IndexResult): void {
    this.#results.push({ index: job.index, result });
    this.#wake();
  }

  #lookAround(): void {
    const now = this.#parts.clock.monotonicMs();
    for (const desk of [...this.#desks]) {
      if (desk.jobs.length > 0 && now - desk.sinceMs > LIMIT_MS) this.#giveUp(desk);
    }
  }

  /** Its first job is what it was at; the others go back to be done by somebody else. */
  #giveUp(desk: Desk): void {
    desk.thread.stop();
    this.#desks.delete(desk);
    const [stuck, ...rest] = desk.jobs;
    this.#waiting.push(...rest.reverse());
    if (stuck !== undefined) {
      const readMs = this.#parts.clock.now().getTime();
      this.#deliver(stuck, { kind: "skipped", reason: "unparsable", readMs });
    }
    this.#hire();
  }
}

interface Desk {
  readonly jobs: Job[];
  /** When its first job began. */
  sinceMs: number;
  thread: Thread;
}

const UNBORN: Thread = { post: () => {}, stop: () => {} };
