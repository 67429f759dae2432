/**
 * The floor under `ctx build`: reads, decodes and parses every Python file of a tree with the same grammar on every
 * core, and keeps nothing. Prints the number of files and of code units parsed.
 *   deno run -A tests/bench/parse_alone.ts TREE [WORKERS]
 */
import { decodeSource } from "../../src/segment/decode.ts";
import { loadGrammar } from "../../src/syntax/runtime.ts";
import { pythonFiles } from "./corpus.ts";

interface Job {
  readonly root: string;
  readonly files: readonly string[];
  /** One shared counter: whoever is free takes the next file. */
  readonly next: SharedArrayBuffer;
}

export interface Parsed {
  readonly files: number;
  readonly units: number;
}

async function parseShare({ root, files, next }: Job): Promise<Parsed> {
  const outcome = await loadGrammar("python");
  if (!outcome.ok) throw new Error(outcome.reason);
  const counter = new Int32Array(next);
  let [count, units] = [0, 0];
  for (;;) {
    const path = files[Atomics.add(counter, 0, 1)];
    if (path === undefined) return { files: count, units };
    const decoded = decodeSource(path, Deno.readFileSync(`${root}/${path}`));
    if (decoded === null) continue;
    outcome.grammar.parse(decoded.text)?.delete();
    count++;
    units += decoded.text.length;
  }
}

/** Parses the tree below `root` on `workers` threads. */
export async function parseTree(root: string, workers: number): Promise<Parsed> {
  const job: Job = { root, files: pythonFiles(root), next: new SharedArrayBuffer(4) };
  const shares = await Promise.all(Array.from({ length: workers }, () => parseInWorker(job)));
  return {
    files: shares.reduce((sum, share) => sum + share.files, 0),
    units: shares.reduce((sum, share) => sum + share.units, 0),
  };
}

function parseInWorker(job: Job): Promise<Parsed> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(import.meta.url, { type: "module" });
    worker.onmessage = (event: MessageEvent<Parsed>) => {
      worker.terminate();
      resolve(event.data);
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(job);
  });
}

// In a worker `import.meta.main` is true as well (Deno 2.9.6): what tells them apart is the worker's own scope.
if ("WorkerGlobalScope" in globalThis) {
  const scope = globalThis as unknown as {
    onmessage: (event: MessageEvent<Job>) => void;
    postMessage(parsed: Parsed): void;
  };
  scope.onmessage = (event) => void parseShare(event.data).then((parsed) => scope.postMessage(parsed));
} else if (import.meta.main) {
  const [root = ".", workers = String(navigator.hardwareConcurrency)] = Deno.args;
  const { files, units } = await parseTree(root, Number(workers));
  Deno.stdout.writeSync(new TextEncoder().encode(`${files} files, ${units} code units\n`));
}
