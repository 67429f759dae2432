/**
 * The graph of who mentions whose names, and the rank of files and names in it. Pure: marks in, numbers out.
 * A file that mentions a name points at the files that define it; what a file is worth flows along those edges, by
 * PageRank as in Brin and Page (1998), personalised by where it restarts. What a name is worth is its share of all
 * mentions; where several files define it, most of that goes to the one that is worth most.
 */

import { NameTable } from "./name_table.ts";

export interface GraphFile {
  /** Marks of the names that the file defines and mentions; see name_marks.ts. */
  readonly defines: Uint32Array;
  readonly mentions: Uint32Array;
  /** Files of other families are other worlds: a `String` in C is not the class of that name in Ruby. */
  readonly family: string;
}

export interface Ranks {
  /** By file, in the order given; the sum is 1. */
  readonly files: Float64Array;
  /** The most that arrives at each file through any one name. */
  readonly most: Float64Array;
  /** What arrives at `file` through the name with `mark`; all that arrives anywhere adds up to 1. */
  nameRank(file: number, mark: number): number;
}

/** The share of its worth that a file hands on; the rest starts anew (the usual .85). */
const DAMPING = 0.85;
const ROUNDS = 20;

/** A name that this many files define says little about any one of them (`main`, `setUp`, `to_string`). */
const MOST_DEFINERS = 50;

/**
 * What a file keeps back of its worth, in mentions: one that mentions a single name must not hand all of its worth
 * to it.
 */
const KEPT_BACK = 3;

/** Who defines and mentions what, by the number of the name. */
interface Names {
  readonly table: NameTable;
  /** The definers of name n, in the order of the files, are those from `first[n]` to `first[n + 1]`. */
  readonly first: Uint32Array;
  readonly definers: Uint32Array;
  /** By file: the names that it mentions and that not too many files define. */
  readonly mentioned: readonly Uint32Array[];
  readonly families: readonly string[];
}

/** One entry for each mention of a name that another file defines, in parallel columns. */
interface Edges {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
}

/** Ranks files and names. `restart`: how likely a walk starts anew at each file; all equal when left out. */
export function rankGraph(files: readonly GraphFile[], restart?: Float64Array): Ranks {
  const names = gather(files);
  const base = normalised(restart ?? new Float64Array(files.length).fill(1));
  const ranks = walk(connect(names), base);
  const arrived = shareMentions(names, base, ranks);
  const { table, first, definers } = names;
  const most = new Float64Array(files.length);
  for (let at = 0; at < definers.length; at++) {
    const file = definers[at] ?? 0;
    most[file] = Math.max(most[file] ?? 0, arrived[at] ?? 0);
  }
  return {
    files: ranks,
    most,
    nameRank: (file, mark) => {
      const name = table.find(mark);
      if (name < 0) return 0;
      const place = definers.subarray(first[name], first[name + 1]).indexOf(file);
      return place < 0 ? 0 : arrived[(first[name] ?? 0) + place] ?? 0;
    },
  };
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => sum === 0 ? 1 / weights.length : weight / sum);
}

function gather(files: readonly GraphFile[]): Names {
  const table = new NameTable(files.map(({ defines }) => defines));
  const first = new Uint32Array(table.marks.length + 1);
  const numbers = files.map(({ defines }) => {
    const list = new Uint32Array(defines.length);
    for (let at = 0; at < list.length; at++) list[at] = table.find(defines[at] ?? 0);
    return list;
  });
  for (const list of numbers) {
    for (let at = 0; at < list.length; at++) {
      const next = (list[at] ?? 0) + 1;
      first[next] = (first[next] ?? 0) + 1;
    }
  }
  for (let name = 1; name < first.length; name++) first[name] = (first[name] ?? 0) + (first[name - 1] ?? 0);
  const definers = new Uint32Array(first[table.marks.length] ?? 0);
  const free = first.slice();
  for (const [file, list] of numbers.entries()) {
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      const place = free[name] ?? 0;
      definers[place] = file;
      free[name] = place + 1;
    }
  }
  const mentioned = files.map(({ mentions }) => {
    const known = new Uint32Array(mentions.length);
    let count = 0;
    for (let at = 0; at < mentions.length; at++) {
      const name = table.find(mentions[at] ?? 0);
      if (name < 0 || (first[name + 1] ?? 0) - (first[name] ?? 0) > MOST_DEFINERS) continue;
      known[count++] = name;
    }
    return known.subarray(0, count);
  });
  return { table, first, definers, mentioned, families: files.map(({ family }) => family) };
}

