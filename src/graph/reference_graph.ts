/**
 * The graph of who mentions whose names, and the rank of files and names in it. Pure: marks in, numbers out.
 * A file that mentions a name points at the files that define it; what a file is worth flows along those edges, and
 * what arrives by a name is that name's worth. PageRank as in Brin and Page (1998), personalised by where it restarts.
 */

import { type NameShape, shapeOf } from "./name_marks.ts";

export interface GraphFile {
  /** Marks of the names that the file defines and mentions; see name_marks.ts. */
  readonly defines: Uint32Array;
  readonly mentions: Uint32Array;
}

export interface Ranks {
  /** By file, in the order given; the sum is 1. */
  readonly files: Float64Array;
  /** What arrives at `file` through the name with `mark`. */
  nameRank(file: number, mark: number): number;
}

/** The share of its worth that a file hands on; the rest starts anew (the usual .85). */
const DAMPING = 0.85;
const ROUNDS = 20;

/** A name that this many files define says little about any one of them (`main`, `setUp`, `to_string`). */
const MOST_DEFINERS = 12;

/**
 * What a file keeps back of its worth, in the weight of mentions: one that mentions a single name must not hand all of
 * its worth to it. Chosen by eye on the maps of two projects.
 */
const KEPT_BACK = 3;

/** One entry for each mention of a name that another file defines, in parallel columns. */
interface Edges {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
  /** Number of the (name, definer) that the edge arrives at; below `pairs`. */
  readonly pair: Int32Array;
  readonly pairs: number;
  readonly names: ReadonlyMap<number, Name>;
}

/** Ranks files and names. `restart`: how likely a walk starts anew at each file; all equal when left out. */
export function rankGraph(files: readonly GraphFile[], restart?: Float64Array): Ranks {
  const edges = connect(files);
  const base = normalised(restart ?? new Float64Array(files.length).fill(1));
  shareOut(edges, files.length);
  let ranks = base;
  for (let round = 0; round < ROUNDS; round++) ranks = step(edges, base, ranks);

  const arrived = new Float64Array(edges.pairs);
  for (let edge = 0; edge < edges.count; edge++) {
    const pair = edges.pair[edge] ?? 0;
    arrived[pair] = (arrived[pair] ?? 0) + (ranks[edges.from[edge] ?? 0] ?? 0) * (edges.weight[edge] ?? 0);
  }
  return {
    files: ranks,
    nameRank: (file, mark) => {
      const name = edges.names.get(mark);
      const place = name?.definers.indexOf(file) ?? -1;
      return name === undefined || place < 0 ? 0 : arrived[name.firstPair + place] ?? 0;
    },
  };
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => sum === 0 ? 1 / weights.length : weight / sum);
}

/** Makes the weights of each file's edges add up to 1 less what it keeps back. */
function shareOut(edges: Edges, files: number): void {
  const out = new Float64Array(files);
  for (let edge = 0; edge < edges.count; edge++) {
    const from = edges.from[edge] ?? 0;
    out[from] = (out[from] ?? 0) + (edges.weight[edge] ?? 0);
  }
  for (let edge = 0; edge < edges.count; edge++) {
    edges.weight[edge] = (edges.weight[edge] ?? 0) / (KEPT_BACK + (out[edges.from[edge] ?? 0] ?? 0));
  }
}

function step(edges: Edges, base: Float64Array, ranks: Float64Array): Float64Array {
  const next = new Float64Array(ranks.length);
  const { from, to, weight } = edges;
  for (let edge = 0; edge < edges.count; edge++) {
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

/** How much a mention says: `load_config` is nearly always the thing itself, `Error` is one of many. */
const SHAPE_WEIGHT: Readonly<Record<NameShape, number>> = { capitalised: 0.5, compound: 1 };

/**
 * An edge for each name that a file mentions and others define. A name with n definers gives 1/n to each, and one that
 * m files mention 1/√m: what everybody names says little about anybody.
 */
function connect(files: readonly GraphFile[]): Edges {
  const names = namesDefined(files);
  // Looked up once: the names that a file mentions and anybody defines, one file after the other.
  const mentioned: Name[][] = files.map(({ mentions }) => {
    const known: Name[] = [];
    for (let at = 0; at < mentions.length; at++) {
      const name = names.get(mentions[at] ?? 0);
      if (name === undefined) continue;
      name.mentioners++;
      if (name.definers.length <= MOST_DEFINERS) known.push(name);
    }
    return known;
  });
  let pairs = 0;
  for (const name of names.values()) {
    name.firstPair = pairs;
    pairs += name.definers.length;
  }
  const most = mentioned.reduce(
    (sum, list) => list.reduce((total, name) => total + name.definers.length, sum),
    0,
  );
  const [from, to, pair] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const weight = new Float64Array(most);
  let count = 0;
  for (const [file, list] of mentioned.entries()) {
    for (const name of list) {
      const { definers, mark, mentioners, firstPair } = name;
      const each = SHAPE_WEIGHT[shapeOf(mark)] / definers.length / Math.sqrt(mentioners);
      for (let place = 0; place < definers.length; place++) {
        const target = definers[place] ?? 0;
        if (target === file) continue;
        from[count] = file;
        to[count] = target;
        weight[count] = each;
        pair[count++] = firstPair + place;
      }
    }
  }
  return { count, from, to, weight, pair, pairs, names };
}

interface Name {
  readonly mark: number;
  readonly definers: number[];
  mentioners: number;
  /** Number of its pair with the first definer; the others follow. */
  firstPair: number;
}

function namesDefined(files: readonly GraphFile[]): Map<number, Name> {
  const names = new Map<number, Name>();
  for (let file = 0; file < files.length; file++) {
    for (const mark of files[file]?.defines ?? []) {
      const known = names.get(mark);
      if (known === undefined) names.set(mark, { mark, definers: [file], mentioners: 0, firstPair: 0 });
      else known.definers.push(file);
    }
  }
  return names;
}
