/**
 * How far the tree-sitter answer agrees with pyright's, and whether the warm server's is pyright's own:
 * `deno run -A tests/bench/lsp_agreement.ts ROOT [--names 300] [--seed 1] [--show 20]`.
 * Names are drawn evenly from all identifiers. "Right": every place that we name is one of pyright's; "wrong": one is not;
 * "none": we name none. Counted over the names for which pyright names a place inside ROOT. Prints one JSON line at the end.
 */
import { parseArgs } from "@std/cli/parse-args";
import { denoChildren } from "../../src/host/child_process.ts";
import { systemClock } from "../../src/host/clock.ts";
import type { LanguageClient } from "../../src/lsp/client.ts";
import { decodeLocations } from "../../src/lsp/decode.ts";
import { Documents } from "../../src/lsp/documents.ts";
import { createLauncher } from "../../src/lsp/launcher.ts";
import { fromFileUri, relativeTo, toFileUri } from "../../src/lsp/position.ts";
import { concernsPyright } from "../../src/lsp/pyright.ts";
import { safeSearchPath } from "../../src/lsp/server_choice.ts";
import { createService } from "../../src/lsp/service.ts";
import { indexLines } from "../../src/model/line_index.ts";
import { descend, type PyNode } from "../../src/resolution/python_tree.ts";
import { createPythonResolver } from "../../src/resolution/resolve_python.ts";
import { openPythonFolder } from "./python_sources.ts";

const flags = parseArgs([...Deno.args], { string: ["names", "seed", "show", "json"] });
const root = Deno.realPathSync(String(flags._[0] ?? "."));
const wanted = Number(flags["names"] ?? 300);
const show = Number(flags["show"] ?? 0);

/** Mulberry32: the same names on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function kindOf(node: PyNode): string {
  const parent = node.parent?.type ?? "";
  if (parent === "attribute" && node.field === "attribute") {
    const object = node.parent?.children[0];
    return object?.type === "identifier" && object.end - object.start <= 4 && isSelf(object)
      ? "self attribute"
      : "attribute";
  }
  if (parent === "keyword_argument" && node.field === "name") return "keyword";
  if (parent === "dotted_name" || parent === "aliased_import") return "import";
  if ((parent === "function_definition" || parent === "class_definition") && node.field === "name") {
    return "definition";
  }
  if (parent.includes("parameter")) return "parameter";
  return "name";
}

let current = "";
function isSelf(node: PyNode): boolean {
  return /^(?:self|cls)$/.test(current.slice(node.start, node.end));
}

async function launch(): Promise<LanguageClient> {
  const start = createLauncher({
    server: "bundled",
    root,
    searchPath: safeSearchPath(Deno.env.get("PATH") ?? "", root),
    runtime: Deno.execPath(),
    parentPid: Deno.pid,
    children: denoChildren,
    clock: systemClock,
    observe: () => {},
    beforeLaunch: () => {},
  });
  const outcome = await start(false, new Promise(() => {}));
  if (outcome.kind !== "started") throw new Error(`pyright did not start: ${JSON.stringify(outcome)}`);
  if (!await outcome.client.readiness.whenListed(60_000)) throw new Error("pyright did not list its files");
  return outcome.client;
}

const folder = await openPythonFolder(root);
const random = generator(Number(flags["seed"] ?? 1));
const sizes = folder.paths.map((path) => Deno.statSync(`${root}/${path}`).size);
const total = sizes.reduce((sum, size) => sum + size, 0);

/** A path drawn with a chance in proportion to its size, so that every identifier is about equally likely. */
function drawPath(): string {
  let left = random() * total;
  for (let i = 0; i < sizes.length; i++) {
    left -= sizes[i] ?? 0;
    if (left <= 0) return folder.paths[i] ?? "";
  }
  return folder.paths.at(-1) ?? "";
}

interface Tally {
  right: number;
  wrong: number;
  none: number;
}

const direct = await launch();
const served = await launch();
const documents = new Documents(root, { list: () => [], read: (path) => folder.text(path) }, concernsPyright);
const service = createService({
  root,
  supervisor: {
    supply: () => Promise.resolve({ kind: "client", client: served }),
    current: served,
    spawnCount: 1,
    stop: () => served.stop(),
  },
  documents,
  clock: systemClock,
  observe: () => {},
});
const resolver = createPythonResolver(folder);
const tallies = new Map<string, Tally>();
const opened = new Set<string>();
const warmMs: number[] = [];
const ownMs: number[] = [];
let resolved = 0;
let sampled = 0;
let same = 0;
const shown: string[] = [];

