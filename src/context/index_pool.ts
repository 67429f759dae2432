/**
 * Spreads batches over workers and gives the answers back in the order of the batches, so that what is written does
 * not depend on who was faster. Invariant: every file gets an outcome; one that crashes its worker or holds it for
 * longer than the limit is left out, and only that file. Stopped early, it has outcomes for the first files of each
 * batch, and for at least one file.
 */
import { moduleUrl } from "../host/program.ts";
import type { Host } from "../host/host.ts";
import type { Thread } from "../host/workers.ts";
import { type BatchAnswer, type BatchFile, type FileOutcome, indexBatch, isFault } from "./index_batch.ts";
import type { WorkOrder } from "./index_worker.ts";

export interface PoolOptions {
  readonly includeSecrets: boolean;
  readonly workers: number;
  /** Longest time that one file may take, in ms. */
  readonly fileLimitMs: number;
  /** Whether to stop: what is in work is ended with its file, and what is not yet in work has no outcome. */
  readonly isOver: () => boolean;
  /** The worker's module; tests bring one that misbehaves. */
  readonly module?: URL;
}

/** The longest time between a file's limit and the moment that somebody looks. */
const WATCH_MS = 500;

/** Batches that may be waiting for an earlier one, per worker: they hold memory. */
const AHEAD = 4;

/** Batches a worker has: one in work and one to go on with. */
const ASSIGNED = 2;

/** Loading the program and reading a batch may take this many times as long as parsing one file. */
const SLOW_START = 10;

/** Workers that die before their first file can have no file to blame. After so many, this process does the work. */
const MOST_STILLBORN = 2;

/** Indexes `batches`; yields the outcomes of each, in order: fewer than it has files once it is over. */
export async function* indexInWorkers(
  host: Host,
  batches: readonly (readonly BatchFile[])[],
  options: PoolOptions,
): AsyncIterable<readonly FileOutcome[]> {
  const pool = new Pool(host, batches, options);
  try {
    for (let next = 0; next < batches.length; next++) yield await pool.take(next);
  } finally {
    pool.stop();
  }
}

/** A stretch of a batch that is asked for in one message. */
interface Part {
  readonly job: Job;
  readonly files: readonly BatchFile[];
  answer: BatchAnswer | null;
}

/** A part that a worker has. */
interface Assignment {
  readonly part: Part;
  /** See WorkOrder; -1 until the worker has come to the first file. */
  readonly place: Int32Array<SharedArrayBuffer>;
}

interface Job {
  readonly order: number;
  /** In the order of the files. */
  parts: Part[];
}

interface Member {
  readonly thread: Thread;
  /** The first is in work. */
  readonly assigned: Assignment[];
  /** Where the worker was when it was last looked at, and since when. */
  seen: number;
  sinceMs: number;
  answered: boolean;
}

class Pool {
  readonly #host: Host;
  readonly #options: PoolOptions;
  readonly #jobs: Job[];
  /** Parts that nobody has, in the order in which they are wanted. */
  readonly #waiting: Part[];
  readonly #members = new Set<Member>();
  readonly #watch: ReturnType<typeof setInterval>;
  /** See WorkOrder. */
  readonly #over = new Int32Array(new SharedArrayBuffer(4));
  #isStopping = false;
  #taken = 0;
  #stillborn = 0;
  #wake: () => void = () => {};

