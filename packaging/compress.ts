/**
 * Compression of the executable's parts. The runtime must be readable with `gzip` alone, since nothing else is sure to
 * be there; the runtime itself then reads the rest, packed with brotli. Invariant: the same bytes and effort give the
 * same result, however many cores there are.
 */
import { sha256 } from "./archive.ts";
import type { Compression } from "./compress_worker.ts";

/** `small` takes some minutes of CPU for 3 % less; `fast` is for tests. */
export type Effort = "small" | "fast";

/** One gzip member each: what one worker does at a time. Larger ones compress no better. */
const CHUNK_BYTES = 4 << 20;

const MODULE = new URL("./compress_worker.ts", import.meta.url);

async function inWorker(order: Compression): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(MODULE, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Uint8Array<ArrayBuffer>>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(order);
    });
  } finally {
    worker.terminate();
  }
}

/** Compresses each of `orders` on as many cores as there are; results keep their order and are kept in `cache`. */
export async function compressAll(
  orders: readonly Compression[],
  cache: string,
): Promise<Uint8Array<ArrayBuffer>[]> {
  Deno.mkdirSync(cache, { recursive: true });
  const results: Uint8Array<ArrayBuffer>[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < orders.length) {
      const at = next++;
      const order = orders[at];
      if (order === undefined) return;
      results[at] = await cached(order, cache);
    }
  };
  await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, work));
  return results;
}

async function cached(order: Compression, cache: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = `${cache}/${order.kind}-${order.effort}-${await sha256(order.bytes)}`;
  try {
    return Deno.readFileSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const packed = await inWorker(order);
  const half = `${path}.${Deno.pid}`;
  Deno.writeFileSync(half, packed);
  Deno.renameSync(half, path);
  return packed;
}

/** `bytes` as orders whose results, one after another, are one gzip file. */
export function gzipOrders(bytes: Uint8Array<ArrayBuffer>, effort: Effort): Compression[] {
  const orders: Compression[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    orders.push({ kind: "gzip", effort, bytes: bytes.slice(at, at + CHUNK_BYTES) });
  }
  return orders;
}