for (let tries = 0; resolved < wanted && tries < wanted * 20; tries++) {
  const path = drawPath();
  const module = folder.module(path);
  if (module === null) continue;
  const names = [...descend(module.root)].filter(({ type }) => type === "identifier");
  const node = names[Math.floor(random() * names.length)];
  if (node === undefined) continue;
  sampled++;
  current = module.text;
  const { startLine: line, startColumn: column } = indexLines(module.text).rangeOf(node);
  const uri = toFileUri(`${root}/${path}`);
  if (!opened.has(path)) {
    opened.add(path);
    direct.notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "python", version: 1, text: module.text },
    });
  }
  const reply = await direct.request("textDocument/definition", {
    textDocument: { uri },
    position: { line: line - 1, character: column - 1 },
  }, 60_000);
  const locations = reply.kind === "result" ? decodeLocations(reply.value) ?? [] : [];
  const truth = new Set(locations.flatMap(({ uri: target, range }) => {
    const absolute = fromFileUri(target);
    const inside = absolute === null ? null : relativeTo(root, absolute);
    return inside === null ? [] : [`${inside}:${range.startLine}:${range.startColumn}`];
  }));

  const askedMs = performance.now();
  const answer = await service.ask({
    method: "definition",
    path,
    line,
    column,
    timeoutMs: 60_000,
  });
  warmMs.push(performance.now() - askedMs);
  const told = answer.kind === "targets"
    ? answer.targets.filter(({ external }) => !external).map(({ path: at, range }) =>
      `${at}:${range.startLine}:${range.startColumn}`
    )
    : [`${answer.kind}`];
  const isSame = told.length === truth.size && told.every((place) => truth.has(place));
  if (isSame) same++;
  else if (shown.length < show) shown.push(`SERVED ${path}:${line}:${column} ${told} / ${[...truth]}`);

  if (truth.size === 0) continue;
  resolved++;
  const ownStart = performance.now();
  const ours = resolver.resolve(path, node.start).map((place) => {
    const text = folder.module(place.path)?.text ?? "";
    const { startLine, startColumn } = indexLines(text).rangeOf({ start: place.start, end: place.end });
    return `${place.path}:${startLine}:${startColumn}`;
  });
  ownMs.push(performance.now() - ownStart);
  const verdict = ours.length === 0 ? "none" : ours.every((place) => truth.has(place)) ? "right" : "wrong";
  const kind = kindOf(node);
  const tally = tallies.get(kind) ?? { right: 0, wrong: 0, none: 0 };
  tally[verdict]++;
  tallies.set(kind, tally);
  if (verdict !== "right" && shown.length < show) {
    const name = module.text.slice(node.start, node.end);
    shown.push(
      `${verdict} [${kind}] ${path}:${line}:${column} ${name}: ours ${ours.join(" ")} / pyright ${
        [...truth].join(" ")
      }`,
    );
  }
}
await Promise.all([direct.stop(), served.stop()]);

const out = (line: string): void => void Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
for (const line of shown) out(line);
const sum = [...tallies.values()].reduce(
  (a, b) => ({ right: a.right + b.right, wrong: a.wrong + b.wrong, none: a.none + b.none }),
  {
    right: 0,
    wrong: 0,
    none: 0,
  },
);
const percent = (part: number, whole: number): string => `${(100 * part / Math.max(1, whole)).toFixed(1)} %`;
out(`${"kind".padEnd(16)} names   right   wrong    none`);
for (const [kind, tally] of [...[...tallies].sort(), ["all", sum] as const]) {
  const all = tally.right + tally.wrong + tally.none;
  out(
    `${kind.padEnd(16)} ${String(all).padStart(5)} ${percent(tally.right, all).padStart(8)} ${
      percent(tally.wrong, all).padStart(7)
    } ${percent(tally.none, all).padStart(7)}`,
  );
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
out(
  `the served answer is pyright's own: ${same} of ${sampled}; warm median ${
    median(warmMs).toFixed(1)
  } ms; own median ${median(ownMs).toFixed(1)} ms`,
);
out(
  JSON.stringify({
    root: root.split("/").at(-1),
    sampled,
    resolved,
    same,
    ...sum,
    kinds: Object.fromEntries(tallies),
  }),
);