/** An edge to each file that defines a name that another one mentions; a name with n definers gives 1/n to each. */
function connect({ first, definers, mentioned, families }: Names): Edges {
  let most = 0;
  for (const list of mentioned) {
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      most += (first[name + 1] ?? 0) - (first[name] ?? 0);
    }
  }
  const [from, to, weight] = [new Int32Array(most), new Int32Array(most), new Float64Array(most)];
  let count = 0;
  for (let file = 0; file < mentioned.length; file++) {
    const list = mentioned[file];
    if (list === undefined) continue;
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      const [start, end] = [first[name] ?? 0, first[name + 1] ?? 0];
      for (let place = start; place < end; place++) {
        const target = definers[place] ?? 0;
        if (target === file || families[target] !== families[file]) continue;
        from[count] = file;
        to[count] = target;
        weight[count++] = 1 / (end - start);
      }
    }
  }
  return { count, from, to, weight };
}

function walk(edges: Edges, base: Float64Array): Float64Array {
  shareOut(edges, base.length);
  let ranks = base;
  for (let round = 0; round < ROUNDS; round++) ranks = step(edges, base, ranks);
  return ranks;
}

/** Makes the weights of each file's edges add up to 1 less what it keeps back. */
function shareOut({ count, from, weight }: Edges, files: number): void {
  const out = new Float64Array(files);
  for (let edge = 0; edge < count; edge++) {
    const file = from[edge] ?? 0;
    out[file] = (out[file] ?? 0) + (weight[edge] ?? 0);
  }
  for (let edge = 0; edge < count; edge++) {
    weight[edge] = (weight[edge] ?? 0) / (KEPT_BACK + (out[from[edge] ?? 0] ?? 0));
  }
}

function step({ count, from, to, weight }: Edges, base: Float64Array, ranks: Float64Array): Float64Array {
  const next = new Float64Array(ranks.length);
  for (let edge = 0; edge < count; edge++) {
    const target = to[edge] ?? 0;
    next[target] = (next[target] ?? 0) + DAMPING * (ranks[from[edge] ?? 0] ?? 0) * (weight[edge] ?? 0);
  }
  // What sits in files that mention nothing starts anew like the rest.
  let kept = 0;
  for (let file = 0; file < next.length; file++) kept += next[file] ?? 0;
  for (let file = 0; file < next.length; file++) {
    next[file] = (next[file] ?? 0) + (1 - kept) * (base[file] ?? 0);
  }
  return next;
}

/**
 * What arrives at each place of `definers`: how many other files mention the name, by `base`, and of that as much as the
 * definer's rank is among those of the others, squared: a `Context` is most often the one that everybody knows.
 */
function shareMentions(
  { first, definers, mentioned, families }: Names,
  base: Float64Array,
  ranks: Float64Array,
): Float64Array {
  const arrived = new Float64Array(definers.length);
  for (let file = 0; file < mentioned.length; file++) {
    const list = mentioned[file];
    if (list === undefined) continue;
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      const end = first[name + 1] ?? 0;
      for (let place = first[name] ?? 0; place < end; place++) {
        const target = definers[place] ?? 0;
        if (target === file || families[target] !== families[file]) continue;
        arrived[place] = (arrived[place] ?? 0) + (base[file] ?? 0);
      }
    }
  }
  let total = 0;
  for (let name = 0; name + 1 < first.length; name++) {
    const [start, end] = [first[name] ?? 0, first[name + 1] ?? 0];
    let sum = 0;
    for (let place = start; place < end; place++) sum += (ranks[definers[place] ?? 0] ?? 0) ** 2;
    for (let place = start; place < end; place++) {
      const share = sum === 0 ? 0 : (ranks[definers[place] ?? 0] ?? 0) ** 2 / sum;
      arrived[place] = (arrived[place] ?? 0) * share;
      total += arrived[place] ?? 0;
    }
  }
  if (total > 0) {
    for (let place = 0; place < arrived.length; place++) arrived[place] = (arrived[place] ?? 0) / total;
  }
  return arrived;
}
