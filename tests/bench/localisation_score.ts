/** Ranks to figures: how often one of the right answers is among the first 1, 5, 10, and the mean reciprocal rank. */

export interface Figures {
  readonly cases: number;
  readonly at1: number;
  readonly at5: number;
  readonly at10: number;
  /** Mean over the cases of 1 / rank of the first right answer, 0 where none was found. */
  readonly mrr: number;
  /** Mean share of all right answers among the first 10. */
  readonly share10: number;
}

export class Score {
  #cases = 0;
  #at1 = 0;
  #at5 = 0;
  #at10 = 0;
  #mrr = 0;
  #share10 = 0;

  /** Adds one case: what was answered, best first and without repetitions, and what would have been right. */
  add(answered: readonly string[], right: readonly string[]): void {
    const ranks = right.map((one) => answered.indexOf(one)).filter((index) => index >= 0).map((index) =>
      index + 1
    );
    const best = Math.min(...ranks, Infinity);
    this.#cases++;
    if (best <= 1) this.#at1++;
    if (best <= 5) this.#at5++;
    if (best <= 10) this.#at10++;
    this.#mrr += 1 / best;
    this.#share10 += ranks.filter((rank) => rank <= 10).length / right.length;
  }

  /** Adds all cases of `other`. */
  addAll(other: Score): void {
    this.#cases += other.#cases;
    this.#at1 += other.#at1;
    this.#at5 += other.#at5;
    this.#at10 += other.#at10;
    this.#mrr += other.#mrr;
    this.#share10 += other.#share10;
  }

  get figures(): Figures {
    const share = (sum: number) => this.#cases === 0 ? 0 : Math.round(1000 * sum / this.#cases) / 1000;
    return {
      cases: this.#cases,
      at1: share(this.#at1),
      at5: share(this.#at5),
      at10: share(this.#at10),
      mrr: share(this.#mrr),
      share10: share(this.#share10),
    };
  }
}

/** One line of a table. */
export function figuresLine(name: string, figures: Figures): string {
  const { cases, at1, at5, at10, mrr, share10 } = figures;
  const columns = [at1, at5, at10, mrr, share10].map((value) => value.toFixed(3).replace(/^0/, ""));
  return `${name.padEnd(34)} ${String(cases).padStart(5)}   ${columns.join("   ")}`;
}

export const FIGURES_HEAD = `${"".padEnd(34)} cases     @1     @5    @10    mrr   all@10`;