  constructor(host: Host, batches: readonly (readonly BatchFile[])[], options: PoolOptions) {
    this.#host = host;
    this.#options = options;
    this.#jobs = batches.map((files, order) => {
      const job: Job = { order, parts: [] };
      job.parts = [{ job, files, answer: null }];
      return job;
    });
    this.#waiting = this.#jobs.flatMap(({ parts }) => parts);
    const count = Math.min(options.workers, batches.length);
    for (let member = 0; member < count; member++) this.#startMember();
    this.#watch = setInterval(() => this.#lookForHanging(), WATCH_MS);
  }

  /** The outcomes of batch `order`; batches are taken in order. */
  async take(order: number): Promise<readonly FileOutcome[]> {
    const job = this.#jobs[order];
    if (job === undefined) return [];
    this.#taken = order;
    this.#stopWhenOver();
    for (const member of this.#members) this.#assign(member);
    for (;;) {
      const isWhole = job.parts.every(({ answer }) => answer !== null);
      if (isWhole || this.#isStopping && this.#isIdle()) {
        const open = job.parts.findIndex(({ answer }) => answer === null);
        const settled = job.parts.slice(0, open < 0 ? undefined : open);
        job.parts = [];
        return settled.flatMap(({ answer }) => answer?.outcomes ?? []);
      }
      if (this.#members.size === 0) await this.#answerHere(job);
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  /** Nothing more is handed out, and workers that are at a file stop after it. */
  #stopWhenOver(): void {
    if (this.#isStopping || !this.#options.isOver()) return;
    this.#isStopping = true;
    Atomics.store(this.#over, 0, 1);
    this.#wake();
  }

  #isIdle(): boolean {
    return [...this.#members].every(({ assigned }) => assigned.length === 0);
  }

  stop(): void {
    clearInterval(this.#watch);
    for (const member of this.#members) member.thread.stop();
    this.#members.clear();
  }

  #startMember(): void {
    const module = this.#options.module ?? moduleUrl("src/context/index_worker.ts");
    const thread = this.#host.threads.start(module, {
      onMessage: (answer) => this.#onAnswer(member, answer as BatchAnswer),
      onFailure: (reason) => this.#onFailure(member, reason),
    });
    const member: Member = {
      thread,
      assigned: [],
      seen: -1,
      sinceMs: this.#host.clock.monotonicMs(),
      answered: false,
    };
    this.#members.add(member);
    this.#assign(member);
  }

  #assign(member: Member): void {
    if (this.#isStopping) return;
    const furthest = this.#taken + AHEAD * this.#options.workers;
    while (member.assigned.length < ASSIGNED) {
      const part = this.#waiting[0];
      if (part === undefined || part.job.order > furthest) return;
      this.#waiting.shift();
      const place = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
      if (member.assigned.push({ part, place }) === 1) this.#begin(member);
      const { includeSecrets } = this.#options;
      const order: WorkOrder = {
        request: { files: part.files, includeSecrets },
        place: place.buffer,
        over: this.#over.buffer,
      };
      member.thread.post(order);
    }
  }

  /** The next of the member's parts is in work from now on. */
  #begin(member: Member): void {
    member.seen = -1;
    member.sinceMs = this.#host.clock.monotonicMs();
  }

  #onAnswer(member: Member, answer: BatchAnswer): void {
    member.answered = true;
    const part = member.assigned.shift()?.part;
    if (part === undefined) return;
    this.#begin(member);
    const done = answer.outcomes.length;
    if (done === part.files.length) part.answer = answer;
    else this.#replace(part, [{ ...part, files: part.files.slice(0, done), answer }, this.#rest(part, done)]);
    // A parser that failed once is not asked again.
    if (isFault(answer.outcomes.at(-1))) this.#dismiss(member);
    else this.#assign(member);
    this.#wake();
  }

  #rest(part: Part, from: number): Part {
    return { job: part.job, files: part.files.slice(from), answer: null };
  }

  /** Puts `pieces` in the place of `part`; those without an answer are the next to be asked for. */
  #replace(part: Part, pieces: readonly Part[]): void {
    const kept = pieces.filter(({ files }) => files.length > 0);
    part.job.parts = part.job.parts.flatMap((one) => one === part ? kept : [one]);
    this.#waiting.unshift(...kept.filter(({ answer }) => answer === null));
  }

  /** Ends a member; another one takes its place and, with all others, its work. */
  #dismiss(member: Member): void {
    member.thread.stop();
    this.#members.delete(member);
    this.#waiting.unshift(...member.assigned.splice(0).map(({ part }) => part));
    if (this.#isStopping) return;
    if (this.#stillborn < MOST_STILLBORN && this.#waiting.length > 0) this.#startMember();
    for (const other of this.#members) this.#assign(other);
  }

  #onFailure(member: Member, reason: string): void {
    const place = placeOf(member);
    if (place < 0) this.#giveUp(member);
    else this.#blame(member, place, reason === "" ? "the worker ended" : reason);
    this.#wake();
  }

  /** Ends a member that has no file to blame: it was loading, or reading. */
  #giveUp(member: Member): void {
    if (!member.answered) this.#stillborn++;
    this.#dismiss(member);
  }

  /** Leaves out the file that the member is at. */
  #blame(member: Member, place: number, fault: string): void {
    const part = member.assigned.shift()?.part;
    if (part !== undefined) {
      const readMs = this.#host.clock.now().getTime();
      const outcome: FileOutcome = { kind: "left-out", reason: "unparsable", readMs, stamp: null, fault };
      const culprit = part.files.slice(place, place + 1);
      this.#replace(part, [
        { job: part.job, files: part.files.slice(0, place), answer: null },
        { job: part.job, files: culprit, answer: { outcomes: culprit.map(() => outcome) } },
        this.#rest(part, place + 1),
      ]);
    }
    this.#dismiss(member);
  }

  #lookForHanging(): void {
    this.#stopWhenOver();
    const now = this.#host.clock.monotonicMs();
    const { fileLimitMs } = this.#options;
    for (const member of [...this.#members]) {
      const place = placeOf(member);
      if (member.assigned.length === 0 || place !== member.seen) {
        member.seen = place;
        member.sinceMs = now;
        continue;
      }
      const waitedMs = now - member.sinceMs;
      if (place >= 0 && waitedMs > fileLimitMs) {
        this.#blame(member, place, `took longer than ${fileLimitMs / 1000} s`);
        this.#wake();
      } else if (waitedMs > fileLimitMs * SLOW_START) {
        this.#giveUp(member);
        this.#wake();
      }
    }
  }

  /** Without workers (no right to start them, no memory) the work is done here, slower and with no time limit. */
  async #answerHere(job: Job): Promise<void> {
    const { fs, clock } = this.#host;
    const { includeSecrets, isOver } = this.#options;
    while (job.parts.some(({ answer }) => answer === null)) {
      for (const part of [...job.parts]) {
        if (part.answer !== null) continue;
        const watch = { onFile: () => {}, isOver };
        const answer = await indexBatch(fs, clock, { files: part.files, includeSecrets }, watch);
        const done = answer.outcomes.length;
        if (done === part.files.length) part.answer = answer;
        else {this.#replace(part, [
            { ...part, files: part.files.slice(0, done), answer },
            this.#rest(part, done),
          ]);}
        this.#stopWhenOver();
        if (this.#isStopping) return;
      }
    }
  }
}

/** Place of the file that the member is parsing; -1 when it has not come to one. */
function placeOf({ assigned }: Member): number {
  const place = assigned[0]?.place;
  return place === undefined ? -1 : Atomics.load(place, 0);
}
