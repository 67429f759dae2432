/**
 * The graph of who mentions whose names, and the rank of files and names in it. Pure: marks in, numbers out.
 * A file that mentions a name points at the files that define it; what a file is worth flows along those edges, and
 * what arrives by a name is that name's worth. PageRank as in Brin and Page (1998), personalised by where it restarts.
 */

import { type NameShape, shapeOf } from "./name_marks.ts";
import { NameTable } from "./name_table.ts";

export interface GraphFile {
  /** Marks of the names that the file defines and mentions; see name_marks.ts. */
  readonly defines: Uint32Array;
  readonly mentions: Uint32Array;
}

export interface Ranks {
  /** By file, in the order given; the sum is 1. */
  readonly files: Float64Array;
  /** The most that arrives at each file through any one name. */
  readonly most: Float64Array;
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

/** Who defines what: the definers of name n, in the order of the files, are those from `first[n]` to `first[n + 1]`. */
interface Definitions {
  readonly names: NameTable;
  readonly first: Uint32Array;
  readonly definers: Uint32Array;
}

/** One entry for each mention of a name that another file defines, in parallel columns. */
interface Edges {
  readonly count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
  /** The place among the definers that the edge arrives at. */
  readonly definer: Int32Array;
}

/** Ranks files and names. `restart`: how likely a walk starts anew at each file; all equal when left out. */
export function rankGraph(files: readonly GraphFile[], restart?: Float64Array): Ranks {
  const definitions = gather(files);
  const edges = connect(files, definitions);
  const base = normalised(restart ?? new Float64Array(files.length).fill(1));
  shareOut(edges, files.length);
  let ranks = base;
  for (let round = 0; round < ROUNDS; round++) ranks = step(edges, base, ranks);

  const { names, first, definers } = definitions;
  const arrived = new Float64Array(definers.length);
  for (let edge = 0; edge < edges.count; edge++) {
    const at = edges.definer[edge] ?? 0;
    arrived[at] = (arrived[at] ?? 0) + (ranks[edges.from[edge] ?? 0] ?? 0) * (edges.weight[edge] ?? 0);
  }
  const most = new Float64Array(files.length);
  for (let at = 0; at < definers.length; at++) {
    const file = definers[at] ?? 0;
    most[file] = Math.max(most[file] ?? 0, arrived[at] ?? 0);
  }
  return {
    files: ranks,
    most,
    nameRank: (file, mark) => {
      const name = names.find(mark);
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

function gather(files: readonly GraphFile[]): Definitions {
  const names = new NameTable(files.map(({ defines }) => defines));
  const first = new Uint32Array(names.marks.length + 1);
  const numbers = files.map(({ defines }) => {
    const list = new Uint32Array(defines.length);
    for (let at = 0; at < list.length; at++) list[at] = names.find(defines[at] ?? 0);
    return list;
  });
  for (const list of numbers) {
    for (let at = 0; at < list.length; at++) {
      const next = (list[at] ?? 0) + 1;
      first[next] = (first[next] ?? 0) + 1;
    }
  }
  for (let name = 1; name < first.length; name++) first[name] = (first[name] ?? 0) + (first[name - 1] ?? 0);
  const definers = new Uint32Array(first[names.marks.length] ?? 0);
  const free = first.slice();
  for (const [file, list] of numbers.entries()) {
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      const place = free[name] ?? 0;
      definers[place] = file;
      free[name] = place + 1;
    }
  }
  return { names, first, definers };
}

/**
 * An edge for each name that a file mentions and others define. A name with n definers gives 1/n to each, and one that
 * m files mention 1/√m: what everybody names says little about anybody.
 */
function connect(files: readonly GraphFile[], { names, first, definers }: Definitions): Edges {
  const definersOf = (name: number): number => (first[name + 1] ?? 0) - (first[name] ?? 0);
  const mentioners = new Uint32Array(names.marks.length);
  // Looked up once: the names that each file mentions and anybody defines.
  let most = 0;
  const mentioned = files.map(({ mentions }) => {
    const known = new Uint32Array(mentions.length);
    let count = 0;
    for (let at = 0; at < mentions.length; at++) {
      const name = names.find(mentions[at] ?? 0);
      if (name < 0) continue;
      mentioners[name] = (mentioners[name] ?? 0) + 1;
      if (definersOf(name) > MOST_DEFINERS) continue;
      known[count++] = name;
      most += definersOf(name);
    }
    return known.subarray(0, count);
  });
  const weights = new Float64Array(names.marks.length);
  for (let name = 0; name < weights.length; name++) {
    weights[name] = SHAPE_WEIGHT[shapeOf(names.marks[name] ?? 0)] / definersOf(name) /
      Math.sqrt(mentioners[name] ?? 0);
  }
  const [from, to, definer] = [new Int32Array(most), new Int32Array(most), new Int32Array(most)];
  const weight = new Float64Array(most);
  let count = 0;
  for (let file = 0; file < mentioned.length; file++) {
    const list = mentioned[file];
    if (list === undefined) continue;
    for (let at = 0; at < list.length; at++) {
      const name = list[at] ?? 0;
      const end = first[name + 1] ?? 0;
      for (let place = first[name] ?? 0; place < end; place++) {
        const target = definers[place] ?? 0;
        if (target === file) continue;
        from[count] = file;
        to[count] = target;
        weight[count] = weights[name] ?? 0;
        definer[count++] = place;
      }
    }
  }
  return { count, from, to, weight, definer };
}
